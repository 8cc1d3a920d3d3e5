"""Drafts: what a board member typed and has not signed. Nothing is lost, no tab overwrites another."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.http import QueryDict

from articles.doors import locked
from articles.errors import Refusal, Stale, WrongState
from reviews import workflow
from reviews.forms import typed
from reviews.models import Assignment, Seat


@dataclass(frozen=True)
class Kept:
    """What became of an attempt to keep a draft; `seen` marks the draft that stands now."""

    saved: bool
    status: int
    words: str
    seen: str


def mark(seat: Assignment) -> str:
    """Tells one saved draft from the next: a form carries the mark of the draft that it was filled from."""
    return seat.draft_saved_at.isoformat() if seat.draft_saved_at else ""


def keep(seat: Assignment, data: QueryDict, *, by: User) -> Kept:
    """Save what is typed, unless another tab saved since this form was shown and `replace` is not said."""
    try:
        with transaction.atomic():
            locked(seat.round.article)
            _refuse_overwriting(seat, data)
            saved = workflow.save_draft(seat, typed(data), by=by)
    except WrongState:
        rescue(seat, data, by=by)
        return Kept(False, WrongState.status, "This review has ended meanwhile. Your text is kept here.", "")
    except Refusal as refusal:
        return Kept(False, refusal.status, refusal.detail, mark(Assignment.objects.get(pk=seat.pk)))
    return Kept(True, 200, "Your draft is saved.", mark(saved))


def rescue(seat: Assignment, data: QueryDict, *, by: User) -> None:
    """Keep what was typed for a seat that the article's new revision, or the clock, has ended."""
    if Assignment.objects.get(pk=seat.pk).state in (Seat.SUPERSEDED, Seat.EXPIRED):
        workflow.rescue_draft(seat, typed(data), by=by)


def earlier(seat: Assignment) -> Assignment | None:
    """The same member's earlier seat on this article that still holds a draft."""
    before = Assignment.objects.filter(
        board_member=seat.board_member,
        round__article=seat.round.article,
        pk__lt=seat.pk,
        state__in=[Seat.SUPERSEDED, Seat.EXPIRED],
    )
    return before.exclude(draft={}).select_related("round__revision").order_by("-pk").first()


def _refuse_overwriting(seat: Assignment, data: QueryDict) -> None:
    now = Assignment.objects.only("draft_saved_at").get(pk=seat.pk)
    if data.get("draft_seen", "") != mark(now) and "replace" not in data:
        raise Stale(
            "Another tab or program has saved a draft since this page was opened. Nothing was overwritten."
        )
