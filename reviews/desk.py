"""What a person looks at before they act: candidates for a seat, seats of one's own, the triage queue."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db.models import Exists, Prefetch, QuerySet, Subquery

from articles.models import Article, State
from articles.roles import edits
from citations import clock
from reviews.conflicts.screening import screen
from reviews.models import Assignment, BoardMember, Cause, Comment, held
from reviews.models.assignment import WAITING
from reviews.rules import Candidate, rank


def candidates(article: Article) -> list[Candidate]:
    """Every board member as a reviewer of this article, best first, each exclusion named. Five queries at most."""
    board = BoardMember.objects.filter(left=None)
    members = [(m, m.load) for m in board.select_related("user").annotate(load=held(state__in=WAITING))]
    seats = article.open_round.assignments.all() if article.open_round else []
    # A signature that does not count may be brought back by an override: what excludes its signer is what matters then.
    seated = {a.board_member_id for a in seats if a.state in (*WAITING, "completed") and not a.void}
    return rank(members, article, seated, clock.today(), screen(article, [m.pk for m, _ in members], clock.today()))


def seats_of(user) -> QuerySet[Assignment]:
    """A board member's own assignments, the ones that wait for them first; each knows whether they have a passkey."""
    passkeys = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
    # Whose they are is asked first: joined, it would keep the planner from reading along an index of their own.
    own = BoardMember.objects.filter(user=user).values("pk")
    rows = Assignment.objects.filter(board_member=Subquery(own)).annotate(passkey=Exists(passkeys))
    return rows.select_related("round__article", "round__revision", "board_member__user")


def seats_beside(seat: Assignment) -> list[Assignment]:
    """The same member's other seats on the same article, oldest first, each with its review and its revision."""
    rows = Assignment.objects.filter(board_member=seat.board_member_id, round__article=seat.round.article_id)
    return list(rows.exclude(pk=seat.pk).select_related("round__revision", "review").order_by("pk"))


def queue() -> QuerySet[Article]:
    """What waits for an editor, most urgent first (`articles.urgency`)."""
    seats = Prefetch("rounds__assignments", Assignment.objects.select_related("review", "board_member"))
    waiting = Article.objects.filter(state__in=[State.SUBMITTED, State.UNDER_REVIEW])
    return (
        waiting.select_related("current", "published", "author", "editor")
        .prefetch_related(seats)
        .order_by("urgent_since", "pk")
    )


def comments_for(article: Article, user) -> QuerySet[Comment]:
    """Editors see every comment, the author those of ended rounds, a board member their own."""
    rows = Comment.objects.filter(assignment__round__article=article).order_by("pk")
    if edits(user, article):
        return rows
    if user.pk in article.writers:
        return rows.filter(assignment__round__closed_at__isnull=False).exclude(assignment__round__cause=Cause.CALIBRATION)
    return rows.filter(assignment__board_member__user=user)


def own_comments(seat: Assignment) -> list[Comment]:
    """What this member has said of this article up to this seat, earlier revisions included."""
    rows = Comment.objects.filter(
        assignment__board_member=seat.board_member_id, assignment__round__article=seat.round.article_id, assignment__lte=seat.pk
    )
    return list(rows.select_related("assignment__round__revision").order_by("pk"))
