"""The doors for readers: they ask, or report an error; editors settle it; their words are kept for a stated time.

What an editor makes of a question besides an answer, `becoming` holds; a re-review opens `reviews.workflow`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from articles import addresses, history
from articles.deliveries import outbox
from articles.doors import conclude, locked
from articles.errors import BadInput, NotAllowed, Unmet, WrongState
from articles.models import Article, Kind, Question, State
from articles.roles import is_editor
from citations import clock

if TYPE_CHECKING:
    from django.contrib.auth.models import User

LONGEST = 2_000


def ask(article: Article, *, text: str, email: str = "", audience: str = "") -> Question:
    """Keep a reader's question and tell the editors. Changes nothing about the article but its history."""
    return _keep(article, "question_asked", {}, "question_editor", text=text, email=email, audience=audience)


def report(article: Article, *, text: str, kind: str = Kind.ERROR, quote: str = "", email: str = "") -> Question:
    """Keep what a reader says is wrong, and tell the editors, first of all where somebody could come to harm.

    The page stays as it is until an editor confirms it by a re-review (cause: report).
    """
    about = {"report": str(kind)}
    return _keep(article, "error_reported", about, "report_editor", text=text, kind=kind, quote=quote, email=email)


def _keep(article: Article, happened: str, about: dict, template: str, **said: str) -> Question:
    at = clock.now()
    with transaction.atomic():
        article = locked(article)
        if article.state == State.RETIRED:
            raise Unmet("This article was retired; questions and reports on it are closed.")
        event = history.record(article, happened, by=None, at=at, **about)
        question = Question.objects.create(article=article, event=event, created_at=at, **said)
        outbox.post(outbox.owe(event, template, outbox.editors(), answer_page=addresses.question(question.pk)))
        conclude(article, event)
    return question


def answer(question: Question, *, by: User, text: str) -> Question:
    """Answer a reader, and settle what they asked. Who left an address gets one mail; others have no way to hear of it."""
    if not is_editor(by):
        raise NotAllowed("Only editors answer readers.")
    if not text.strip():
        raise BadInput.at("/answer", "Write what the reader is to be told.")
    with transaction.atomic():
        question = _held(Question.objects.filter(pk=question.pk)).get()
        if question.handled_at is not None:
            raise WrongState("This is settled already; a reader is answered once.")
        if not question.email:
            raise Unmet("No address was left for an answer: settle it instead.")
        question.answer, question.handled_at = text.strip(), clock.now()
        question.save(update_fields=["answer", "handled_at"])
        outbox.owe_asker(question, "answer_reader")
    return question


def settle(questions: QuerySet[Question]) -> int:
    """Take questions out of the editors' inbox: no answer is needed. Returns how many.

    Who reported an error and left an address is told that it was dealt with; an address left for nothing is removed.
    """
    with transaction.atomic():
        settled = list(_held(questions.filter(handled_at=None)))
        told = [question for question in settled if question.email and question.kind != Kind.QUESTION]
        for question in told:
            outbox.owe_asker(question, "answer_reader")
        rows = Question.objects.filter(pk__in=[question.pk for question in settled])
        rows.update(handled_at=clock.now())
        rows.exclude(pk__in=[question.pk for question in told]).update(email="")
    return len(settled)


def close(question: Question, became: str, **said: str) -> None:
    """Settle it with what became of it: part of that door's transaction, after the article's lock."""
    row = Question.objects.filter(pk=question.pk)
    if _held(row).get().handled_at is not None:
        raise WrongState("This is settled already.")
    row.update(became=became, **said)
    settle(row)
    question.refresh_from_db()


def _held(questions: QuerySet[Question]) -> QuerySet[Question]:
    """Their rows locked, so that two editors who settle the same one tell its reader once."""
    return questions.order_by("pk").select_for_update(of=("self",))


def forget() -> int:
    """Erase what readers wrote, and where they wanted an answer, once it was kept as long as we said. By the clock."""
    now = clock.now()
    kept = Question.objects.filter(erased_at=None, created_at__lt=now - timedelta(days=settings.READERS_WORDS_DAYS))
    return kept.update(text="", quote="", email="", answer="", erased_at=now)
