"""F11: the clock jumps: five days ahead, an hour back, over both edges of daylight saving, 400 days ahead."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
import redis
from celery import current_app
from kombu import Connection

from articles.deliveries import inbox
from articles.history import first_break
from articles.models import Article, Delivery, Event
from citations import clock
from reviews import workflow as reviews
from reviews.models import Due
from tests import acts
from tests.client import Keyed
from tests.faults.ground import seconds_until
from tests.faults.outcome import Outcome, sized

pytestmark = [pytest.mark.slow, pytest.mark.alone]

SEATS = sized(3, 100)
#: Two for each seat to accept; the one that is accepted after its first has three to sign instead of its second.
REMINDERS = 2 * 3 * SEATS - 1 + 3
#: Of a digest: the hour that is skipped in spring and comes twice in autumn.
ZONE, HOUR = "Europe/Berlin", 2
#: Seconds before an edge at which the worker begins, and after it at which it ends.
BEFORE, AFTER = 3, 2


def test_each_reminder_comes_once_however_the_clock_jumps(ground, cast, record):
    inbox.prefer(cast.editor, how="digest", digest_hour=HOUR, time_zone=ZONE)
    start = clock.now()
    _invited(cast, start)
    with _worker_at(ground, start + timedelta(days=5)):
        _all_that_is_due(ground)
        reminded = _reminded()
    with _worker_at(ground, start + timedelta(days=5, hours=-1)):
        _all_that_is_due(ground)
        article = _accepted_in_the_past(cast, start + timedelta(days=5, hours=-1))
    assert (reminded, _reminded()) == (SEATS, SEATS)
    for edge in _edges(start):
        _invited(cast, edge - timedelta(days=5))
        with _worker_at(ground, edge - timedelta(seconds=BEFORE)):
            _all_that_is_due(ground)
            time.sleep(BEFORE + AFTER)
            with _clock_at(edge):
                acts.submitted(cast)
            _all_that_is_due(ground)
    with _worker_at(ground, start + timedelta(days=400)):
        drained = seconds_until(lambda: _all_that_is_due(ground) is None and not _undone(start), 120)
        _all_that_is_due(ground)
    lost, twice = _wrong(ground)
    done = f"clock +5 days, -1 hour, over both edges of daylight saving, +400 days; {3 * SEATS} seats"
    record(Outcome("F11", done, f"{_reminded()} reminders, each once", lost, twice, drained))
    assert (lost, twice) == (0, 0)
    assert [trouble for each in Article.objects.all() if (trouble := first_break(each))] == []
    _told_in_order(cast, article)


def _told_in_order(cast, article: Article) -> None:
    """What happened at an earlier hour, but later, is told later."""
    told = [event["seq"] for event in Keyed(cast.editor).read(f"articles/{article.pk}/events/").json()["results"]]
    assert told == sorted(told)
    times = dict(article.events.values_list("kind", "at"))
    assert times["accepted"] < times["reminded"]
    assert [event.kind for event in article.events.order_by("seq")][:4] == ["submitted", "invited", "reminded", "accepted"]


def _invited(cast, moment: datetime) -> None:
    with _clock_at(moment):
        for n in range(SEATS):
            reviews.invite(acts.submitted(cast, question=f"Does rest help, case {n}?"), cast.rivera, by=cast.editor)


def _accepted_in_the_past(cast, moment: datetime) -> Article:
    article = Article.objects.order_by("pk").first()
    with _clock_at(moment):
        reviews.accept(article.open_round.assignments.get(), by=cast.rivera.user)
    return acts.fresh(article)


def _edges(start: datetime) -> list[datetime]:
    """The next two moments at which the zone's clocks are changed."""
    hours = [start.replace(minute=0, second=0, microsecond=0) + timedelta(hours=n) for n in range(366 * 24)]
    zone = ZoneInfo(ZONE)
    return [
        after for before, after in pairwise(hours)
        if before.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset()
    ]  # fmt: skip


def _clock_at(moment: datetime):
    return clock.shifted(seconds=(moment - clock.now()).total_seconds())


@contextmanager
def _worker_at(ground, moment: datetime) -> Iterator[None]:
    """A worker whose clock shows that moment when it has come up, about."""
    ground.place.environment["CLOCK_SHIFT_SECONDS"] = str((moment - clock.now()).total_seconds())
    try:
        ground.run("worker")
        yield
    finally:
        ground.halt()
        ground.place.environment["CLOCK_SHIFT_SECONDS"] = os.environ.get("CLOCK_SHIFT_SECONDS", "0")


def _all_that_is_due(ground) -> None:
    """Every look three times over, until the worker has no task left."""
    with Connection(ground.redis.url) as broker:
        for task in 3 * ["reviews.send_due", "articles.sweep"]:
            current_app.send_task(task, connection=broker, retry=False)
    with redis.Redis.from_url(ground.redis.url) as server:
        seconds_until(lambda: server.llen("celery") == server.hlen("unacked") == 0, 120)


def _reminded() -> int:
    return Event.objects.filter(kind="reminded").count()


def _undone(start: datetime) -> bool:
    later = start + timedelta(days=400)
    return (
        Due.objects.filter(done_at=None, due_at__lt=later).exists()
        or Delivery.objects.filter(sent_at=None, failed_at=None, due_at__lt=later).exists()
    )


def _wrong(ground) -> tuple[int, int]:
    """Reminders that are missing, and what came twice: a reminder, its message, a letter, a digest of one day."""
    steps = Counter(Event.objects.filter(kind="reminded").values_list("data__step", flat=True))
    told = Counter(Delivery.objects.filter(event__kind="reminded").values_list("event", "recipient"))
    letters = Counter(letter["Message-ID"] for letter in ground.letters.received)
    lost = max(REMINDERS - len(steps), len(steps) - len(told))
    return lost, sum(count - 1 for found in (steps, told, letters) for count in found.values())
