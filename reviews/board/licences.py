"""Licences of board members: one counts once an editor has compared it with its register, until it is revoked."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from articles.doors import locked
from articles.errors import BadInput, NotAllowed, Unmet
from articles.models import Article, Edition, State
from citations import clock
from reviews import schedule, workflow
from reviews.models import Assignment, BoardMember, Cause, Outcome, Round, Seat
from reviews.models.assignment import WAITING
from reviews.workflow import approval

if TYPE_CHECKING:
    from django.contrib.auth.models import User

log = logging.getLogger(__name__)

#: What a verification was of. Another number, register or expiry is another licence.
PARTICULARS = ("licence_number", "licence_register", "licence_expires")
#: Articles that one turn takes; the next turn finds the others.
BATCH = 200
#: What the history says, and the author reads: whose licence it was is between the board and its editors.
WHY = "The licence of one of its signers was revoked."


def verify(member: BoardMember, *, by: User, how: str) -> BoardMember:
    """Record that an editor found this licence in its register today, and how. Nobody verifies their own.

    A revoked licence that its register lists again counts again from today.
    """
    if not how.strip():
        raise BadInput.at("/how", "Say how it was verified: the register's page, a letter, a call.")
    today = clock.today()
    with transaction.atomic():
        member = _held(member)
        if member.user_id == by.pk:
            raise NotAllowed("Nobody verifies their own licence.")
        if member.licence_expires < today:
            raise Unmet(f"The licence of {member} expired on {member.licence_expires:%d %B %Y}: enter the new one first.")
        member.licence_verified_at, member.licence_verified_by, member.licence_verified_how = today, by, how.strip()
        member.licence_revoked_at, member.licence_revoked_by, member.licence_revoked_why = None, None, ""
        member.save()
        schedule.plan_terms(member)
        transaction.on_commit(partial(_count_all_again, member), robust=True)
    return member


def revoke(member: BoardMember, *, by: User, reason: str) -> BoardMember:
    """The licence counts no more, from today. What they signed and is still shown is reviewed again; see `heed`.

    That comes once this is committed: it locks articles, which is never done while a board member is locked.
    """
    if not reason.strip():
        raise BadInput.at("/reason", "Say why.")
    with transaction.atomic():
        member = _held(member)
        if member.user_id == by.pk:
            raise NotAllowed("Nobody decides about their own licence.")
        if member.licence_revoked_at:
            raise Unmet(f"The licence of {member} was revoked on {member.licence_revoked_at:%d %B %Y} already.")
        member.licence_revoked_at, member.licence_revoked_by, member.licence_revoked_why = clock.today(), by, reason.strip()
        member.save()
        transaction.on_commit(heed, robust=True)
    return member


def save(member: BoardMember, changed: Iterable[str]) -> bool:
    """Keep an edited or a new member. A changed licence counts again only once it is verified; returns whether that is so now.

    What somebody on the board wrote is self-published: a new name there makes the checks look again.
    """
    changed = set(changed)
    fell = bool(member.licence_verified_at and set(PARTICULARS) & changed)
    if fell:
        member.licence_verified_at = member.licence_verified_by = None
        member.licence_verified_how = ""
    with transaction.atomic():
        named = member.pk is None or "name" in changed
        member.save()
        schedule.plan_terms(member)
        if named:
            Edition.turn()
    return fell


def heed() -> int:
    """Draw the conclusions from revoked licences; returns how many articles were touched. May run any time, and twice.

    What is published on such a signature comes under review again; in open rounds the signature counts no more and a
    seat that waits is opened for somebody else.
    """
    revoked = BoardMember.objects.filter(licence_revoked_at__lte=clock.today())
    return sum(_attempt(_release, seat) for seat in _waiting(revoked)) + sum(
        _attempt(_doubt, article) for article in _resting_on(revoked)[:BATCH]
    ) + sum(_attempt(_void, article) for article in _signed_by(revoked)[:BATCH])  # fmt: skip


def _attempt(act, subject) -> bool:
    try:
        act(subject)
    except Exception:  # one article's trouble delays no other
        log.exception("%s was not taken to heart, it will be tried again", subject)
        return False
    return True


def _held(member: BoardMember) -> BoardMember:
    return BoardMember.objects.select_for_update(of=("self",)).get(pk=member.pk)


def _waiting(revoked: QuerySet[BoardMember]) -> QuerySet[Assignment]:
    return Assignment.objects.filter(board_member__in=revoked, state__in=WAITING).select_related("round__article")[:BATCH]


def _resting_on(revoked: QuerySet[BoardMember]) -> QuerySet[Article]:
    """Published articles whose last whole review, or a correction since, one of them approved, and not in question yet."""
    later = Round.objects.filter(
        article=OuterRef("round__article"), outcome=Outcome.APPROVED, pk__gt=OuterRef("round")
    ).exclude(cause=Cause.CORRECTION)
    theirs = Assignment.objects.filter(
        ~Exists(later), round__outcome=Outcome.APPROVED, board_member__in=revoked, state=Seat.COMPLETED,
        void="", review__verdict="approve",
    )  # fmt: skip
    shown = Article.objects.filter(published__isnull=False, questioned="").exclude(state=State.RETIRED)
    return shown.filter(pk__in=theirs.values("round__article")).order_by("pk")


def _signed_by(revoked: QuerySet[BoardMember]) -> QuerySet[Article]:
    theirs = Assignment.objects.filter(board_member__in=revoked, state=Seat.COMPLETED, void="", round__closed_at=None)
    return Article.objects.filter(pk__in=theirs.values("round__article")).order_by("pk")


def _voided(member: BoardMember) -> QuerySet[Article]:
    """Articles in whose open round a signature of theirs does not count."""
    theirs = Assignment.objects.filter(board_member=member, state=Seat.COMPLETED, round__closed_at=None).exclude(void="")
    return Article.objects.filter(pk__in=theirs.values("round__article")).order_by("pk")[:BATCH]


def _count_all_again(member: BoardMember) -> None:
    for article in _voided(member):
        _attempt(_count_again, article)


def _count_again(article: Article) -> None:
    """Their signature may count again, and complete the quorum."""
    at = clock.now()
    with transaction.atomic():
        article = locked(article)
        if article.open_round is not None and (event := approval.recount(article, at)) is not None:
            approval.approve_or_wait(article, event, at, None)


def _release(seat: Assignment) -> None:
    workflow.expire(seat, how="can no longer review: the licence was revoked")


def _doubt(article: Article) -> None:
    """Open a re-review; where an update is in play, its approval will answer the question."""
    with transaction.atomic():
        article = locked(article)
        if article.state == State.APPROVED:
            workflow.reopen(article, cause=Cause.LICENCE, by=None, reason=WHY)
        else:
            workflow.doubt(article, cause=Cause.LICENCE, reason=WHY)


def _void(article: Article) -> None:
    """Count the open round again, without the signature: if that was the one against it, the quorum may be complete."""
    at = clock.now()
    with transaction.atomic():
        article = locked(article)
        if (event := approval.recount(article, at)) is not None:
            approval.approve_or_wait(article, event, at, None)
