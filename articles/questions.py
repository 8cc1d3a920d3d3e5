"""The door for readers' questions."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from articles import history, outbox
from articles.doors import conclude, locked
from articles.errors import Unmet
from articles.models import Article, Question, State
from citations import clock

LONGEST = 2_000


def ask(article: Article, *, text: str, email: str = "", audience: str = "") -> Question:
    """Keep a reader's question and tell the editors. Changes nothing about the article but its history."""
    at = clock.now()
    with transaction.atomic():
        article = locked(article)
        if article.state == State.RETIRED:
            raise Unmet("This article was retired; questions on it are closed.")
        event = history.record(article, "question_asked", by=None, at=at)
        question = Question.objects.create(
            article=article, event=event, text=text, email=email, audience=audience, created_at=at
        )
        outbox.post(outbox.owe(event, "question_editor", outbox.editors()))
        conclude(article, event)
    return question


def settle(questions: QuerySet[Question]) -> int:
    """Take questions out of the editors' inbox: answered, or none is needed. Returns how many."""
    return questions.filter(handled_at=None).update(handled_at=clock.now())
