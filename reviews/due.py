"""What time makes due. Whoever looks, and however often, each thing is done once: the doors see to that."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from django.db.models import Q

from articles.errors import Refusal
from articles.models import Article
from citations import clock
from reviews import workflow
from reviews.models import Assignment, Cause

log = logging.getLogger(__name__)


def expire_seats() -> int:
    """Seats that were not accepted, or not signed, by their day are open again."""
    today = clock.today()
    late = Assignment.objects.filter(
        Q(state="invited", accept_by__lt=today) | Q(state="accepted", review_by__lt=today)
    ).select_related("round__article")
    return _each(late, workflow.expire)


def open_re_reviews() -> int:
    """Approvals whose time has passed get a round."""
    overdue = Article.objects.overdue(clock.today()).order_by("next_review_due", "pk")
    return _each(overdue, lambda article: workflow.reopen(article, cause=Cause.DUE, by=None))


def _each(rows: Iterable, door: Callable) -> int:
    """Knock at the door for each; what somebody else did meanwhile is refused there, and that is well."""
    done = 0
    for row in rows[:1000]:
        try:
            door(row)
            done += 1
        except Refusal as refusal:
            log.info("not due any more: %s (%s)", row, refusal.detail)
    return done
