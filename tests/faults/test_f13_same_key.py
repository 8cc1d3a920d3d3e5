"""F13: the same Idempotency-Key fifty times at once, and again after the web processes were killed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from articles.models import Article
from tests.client import body
from tests.faults.callers import client
from tests.faults.outcome import Outcome, sized

pytestmark = [pytest.mark.slow, pytest.mark.alone]

TIMES, ROUNDS = 50, sized(2, 20)


def test_one_key_makes_one_article_through_crowds_and_kills(ground, cast, record):
    ground.run("web")
    author = client(ground.url, cast.author)
    for turn in range(ROUNDS):
        _one_round(ground, author, {"Idempotency-Key": f"turn-{turn}"}, body(question=f"Does rest help, case {turn}?"))
    made = Article.objects.count()
    lost, twice = max(0, ROUNDS - made), max(0, made - ROUNDS)
    done = f"{ROUNDS} x the same key {TIMES} times at once, killed, again"
    record(Outcome("F13", done, f"{made} articles, one answer each", lost, twice))
    assert (lost, twice) == (0, 0)


def _one_round(ground, author: httpx.Client, headers: dict, said: dict) -> None:
    """Sent by fifty, killed among them; after the restart whoever asks again gets the one answer there is."""

    def send(_: int = 0) -> httpx.Response | None:
        try:
            return author.post("articles/", json=said, headers=headers)
        except httpx.TransportError:
            return None

    with ThreadPoolExecutor(TIMES) as crowd:
        sent = [crowd.submit(send, n) for n in range(TIMES)]
        sent[0].result()
        ground.kill("web")
        first = [f.result() for f in sent]
    ground.run("web")
    again = [send() for _ in range(3)]
    assert all(given is not None for given in again)
    answers = [given for given in (*first, *again) if given is not None and given.status_code != 409]
    assert {given.status_code for given in answers} == {201}
    assert len({given.content for given in answers}) == 1
