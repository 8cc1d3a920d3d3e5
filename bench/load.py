"""Load over HTTP, by threads that each keep one request on its way."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from bench.line import TIMES, Figure

#: Requests on their way at once, and seconds of one measurement.
THREADS, SECONDS = 4, 6.0


@dataclass(frozen=True)
class Side:
    """An application under load: its port, and how its addresses and people are called."""

    port: int
    scheme: str
    told: dict
    articles: str
    invite: str
    accept: str
    review: str
    member: str

    def cycle(self, number: int) -> None:
        """Seven POSTs: an article, two seats, two acceptances, two signatures."""
        author, editor, *board = self.told["keys"]
        article = self._post(self.articles, author, self.told["article"] | self._fresh(number))
        seats = [self._post(self.invite.format(article), editor, {self.member: m}) for m in self.told["members"]]
        for seat, key in zip(seats, board, strict=True):
            self._post(self.accept.format(seat), key, {})
        for seat, key in zip(seats, board, strict=True):
            self._post(self.review.format(seat), key, self.told["review"])

    def _fresh(self, number: int) -> dict:
        return {"number": f"http-{number}"} if "text" in self.told["article"] else {}

    def _post(self, path: str, key: str, body: dict) -> int:
        headers = {"Authorization": f"{self.scheme} {key}", "Content-Type": "application/json"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection.request("POST", path, json.dumps(body), headers)
        answer = connection.getresponse()
        read = answer.read()
        connection.close()
        assert answer.status in (200, 201), (path, answer.status, read[:500])
        return json.loads(read).get("id", 0)


def get(port: int, path: str, expected: int = 200, **headers: str) -> str:
    """One GET; returns its ETag."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert answer.status == expected, (path, answer.status)
    return answer.headers.get("ETag", "")


_numbers = count()


def rate(act: Callable[[int], object], seconds: float = SECONDS) -> float:
    """Acts a second."""
    done, failed, until = [0] * THREADS, [], time.monotonic() + seconds

    def go(place: int) -> None:
        try:
            while time.monotonic() < until:
                act(next(_numbers))
                done[place] += 1
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=go, args=(place,)) for place in range(THREADS)]
    start = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return sum(done) / (time.monotonic() - start)


def in_turn(own: Callable[[int], object], yardstick: str, theirs: Callable[[int], object]) -> tuple[Figure, str, Figure]:
    """Acts a second of both under load, one after the other, again and again: what else the machine does falls on both."""
    rate(own, 1), rate(theirs, 1)
    found = [(rate(own), rate(theirs)) for _ in range(TIMES)]
    ours, others = zip(*found, strict=True)
    return Figure.of(ours), yardstick, Figure.of(others)
