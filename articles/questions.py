"""The doors for readers: they ask, or report an error; editors settle it; their words are kept for a stated time."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from articles import history, outbox
from articles.doors import conclude, locked
from articles.errors import Unmet
from articles.models import Article, Kind, Question, State
from citations import clock

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
        outbox.post(outbox.owe(event, template, outbox.editors()))
        conclude(article, event)
    return question


def settle(questions: QuerySet[Question]) -> int:
    """Take questions out of the editors' inbox: answered, or none is needed. Returns how many."""
    return questions.filter(handled_at=None).update(handled_at=clock.now())


def forget() -> int:
    """Erase what readers wrote, and where they wanted an answer, once it was kept as long as we said. By the clock."""
    now = clock.now()
    kept = Question.objects.filter(erased_at=None, created_at__lt=now - timedelta(days=settings.READERS_WORDS_DAYS))
    return kept.update(text="", quote="", email="", erased_at=now)
