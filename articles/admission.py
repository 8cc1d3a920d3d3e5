"""Whether more articles are taken in, or the board has too much before it already (`IntakePolicy`)."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date, timedelta

from django.core.cache import cache

from articles.content import Content
from articles.errors import Refusal
from articles.models import Article, Event, IntakePolicy, State
from citations import clock

#: Over so many days the board's pace is taken.
PACE_DAYS = 28
#: Seconds for which a count is good enough: a limit is no promise of an exact number.
_KEPT = 5
#: A client asks again after a day at the latest: by then editors may have changed the limit.
_LONGEST_WAIT = 86_400
_DECIDED = ("approved", "changes_requested", "rejected")


class Overloaded(Refusal):
    """More waits for the board than the publisher's policy lets wait; tells by when that should have cleared."""

    slug, title, status = "overloaded", "The board has too much before it", 429


def demand_room(content: Content) -> None:
    """Raises Overloaded. What was reviewed elsewhere before is always taken in: it waits without harm."""
    if content.external_review is None:
        _demand()


def demand_room_for(items: Iterable[object]) -> None:
    """The same for a batch, which is taken whole or not: unless all its items were reviewed elsewhere before."""
    if not all(isinstance(item, dict) and item.get("external_review") for item in items):
        _demand()


def _demand() -> None:
    policy = IntakePolicy.objects.get()
    if policy.most_waiting is None and policy.most_days is None:
        return
    waiting, pace = cache.get_or_set("intake", _measure, _KEPT)
    room = [policy.most_waiting or math.inf, pace * policy.most_days if policy.most_days and pace else math.inf]
    if waiting < min(room):
        return
    clear = clear_by(waiting - min(room) + 1, pace)
    until = f"It should have cleared by {clear}." if clear else "Nothing was decided lately, so nobody can say until when."
    wait = min(_LONGEST_WAIT, max(60, (clear - clock.today()).days * 86_400)) if clear else _LONGEST_WAIT
    raise Overloaded(f"{waiting:,} articles wait for the board, as many as may. {until}", clear_by=clear, retry_after=wait)


def _measure() -> tuple[int, float]:
    """How many wait, and how many a day the board gets done."""
    before_the_board = Article.objects.filter(state__in=[State.SUBMITTED, State.UNDER_REVIEW])
    waiting = before_the_board.filter(current__external_review__isnull=True).count()
    since = clock.now() - timedelta(days=PACE_DAYS)
    return waiting, Event.objects.filter(kind__in=_DECIDED, at__gte=since).count() / PACE_DAYS


def clear_by(excess: float, pace: float) -> date | None:
    """The day by which so many are done at this pace; None where nothing gets done."""
    return clock.today() + timedelta(days=math.ceil(excess / pace)) if pace else None
