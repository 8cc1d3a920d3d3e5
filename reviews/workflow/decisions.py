"""The managing editor's decisions on a round: override, request changes, reopen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from articles import history, outbox
from articles.doors import conclude, locked, move, told
from articles.errors import BadInput
from articles.models import Article, Policy
from citations import clock
from reviews.models import Outcome
from reviews.models.round import RE_REVIEW
from reviews.workflow.approval import publish

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def approve(article: Article, *, by: User, reason: str) -> Article:
    """The editor's override of a split or a specialty gap, recorded with its reason and said on the page."""
    with transaction.atomic():
        article = locked(article)
        publish(article, "approve", by, clock.now(), "overridden", reason)
    return article


def request_changes(article: Article, *, by: User, reason: str) -> Article:
    """The editor ends the round and passes the board's objections to the author."""
    at = clock.now()
    with transaction.atomic():
        article = locked(article)
        before = move(article, "request_changes", by)
        notes = [n for n in _notes_to_author(article) if n]
        event = history.record(article, "changes_requested", by=by, at=at, before=before, text=reason)
        outbox.post(
            outbox.owe(event, "changes_requested_author", [article.author_id], notes=notes),
            outbox.owe(event, "round_closed_reviewer", told(article, Outcome.CHANGES_REQUESTED, event, at),
                       ended="went back to its author"),
        )  # fmt: skip
        conclude(article, event)
    return article


def reopen(article: Article, *, cause: str, by: User | None, reason: str = "") -> Article:
    """Open a re-review of a published article: its time has come (by the clock), a notice, or a report."""
    at = clock.now()
    if cause not in RE_REVIEW:
        raise BadInput.at("/cause", f"One of {', '.join(RE_REVIEW)}.")
    with transaction.atomic():
        article = locked(article)
        before = move(article, "reopen", by, cause=cause)
        opened = article.rounds.open_for(article, cause, Policy.objects.get(tier=article.risk), at)
        event = history.record(
            article, "reopened", by=by, at=at, before=before, text=reason, round=opened.pk, cause=cause
        )
        outbox.post(
            outbox.owe(event, "reopened_editor", outbox.editors(), cause=opened.get_cause_display()),
            outbox.owe(event, "reopened_author", [article.author_id], cause=opened.get_cause_display()),
        )
        conclude(article, event, "questioned")
    return article


def _notes_to_author(article: Article) -> list[str]:
    return [a.review.note_to_author for a in article.open_round.signed]
