"""Clients over HTTP that go on asking while something is done to the product, and note every answer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx

from articles.models import ApiKey


@dataclass(frozen=True)
class Answer:
    at: float
    seconds: float
    #: 0 where no answer came.
    status: int
    retry_after: str = ""
    body: dict = field(default_factory=dict, repr=False)

    @property
    def answered(self) -> float:
        return self.at + self.seconds


#: A connection for each request: a kept one may be closed by the server in the moment in which it is used again.
UNKEPT = httpx.Limits(max_keepalive_connections=0)
KEPT = httpx.Limits()


def client(url: str, user, *, timeout: float = 30, limits: httpx.Limits = KEPT) -> httpx.Client:
    """With a new key of this account."""
    _, key = ApiKey.objects.create(user=user)
    return httpx.Client(base_url=f"{url}/api/v1/", headers={"Authorization": f"Bearer {key}"}, timeout=timeout, limits=limits)


@contextmanager
def asking(ask: Callable[[], httpx.Response], *, callers: int = 4, pause: float = 0.05) -> Iterator[list[Answer]]:
    """So many callers ask again and again until the block ends; the list grows meanwhile."""
    answers: list[Answer] = []
    done = threading.Event()

    def go_on() -> None:
        while not done.is_set():
            answers.append(answer(ask))
            time.sleep(pause)

    threads = [threading.Thread(target=go_on, daemon=True) for _ in range(callers)]
    for thread in threads:
        thread.start()
    try:
        yield answers
    finally:
        done.set()
        for thread in threads:
            thread.join(40)


def answer(ask: Callable[[], httpx.Response]) -> Answer:
    """One request's answer, and how long it took."""
    begun = time.monotonic()
    try:
        given = ask()
    except httpx.TransportError:
        return Answer(begun, time.monotonic() - begun, 0)
    body = given.json() if given.headers.get("content-type", "").endswith("json") else {}
    return Answer(begun, time.monotonic() - begun, given.status_code, given.headers.get("Retry-After", ""), body)


def slowest(answers: list[Answer], share: float = 0.99) -> float:
    """Seconds within which that share of the answers came."""
    seconds = sorted(answer.seconds for answer in answers)
    return seconds[int(share * (len(seconds) - 1))]
