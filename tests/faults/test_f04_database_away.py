"""F4: PostgreSQL frozen, then stopped, while authors submit."""

from __future__ import annotations

import time

import httpx
import pytest

from articles.models import Article
from tests.client import body
from tests.faults.callers import UNKEPT, Answer, asking, client
from tests.faults.outcome import FULL, Outcome, sized

pytestmark = [pytest.mark.slow, pytest.mark.alone]

SECONDS = sized(8, 60)
#: Seconds for an answer, and until all is well again; a loaded machine in the short form has more.
ANSWERED, WELL = sized((12, 30), (5, 10))


def test_a_database_that_is_away_costs_nobody_more_than_a_retry(ground, cast, record):
    ground.run("web")
    author = client(ground.url, cast.author, limits=UNKEPT)
    for how, away, back in (
        ("frozen", ground.freeze_database, ground.thaw_database),
        ("stopped", ground.stop_database, ground.start_database),
        ("silent network", ground.database.silence, ground.database.speak),
    ):
        record(_survived(how, ground, author, away, back))


def _survived(how: str, ground, author: httpx.Client, away, back) -> Outcome:
    with asking(lambda: author.post("articles/", json=body()), callers=12) as answers:
        _one_more(answers)
        away()
        gone = time.monotonic()
        time.sleep(SECONDS)
        page = httpx.get(f"{ground.url}/", timeout=20)
        _one_more(answers, status=503, asked=gone)
        back()
        returned = time.monotonic()
        well = _one_more(answers, after=returned) - returned
    meanwhile = [a for a in answers if gone < a.at and a.answered < returned]
    assert (page.status_code, page.headers["Retry-After"]) == (503, "5")
    assert {(a.status, a.retry_after) for a in meanwhile} == {(503, "5")}
    slowest = max(a.seconds for a in answers)
    assert slowest < ANSWERED
    assert well < WELL
    told = {a.body["id"] for a in answers if a.status == 201}
    lost = len(told) - Article.objects.filter(pk__in=told).count()
    assert lost == 0
    assert not [a for a in answers if a.status not in (201, 503)]
    return Outcome(
        "F4", f"PostgreSQL {how} for {SECONDS} s{'' if FULL else ' (short form)'}",
        f"{len(meanwhile)} of {len(meanwhile)} answered 503, slowest {slowest:.1f} s", lost, 0, well,
    )  # fmt: skip


def _one_more(answers: list[Answer], *, status: int = 201, asked: float = 0.0, after: float = 0.0) -> float:
    """Wait until somebody who asked after the one moment was answered so after the other; when that was."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if given := [a.answered for a in answers if a.status == status and a.at > asked and a.answered > after]:
            return min(given)
        time.sleep(0.05)
    raise AssertionError(f"nobody was answered {status}")
