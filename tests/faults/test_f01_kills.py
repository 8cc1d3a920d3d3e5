"""F1: transitions over HTTP while web, worker and beat are killed at random and started again."""

from __future__ import annotations

import random
import time
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor

import httpx
import pytest

from articles.history import first_break
from articles.models import Article, Delivery, Event
from tests.client import body
from tests.faults.callers import client
from tests.faults.ground import NAMES, seconds_until
from tests.faults.outcome import Outcome, sized

pytestmark = [pytest.mark.slow, pytest.mark.alone]

TRANSITIONS, KILLS = sized(120, 10_000), sized(3, 20)
#: The web processes have eight threads.
AUTHORS = sized(4, 8)
#: A message that a killed worker had in hand comes free when its lease ends; the short form waits for that generously.
DRAINED = sized(180, 60)
PATIENCE = 120


def test_nothing_is_lost_under_kills(ground, cast, record):
    assert cast.editor
    author = client(ground.url, cast.author)
    ground.run()
    with ThreadPoolExecutor(AUTHORS) as authors:
        pairs = [authors.submit(_submit_and_withdraw, author, n) for n in range(TRANSITIONS // 2)]
        for kill in range(KILLS):
            _wait_for(pairs, len(pairs) * (kill + 1) // (KILLS + 1))
            name = NAMES[kill % 3] if kill < 3 else random.choice(NAMES)
            ground.kill(name)
            ground.run(name)
        for pair in pairs:
            pair.result()
    drained = seconds_until(lambda: not Delivery.objects.filter(sent_at=None).exists(), DRAINED)
    letters = Counter(letter["Message-ID"] for letter in ground.letters.received)
    lost = Delivery.objects.count() - len(letters)
    twice = sum(letters.values()) - len(letters)
    broken = [trouble for article in Article.objects.all() if (trouble := first_break(article))]
    done = f"{TRANSITIONS} transitions under {KILLS} kill -9 of web, worker, beat"
    record(Outcome("F1", done, f"{Event.objects.count()} events, {len(broken)} histories broken", lost, twice, drained))
    assert Event.objects.count() == TRANSITIONS
    assert set(Article.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert broken == []
    assert lost == 0
    assert twice <= KILLS


def _submit_and_withdraw(author: httpx.Client, n: int) -> None:
    at = _insist(author, "articles/", body(question=f"Does rest help, case {n}?"), f"submit-{n}")["id"]
    _insist(author, f"articles/{at}/withdraw/", {}, f"withdraw-{n}")


def _insist(author: httpx.Client, path: str, said: dict, key: str) -> dict:
    """What a careful client does: the same request with the same key, until it is answered."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            given = author.post(path, json=said, headers={"Idempotency-Key": key})
        except httpx.TransportError:
            time.sleep(0.2)
            continue
        if given.status_code in (200, 201):
            return given.json()
        assert given.status_code in (409, 503), given.text
        time.sleep(0.2)
    raise AssertionError(f"{path} was not answered in {PATIENCE} s")


def _wait_for(pairs: list[Future], count: int) -> None:
    deadline = time.monotonic() + 3600
    while sum(pair.done() for pair in pairs) < count:
        assert time.monotonic() < deadline
        time.sleep(0.05)
