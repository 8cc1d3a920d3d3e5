"""What needs a person when they come in: a board member's seats, an editor's next moves. Short lists."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.models import User
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from articles.models import Article, Delivery, Kind, Question, State
from articles.roles import BOARD_MEMBER, is_editor, roles_of
from citations import clock
from reviews.desk import seats_of
from reviews.editors import triage
from reviews.models import Assignment, BoardMember
from reviews.models.assignment import PENDING, WAITING

#: Rows of each list on the home page; the pages behind them show all.
SHORT = 8
#: Of what waits for a board member: more than anybody does before they look again.
MOST = 100
#: Days ahead in which a licence that ends is worth a word.
LICENCE_WARNING = timedelta(days=60)


def needs_of(user: User) -> dict:
    """The lists of the home page, by the person's roles."""
    needs: dict = {"today": clock.today()}
    if BOARD_MEMBER in roles_of(user):
        needs |= seats(user)
    if is_editor(user):
        needs |= {
            "queue": triage.page_after(size=SHORT),
            "decisions": _decisions()[:SHORT],
            "overdue": Article.objects.overdue(clock.today())
            .select_related("current")
            .order_by("next_review_due")[:SHORT],
            "questions": Question.objects.inbox().select_related("article")[:SHORT],
            "failed": _failed()[:SHORT],
            "licences": _licences()[:SHORT],
        }
    return needs


def dangers() -> QuerySet[Question]:
    """Readers' reports of danger that nobody settled, the longest waiting first."""
    return Question.objects.inbox().filter(kind=Kind.SAFETY).select_related("article")


def seats(user: User) -> dict[str, list[Assignment]]:
    """A board member's own assignments: to answer, to sign, to confirm, the most pressing first, and the latest done."""
    shaken = Q(unconfirmed=True, round__closed_at=None)
    pending = seats_of(user).filter(PENDING)  # named as its index is: the join in `shaken` would hide that
    waiting = list(pending.filter(Q(state__in=WAITING) | shaken).order_by("review_by", "pk")[:MOST])
    done = (
        seats_of(user)
        .exclude(state__in=WAITING)
        .select_related("review", "round__article", "round__revision")
    )
    return {
        "crowded": len(waiting) == MOST,
        "to_answer": [a for a in waiting if a.state == "invited"],
        "to_sign": [a for a in waiting if a.state == "accepted"],
        "to_confirm": [a for a in waiting if a.unconfirmed],
        "done": list(done.order_by(F("ended_at").desc(nulls_last=True), "-pk")[: 2 * SHORT]),
    }


def _decisions() -> QuerySet[Article]:
    """Somebody signed against the text and nobody is still waiting: the editor settles it."""
    seats = Assignment.objects.filter(round__article=OuterRef("pk"), round__closed_at=None)
    return (
        Article.objects.filter(rounds__closed_at=None, rounds__opposed=True, state=State.UNDER_REVIEW)
        .exclude(Exists(seats.filter(Q(state__in=WAITING) | Q(unconfirmed=True, lapsed=False, void=""))))
        .select_related("current").order_by("waiting_since")
    )  # fmt: skip


def _failed() -> QuerySet[Delivery]:
    return Delivery.objects.filter(failed_at__isnull=False).select_related("recipient").order_by("-pk")


def _licences() -> QuerySet[BoardMember]:
    """Licences that do not count, or soon will not, of members who sit."""
    ending = Q(licence_expires__lt=clock.today() + LICENCE_WARNING)
    return BoardMember.objects.filter(
        ending | Q(licence_verified_at=None) | Q(licence_revoked_at__isnull=False), left=None
    ).order_by("licence_expires")
