"""Readers' questions, with the re-review that a report can open."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.models import User

from articles.admin.makings import MAKINGS, Making
from articles.admin.questions import QuestionList
from articles.doors import actions
from articles.models import Question
from articles.roles import edits
from reviews import workflow


def _can_reopen(question: Question, user: User) -> bool:
    article = question.article
    return "reopen" in actions(article, user) or (edits(user, article) and workflow.may_doubt(article))


RE_REVIEW = Making(
    "Open a re-review", "The reader is right to doubt what is published. It stays public, marked as in re-review, until a new "
    "round has signed it. Where an update is in play, its approval answers the report.",
    "Why", "Kept in the history. It stays when the reader's words are erased: leave out whatever tells who they are.",
    "reason", workflow.reopen_on, "A re-review is open.", _can_reopen,
)  # fmt: skip


@admin.register(Question)
class QuestionAdmin(QuestionList):
    """The inbox."""

    makings = {"re-review": RE_REVIEW, **MAKINGS}
