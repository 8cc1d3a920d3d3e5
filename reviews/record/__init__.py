"""A reviewer's own record: what they reviewed, what became of it, and what is owed to them in thanks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Count, Exists, F, OuterRef, QuerySet, Sum

from articles.models import Article, State
from articles.roles import BOARD_MEMBER, roles_of
from reviews.models import Assignment, BoardMember, Cause, KeptFigures, Outcome, Review
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


@dataclass(frozen=True)
class Everybodys:
    """The thanks of the whole board: reviews, words and standing articles by the member's id."""

    members: dict[str, list[int]]


def own_member(user: User) -> BoardMember | None:
    """The board member that this account is, while it has the role."""
    return BoardMember.objects.filter(user=user).first() if BOARD_MEMBER in roles_of(user) else None


def thanks(member: BoardMember) -> Thanks:
    """What was kept, and what was signed since; where nothing is kept, reckoned whole (`reviews.editors.keeping`)."""
    kept = KeptFigures.objects.filter(pk="thanks").values_list("at", f"value__members__{member.pk}").first()
    signed = Review.objects.filter(assignment__board_member=member)
    if kept is None:
        return Thanks(*_sums(signed), _standing(member).count())
    at, figures = kept
    reviews, words, standing = figures or (0, 0, 0)
    more, more_words = _sums(signed.filter(assignment__ended_at__gt=at))
    return Thanks(reviews + more, words + more_words, standing)


def everybodys(now: datetime) -> Everybodys:
    """Reckoned for all at once, of what was signed until now."""
    found: dict[str, list[int]] = {}
    signed = Review.objects.filter(assignment__ended_at__lte=now).values_list("assignment__board_member").order_by()
    for pk, reviews, words in signed.annotate(Count("pk"), Sum("assignment__round__revision__words")):
        found[str(pk)] = [reviews, words, 0]
    standing = _approved().filter(round__revision=F("round__article__published")).exclude(round__article__state=State.RETIRED)
    for pk, articles in standing.values_list("board_member").order_by().annotate(Count("round__article", distinct=True)):
        found[str(pk)][2] = articles
    return Everybodys(found)


def _sums(signed: QuerySet[Review]) -> tuple[int, int]:
    sums = signed.aggregate(n=Count("pk"), words=Sum("assignment__round__revision__words", default=0))
    return sums["n"], sums["words"]


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
    rounds = _approved().filter(round__article=OuterRef("pk"), round__revision=OuterRef("published"), board_member=member)
    return Article.objects.exclude(state=State.RETIRED).filter(Exists(rounds))


def _approved() -> QuerySet[Assignment]:
    """Seats whose holder approved in a round that published."""
    approving = Assignment.objects.filter(round__outcome=Outcome.APPROVED, review__verdict="approve")
    return approving.exclude(round__cause=Cause.CALIBRATION)
