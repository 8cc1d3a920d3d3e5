"""F2: Redis frozen, then stopped, while authors submit and reviewers sign."""

from __future__ import annotations

import time
from collections import deque

import httpx
import pytest

from articles.history import first_break
from articles.models import Article, Delivery
from reviews.models import Review
from tests import acts
from tests.client import body
from tests.faults.callers import UNKEPT, asking, client, slowest
from tests.faults.ground import seconds_until
from tests.faults.outcome import Outcome, sized
from tests.people import PASSWORD

pytestmark = [pytest.mark.slow, pytest.mark.alone]

SECONDS = sized(6, 60)
#: Seconds for 99 of 100 answers, and until nothing is owed; a loaded machine in the short form has more.
P99, DRAINED = sized((2.0, 90), (0.5, 60))
#: In a second, at most, by each caller.
SIGNED = 2


def test_authors_and_reviewers_never_notice_that_redis_is_away(ground, cast, record):
    seats = deque(acts.seated(acts.submitted(cast), cast.chen, cast.editor) for _ in range(2 * SECONDS * SIGNED))
    ground.run()
    author, signer = client(ground.url, cast.author, limits=UNKEPT), client(ground.url, cast.chen.user, limits=UNKEPT)
    shown = Article.objects.first().current.content_hash
    with asking(lambda: author.post("articles/", json=body()), callers=8):
        time.sleep(2)  # whatever a process does once is done
    for how, away, back in (
        ("frozen", ground.freeze_broker, ground.thaw_broker),
        ("stopped", ground.stop_broker, ground.start_broker),
    ):
        away()
        with (
            asking(lambda: author.post("articles/", json=body()), callers=2, pause=1 / SIGNED) as submitted,
            asking(lambda: _sign(signer, seats, shown), callers=1, pause=1 / SIGNED) as signed,
        ):
            time.sleep(SECONDS)
        back()
        record(_survived(how, submitted, signed, seconds_until(_nothing_waits, DRAINED)))
    assert [trouble for article in Article.objects.all() if (trouble := first_break(article))] == []


def _sign(signer: httpx.Client, seats: deque, shown: str) -> httpx.Response:
    return signer.post(f"assignments/{seats.popleft().pk}/review/", json={
        "verdict": "approve", "content_hash": shown, "renditions": ["clinician"], "disclosure": {"none": True},
        "signature": {"name": "Pat Chen", "meaning": "review", "password": PASSWORD},
    })  # fmt: skip


def _nothing_waits() -> bool:
    owed = Delivery.objects.filter(sent_at=None, failed_at=None)
    return not owed.exists() and not Article.objects.filter(unstamped__isnull=False).exists()


def _survived(how: str, submitted: list, signed: list, drained: float) -> Outcome:
    answers, p99 = [*submitted, *signed], slowest([*submitted, *signed])
    good = sum(a.status == 201 for a in answers)
    told = {a.body["id"] for a in submitted if a.status == 201} | {f"review {a.body['id']}" for a in signed if a.status == 201}
    kept = {*Article.objects.values_list("pk", flat=True)} | {f"review {pk}" for pk in Review.objects.values_list("pk", flat=True)}
    assert {a.status for a in answers} == {201}
    assert p99 < P99
    assert told <= kept
    done = f"Redis {how} for {SECONDS} s, {len(submitted)} submitted, {len(signed)} signed"
    return Outcome("F2", done, f"{good} of {len(answers)} answered 201, p99 {p99 * 1000:.0f} ms", len(told - kept), 0, drained)
