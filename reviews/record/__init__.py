"""A reviewer's own record: what they reviewed, what became of it, and what is owed to them in thanks."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum

from articles.models import Article, State
from reviews.models import Assignment, BoardMember, Cause, Outcome, Review
from reviews.models.assignment import WAITING

#: Reviews on one page.
SIZE = 25
#: What became of it, as its reviewer reads it; while the round is open nothing has.
BECAME = {
    "": "the round is open",
    Outcome.APPROVED: "approved and published",
    Outcome.CHANGES_REQUESTED: "sent back to the author",
    Outcome.REJECTED: "rejected",
    Outcome.SUPERSEDED: "replaced by a newer revision",
    Outcome.WITHDRAWN: "withdrawn by the author",
    Outcome.RETIRED: "taken down",
    Outcome.CALIBRATION: "a second, blind look: it changes nothing",
}


@dataclass(frozen=True)
class Thanks:
    """How much was given: signed reviews, words read, and articles that readers see today on this person's signature."""

    reviews: int
    words: int
    standing: int


@dataclass(frozen=True)
class Line:
    """One review and what became of it; `shown` where the text they approved is what readers see now."""

    seat: Assignment
    became: str
    shown: bool


def thanks(member: BoardMember) -> Thanks:
    """Three figures in two queries."""
    signed = Review.objects.filter(assignment__board_member=member)
    sums = signed.aggregate(n=Count("pk"), words=Sum("assignment__round__revision__words", default=0))
    return Thanks(sums["n"], sums["words"], _standing(member).count())


def history(member: BoardMember, before: int | None = None) -> list[Line]:
    """The seats that ended, newest first, one more than a page holds."""
    rows = Assignment.objects.filter(board_member=member).exclude(state__in=WAITING)
    if before:
        rows = rows.filter(pk__lt=before)
    seats = rows.select_related("review", "round__revision", "round__article").order_by("-pk")[: SIZE + 1]
    return [Line(seat, BECAME[seat.round.outcome], _is_shown(seat)) for seat in seats]


def _is_shown(seat: Assignment) -> bool:
    review = getattr(seat, "review", None)
    article = seat.round.article
    approved = review is not None and review.verdict == "approve" and seat.round.outcome == Outcome.APPROVED
    return approved and article.published_id == seat.round.revision_id and article.state != State.RETIRED


def _standing(member: BoardMember) -> QuerySet[Article]:
    """Articles whose published revision this member approved in a round that published it."""
    rounds = Assignment.objects.filter(
        round__outcome=Outcome.APPROVED, round__article=OuterRef("pk"), round__revision=OuterRef("published"),
        board_member=member, review__verdict="approve",
    ).exclude(round__cause=Cause.CALIBRATION)  # fmt: skip
    return Article.objects.exclude(state=State.RETIRED).filter(Exists(rounds))
