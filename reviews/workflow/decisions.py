"""The managing editor's decisions on a round: override, request changes, reopen."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django_fsm import can_proceed

from articles import history, questions, urgency
from articles.deliveries import outbox
from articles.doors import conclude, locked, move, told
from articles.errors import BadInput, NotAllowed, Unmet
from articles.models import Article, Became, Claim, Event, Kind, Question
from articles.questions.becoming import words_of
from articles.urgency import press
from citations import clock
from reviews.conflicts.screening import screen
from reviews.judgements import judgements
from reviews.models import BoardMember, Cause, Outcome, Override, Review
from reviews.models.round import RE_REVIEW
from reviews.workflow.approval import approve_or_wait, publish, recount

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def approve(article: Article, *, by: User, reason: str) -> Article:
    """The editor's override of what the board left open, recorded with its reason and said on the page.

    Nobody settles a round in which they signed.
    """
    at = clock.now()
    with transaction.atomic():
        article = locked(article)
        if (opened := article.open_round) is not None:
            recount(article, at)
            opened.lacking = opened.gaps()
            if any(seat.board_member.user_id == by.pk for seat in opened.signed):
                raise NotAllowed("You signed in this round: another editor settles it.")
        publish(article, "approve", by, at, "overridden", reason)
    return article


def overrule(article: Article, member: BoardMember, *, by: User, reason: str) -> Override:
    """Let a board member review in spite of the conflicts found today; a conflict that comes later excludes them anew.

    Raises Unmet, naming them, where any reason stands that nobody may override: authorship, licence, seat on the board.
    """
    at = clock.now()
    with transaction.atomic():
        article = locked(article)
        move(article, "overrule", by)
        if member.user_id == by.pk:
            raise NotAllowed("Nobody overrides their own conflict: another editor decides.")
        found = screen(article, [member.pk], at.date())[member.pk].excluded_by
        if firm := [exclusion.detail for exclusion in found if not exclusion.overridable]:
            raise Unmet(f"{member}: {'; '.join(firm)}. Nobody can override that.", excluded_by=firm)
        if not found:
            raise Unmet(f"{member} has no conflict with this article that is not overridden already.")
        override = Override.objects.create(
            article=article, board_member=member, keys=[e.key for e in found], reason=reason, by=by, at=at
        )
        event = history.record(
            article, "conflict_overridden", by=by, at=at, text=reason, member=member.pk, conflicts=[e.code for e in found]
        )
        _count_again(article, event, at, by)
    return override


def _count_again(article: Article, event: Event, at: datetime, by: User) -> None:
    """A signature that a conflict had voided may count now, and complete the quorum."""
    voided = article.open_round is not None and any(seat.void for seat in article.open_round.signed)
    approve_or_wait(article, event, at, by) if voided else conclude(article, event)


def request_changes(article: Article, *, by: User, reason: str) -> Article:
    """The editor ends the round and passes the board's objections to the author."""
    at = clock.now()
    with transaction.atomic():
        article = locked(article)
        before = move(article, "request_changes", by)
        notes = _notes_to_author(article)
        event = history.record(article, "changes_requested", by=by, at=at, before=before, text=reason)
        outbox.post(
            outbox.owe(event, "changes_requested_author", [article.author_id], notes=notes),
            outbox.owe(event, "round_closed_reviewer", told(article, Outcome.CHANGES_REQUESTED, event, at),
                       ended="went back to its author"),
        )  # fmt: skip
        conclude(article, event)
    return article


def reopen(article: Article, *, cause: str, by: User | None, reason: str = "", danger: bool = False) -> Article:
    """Open a re-review of a published article: its time has come (by the clock), a notice, or a report.

    `danger`: somebody could come to harm by it, so it goes ahead of other doubts in the queue.
    """
    at = clock.now()
    if cause not in RE_REVIEW:
        raise BadInput.at("/cause", f"One of {', '.join(RE_REVIEW)}.")
    with transaction.atomic():
        article = locked(article)
        before = move(article, "reopen", by, cause=cause)
        press(article, urgency.DANGER, holds=danger)
        opened = article.rounds.open_for(article, cause, article.policy, at)
        event = history.record(
            article, "reopened", by=by, at=at, before=before, text=reason, round=opened.pk, cause=cause
        )
        outbox.post(
            outbox.owe(event, "reopened_editor", outbox.editors(), cause=opened.get_cause_display()),
            outbox.owe(event, "reopened_author", [article.author_id], cause=opened.get_cause_display()),
        )
        conclude(article, event, "questioned")
    return article


def reopen_on(question: Question, *, by: User, reason: str = "") -> Article:
    """A reader is right to doubt what is published: a re-review opens for it, and it is settled, both or neither.

    Where an update is in play, what is published comes into doubt, and its approval will answer that.
    """
    reason, danger = words_of(reason, question, "/reason"), question.kind == Kind.SAFETY
    with transaction.atomic():
        article = locked(question.article)
        door = doubt if may_doubt(article) else reopen
        article = door(article, cause=Cause.REPORT, by=by, reason=reason, danger=danger)
        questions.close(question, Became.RE_REVIEW)
    return article


def may_doubt(article: Article) -> bool:
    """Whether an update is in play of what is published, and that is not in doubt yet."""
    return can_proceed(article.doubt) and not article.questioned


def doubt(article: Article, *, cause: str, by: User | None = None, reason: str = "", danger: bool = False) -> Article:
    """What is published comes into doubt while an update is in play, whose approval will answer it: by the clock, or a report.

    A short round reads what changed and cannot answer it: it ends, and a whole one on the same revision takes its place.
    """
    at = clock.now()
    with transaction.atomic():
        article = locked(article)
        move(article, "doubt", by, cause=cause)
        press(article, urgency.DANGER, holds=danger or urgency.DANGER in article.pressing)
        event = history.record(article, "questioned", by=by, at=at, text=reason, cause=cause)
        if article.open_round is not None and article.open_round.is_short:
            reviewers = told(article, Outcome.SUPERSEDED, event, at)
            outbox.post(outbox.owe(event, "round_closed_reviewer", reviewers, ended="needs a whole review now"))
            article.open_round = article.rounds.open_for(article, Cause.REVISION, article.policy, at)
        conclude(article, event, "questioned")
    return article


def _notes_to_author(article: Article) -> list[str]:
    """What each signer says of the whole and of single claims, whose sentences are quoted. Nobody is named."""
    reviews = [seat.review for seat in article.open_round.signed]
    noted = any(review.claim_notes for review in reviews)
    claims = list(Claim.objects.filter(revision=article.open_round.revision_id)) if noted else []
    return [said for review in reviews if (said := _note(review, claims))]


def _note(review: Review, claims: list[Claim]) -> str:
    noted = [str(one) for one in judgements(claims, review.claims, review.claim_notes) if one.note]
    return "\n\n  ".join(filter(None, [review.note_to_author, *noted]))
