"""F14: beat dead for a day, while reminders fall due."""

from __future__ import annotations

import os
from collections import Counter

import httpx
import pytest

from articles.models import Delivery
from citations import clock
from reviews import workflow as reviews
from reviews.models import Due
from tests import acts
from tests.faults.ground import seconds_until
from tests.faults.outcome import Outcome, sized

pytestmark = [pytest.mark.slow, pytest.mark.alone]

ARTICLES = sized(10, 200)
DAY = 86_400
#: Two minutes, and generous in the short form, whose machine is shared.
RED, DRAINED = sized(150, 120), sized(90, 60)


def test_a_day_without_beat_is_told_within_two_minutes_and_made_up_once(ground, cast, record):
    for _ in range(ARTICLES):
        reviews.invite(acts.submitted(cast), cast.rivera, by=cast.editor)
    ground.run()
    seconds_until(lambda: _ready(ground), 60)
    ground.kill("beat")
    red = seconds_until(lambda: _said(ground)["beat"].startswith("silent since"), RED)
    ground.halt()
    due = Due.objects.filter(step="remind_accept").order_by("due_at").first().due_at
    later = (due - clock.now()).total_seconds() + DAY
    ground.place.environment["CLOCK_SHIFT_SECONDS"] = str(later)
    try:
        ground.run()
        drained = seconds_until(lambda: _reminded() == ARTICLES, DRAINED)
        seconds_until(lambda: _ready(ground), 60)
    finally:
        ground.halt()
        ground.place.environment["CLOCK_SHIFT_SECONDS"] = os.environ.get("CLOCK_SHIFT_SECONDS", "0")
    reminders = Counter(Delivery.objects.filter(template="remind_accept_reviewer").values_list("event__article", flat=True))
    letters = Counter(letter["Message-ID"] for letter in ground.letters.received)
    twice = sum(count - 1 for count in (*reminders.values(), *letters.values()))
    lost = ARTICLES - len(reminders)
    done = f"beat dead for 24 h, {ARTICLES} reminders overdue"
    record(Outcome("F14", done, f"/readyz red after {red:.0f} s", lost, twice, drained))
    assert (lost, twice) == (0, 0)


def _said(ground) -> dict:
    return httpx.get(f"{ground.url}/readyz", timeout=10).json()


def _ready(ground) -> bool:
    return httpx.get(f"{ground.url}/readyz", timeout=10).status_code == 200


def _reminded() -> int:
    """Reminders that were sent; that each was sent once, their Message-IDs say."""
    return Delivery.objects.filter(template="remind_accept_reviewer").exclude(sent_at=None).count()
