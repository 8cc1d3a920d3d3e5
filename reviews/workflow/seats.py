"""Who sits in a round: invite, accept, decline, expire."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from articles import history
from articles.deliveries import outbox
from articles.doors import conclude, locked, move
from articles.errors import BadInput, Unmet
from articles.minor import is_minor
from articles.models import Article, Policy, State
from citations import clock
from reviews import schedule
from reviews.invitation import why
from reviews.models import Assignment, BoardMember, Cause, Round, Seat
from reviews.workflow.places import ease_late, locked_seat, refuse_excluded

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def invite(
    article: Article, member: BoardMember, *, by: User, due: date | None = None, audience: str = ""
) -> Assignment:
    """Ask a board member to take a seat; the first invitation opens the round. Raises Unmet with the exclusions.

    Where each audience needs a reviewer of its own the seat speaks for `audience`, or for the first that nobody does.
    """
    at = clock.now()
    with transaction.atomic():
        article = locked(article)
        move(article, "invite", by)
        refuse_excluded(member, article, at.date(), "cannot be invited")
        policy = article.policy
        accept_by = at.date() + timedelta(days=policy.accept_days)
        review_by = due or at.date() + timedelta(days=policy.review_days)
        if review_by < at.date():
            raise BadInput.at("/due", "The due date has passed already.")
        assignment = _seat(
            article, member, policy, at, audience, invited_by=by, accept_by=min(accept_by, review_by), review_by=review_by
        )
        event = history.record(
            article, "invited", by=by, at=at, round=assignment.round_id, assignment=assignment.pk, member=member.pk
        )
        asked = _dates(assignment) | _asked(assignment, article)
        outbox.post(outbox.owe(event, "invited_reviewer", [member.user_id], **asked))
        schedule.plan_invitation(assignment, article, policy)
        conclude(article, event)
    return assignment


def accept(assignment: Assignment, *, by: User, by_link: bool = False) -> Assignment:
    """Take the seat. The first acceptance moves a submitted article under review. The history tells a yes by mail's link."""
    at = clock.now()
    with transaction.atomic():
        article, assignment = locked_seat(assignment)
        move(assignment, "accept", by, at=at)
        assignment.save(update_fields=["state", "accepted_at"])
        ease_late(article, at.date())
        before = move(article, "begin_review", None) if article.state == State.SUBMITTED else article.state
        event = history.record(
            article, "accepted", by=by, at=at, before=before, round=assignment.round_id, assignment=assignment.pk,
            **_how(by_link),
        )
        if before != article.state:
            outbox.post(outbox.owe(event, "review_began_author", [article.author_id]))
        schedule.plan_review(assignment, article, article.policy)
        conclude(article, event)
    return assignment


def decline(assignment: Assignment, *, by: User, reason: str = "", suggestion: str = "", by_link: bool = False) -> Assignment:
    """Give the seat back, before or after accepting. It is open again; the quorum stays."""
    at = clock.now()
    with transaction.atomic():
        article, assignment = locked_seat(assignment)
        move(assignment, "decline", by, at=at, reason=reason, suggestion=suggestion)
        assignment.save(update_fields=["state", "ended_at", "decline_reason", "suggestion"])
        ease_late(article, at.date())
        event = history.record(article, "declined", by=by, at=at, text=reason, assignment=assignment.pk, **_how(by_link))
        if assignment.round.cause != Cause.CALIBRATION:
            outbox.post(
                outbox.owe(event, "seat_open_editor", outbox.editors(), member=str(assignment.board_member),
                           how="declined", suggestion=suggestion),
            )  # fmt: skip
        conclude(article, event)
    return assignment


def expire(assignment: Assignment, how: str = "") -> Assignment:
    """By the clock: not accepted or not signed in time, or `how` else it ended. The seat is open again; the quorum stays."""
    at = clock.now()
    with transaction.atomic():
        article, assignment = locked_seat(assignment)
        before = move(assignment, "expire", None, at=at)
        assignment.save(update_fields=["state", "ended_at"])
        ease_late(article, at.date())
        event = history.record(article, "seat_expired", by=None, at=at, assignment=assignment.pk, was=before)
        how = how or ("did not answer in time" if before == Seat.INVITED else "did not sign in time")
        told = outbox.editors() if assignment.round.cause != Cause.CALIBRATION else []
        outbox.post(
            outbox.owe(event, "seat_expired_reviewer", [assignment.board_member.user_id], how=how),
            outbox.owe(event, "seat_open_editor", told, member=str(assignment.board_member), how=how),
        )
        conclude(article, event)
    return assignment


def _seat(
    article: Article, member: BoardMember, policy: Policy, at: datetime, audience: str, **dates
) -> Assignment:
    opened = article.open_round or article.rounds.open_for(article, next_cause(article, at.date())[0], policy, at)
    if opened.audiences:
        dates["audience"] = _spoken_for(opened, audience)
    try:
        with transaction.atomic():
            return Assignment.objects.create(round=opened, board_member=member, invited_at=at, **dates)
    except IntegrityError as error:
        raise Unmet(f"{member} has a seat in this round already.") from error


def _spoken_for(opened: Round, wanted: str) -> str:
    """The audience that the seat speaks for: the one wanted, or the first without a reviewer; none where all have one."""
    if wanted and wanted not in opened.audiences:
        raise BadInput.at("/audience", f"One of {', '.join(opened.audiences)}.")
    return wanted or next(iter(opened.audiences_open), "")


def next_cause(article: Article, day: date) -> tuple[Cause, str]:
    """Why the board will be asked, and of an update why its round is whole or short, for the editor who invites.

    A minor correction of an approval that stands takes the short round. Minor it is beside what is published and beside
    what was last read whole: many small changes make a large one.
    """
    if article.published is None:
        return Cause.FIRST, ""
    if article.questioned or article.is_overdue(day):
        return Cause.REVISION, "What is published is in question or overdue, which no correction settles."
    new = article.current.content()
    for revision in dict.fromkeys((article.published, article.whole_review.revision)):
        if not (found := is_minor(revision.content(), new)):
            return Cause.REVISION, found.reason
    return Cause.CORRECTION, found.reason


def _dates(assignment: Assignment) -> dict:
    return {
        "assignment": assignment.pk,
        "accept_by": assignment.accept_by.isoformat(),
        "review_by": assignment.review_by.isoformat(),
    }


def _asked(assignment: Assignment, article: Article) -> dict:
    """What the letter tells besides the dates: why them, and whether a short round asks."""
    short = assignment.round.is_short
    high = {"high": article.current.claims.filter(risk="high").count()} if short else {}
    return {"why": why(assignment.board_member, article), "short": short, **high}


def _how(by_link: bool) -> dict:
    return {"how": "by the link of the invitation"} if by_link else {}
