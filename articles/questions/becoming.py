"""What an editor makes of a reader's question besides an answer: a finding, or the request for an article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from articles import examination, history, questions
from articles.checks.reported import reported
from articles.deliveries import outbox
from articles.doors import conclude, locked, move
from articles.errors import BadInput, NotAllowed, Unmet
from articles.models import Became, Finding, Kind, Question, State
from articles.roles import is_editor
from citations import clock

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def said_in(question: Question) -> str:
    """The reader's words as an editor's reason begins with them: what they quote, and what they say of it."""
    quote = " ".join(question.quote.split())
    return f"“{quote}”: {question.text}" if quote and question.text else question.text


def words_of(given: str, question: Question, pointer: str) -> str:
    """The editor's words, or the reader's in their place; refused where these are erased already."""
    if not (words := given.strip() or said_in(question)):
        raise BadInput.at(pointer, "The reader’s words are erased by now: say it in your own.")
    return words


def find(question: Question, *, by: User, message: str = "") -> Finding:
    """A finding on what the board reads now, at the words that the reader quotes; of a danger, an error.

    What is approved is not left standing with such an error: that takes a re-review.
    """
    at, danger = clock.now(), question.kind == Kind.SAFETY
    with transaction.atomic():
        article = locked(question.article)
        move(article, "flag", by)
        if danger and article.state == State.APPROVED:
            raise Unmet("Readers rely on this text: where it could do harm, open a re-review, which says so on its page.")
        told = reported(article.current.content(), question.quote, words_of(message, question, "/message"), danger=danger)
        [finding] = Finding.objects.bulk_create(examination.finding_rows([told], article.current))
        examination.count(article)
        questions.close(question, Became.FINDING)
        event = history.record(
            article, "finding_added", by=by, at=at, text=finding.message, finding=finding.pk, code=finding.code
        )
        outbox.post(outbox.owe(event, "finding_added_author", [article.author_id]))
        conclude(article, event, "errors", "warnings", "infos")
    return finding


def request(question: Question, *, by: User, wanted: str = "") -> Question:
    """Keep that an article on this is wanted, in words that stay when the reader's are erased."""
    if not is_editor(by):
        raise NotAllowed("Only editors request articles.")
    with transaction.atomic():
        article = locked(question.article)
        questions.close(question, Became.ARTICLE, wanted=words_of(wanted, question, "/question"))
        conclude(article, history.record(article, "article_requested", by=by, at=clock.now()))
    return question
