"""What every door of a seat begins with: its locks, and whether its holder may review at all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from articles.compiled import Compiled
from articles.doors import locked
from articles.errors import Unmet
from articles.models import Article
from articles.urgency import LATE, press
from reviews.conflicts.screening import Screening, screen
from reviews.models import Assignment, BoardMember


def _seats(held: int) -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(round=held).select_for_update(of=("self",)).order_by("id")
    return rows.select_related("board_member", "round__revision", "review")


_SEATS = Compiled(_seats, like=-1)


def locked_seat(assignment: Assignment) -> tuple[Article, Assignment]:
    """The article and the seat, locked: one read brings its round with all seats and reviews."""
    article = locked(Article(pk=assignment.round.article_id))
    seats = _SEATS(assignment.round_id)
    own = next((seat for seat in seats if seat.pk == assignment.pk), None)
    if own is None:
        raise Assignment.DoesNotExist
    _know(article, own, seats)
    return article, own


def _know(article: Article, own: Assignment, seats: list[Assignment]) -> None:
    """Let the article know the round that was just read, so that no condition reads it again."""
    held = own.round
    for seat in seats:
        seat.round = held
    held.article, held.held = article, seats
    if held.revision_id == article.current_id:
        article.current = held.revision
    if held.closed_at is None:
        article.open_round = held


def keep_late(article: Article, day: date) -> None:
    """Keep whether somebody of the open round is late to answer or to sign; the caller concludes."""
    seats = article.open_round.held if article.open_round else []
    press(article, LATE, holds=any(seat.is_late(day) for seat in seats))


def ease_late(article: Article, day: date) -> None:
    """The same after somebody did their part: only where somebody was late before."""
    if LATE in article.pressing:
        keep_late(article, day)


def refuse_excluded(
    member: BoardMember, article: Article, day: date, what: str, beside: Iterable[int] = ()
) -> dict[int, Screening]:
    """Raises Unmet with every exclusion of this member named; returns how they, and those `beside` by id, were screened."""
    found = screen(article, {member.pk, *beside}, day)
    if reasons := [exclusion.detail for exclusion in found[member.pk].excluded_by]:
        raise Unmet(f"{member} {what}: {'; '.join(reasons)}.", excluded_by=reasons)
    return found
