"""What an editor can make of a reader's question in admin: each opens one door with words that begin as the reader's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib.auth.models import User
from django_fsm import can_proceed

from articles.models import Kind, Question, State
from articles.questions import becoming
from articles.questions.becoming import said_in
from articles.roles import edits


class WordsForm(forms.Form):
    """What an editor says of a question, begun with the reader's own words."""

    words = forms.CharField(max_length=5000, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, making: Making, question: Question, data=None) -> None:
        super().__init__(data, initial={"words": said_in(question)}, auto_id=f"{making.field}_%s")
        self.fields["words"].label, self.fields["words"].help_text = making.asks, making.help


@dataclass(frozen=True)
class Making:
    """Something that an editor can make of a question. `door` takes question, person and the words, by the name of `field`."""

    label: str
    explanation: str
    asks: str
    help: str
    field: str
    door: Callable[..., object]
    done: str
    offered: Callable[[Question, User], bool]


def _can_flag(question: Question, user: User) -> bool:
    article = question.article
    danger = question.kind == Kind.SAFETY and article.state == State.APPROVED
    return edits(user, article) and can_proceed(article.flag) and not danger


_STAYS = "It stays when the reader's words are erased: leave out whatever tells who they are."
MAKINGS = {
    "finding": Making(
        "Make it a finding", "For the author to mend and the board to read: an error where somebody could come to harm, else a "
        "warning. It stands at the words that the reader quotes, where the current revision has them.",
        "What is wrong", f"Author and board read this. {_STAYS}", "message", becoming.find,
        "It is a finding now; the author is told.", _can_flag,
    ),
    "article": Making(
        "Request an article", "For what an article of its own should answer. It is listed under “articles requested”.",
        "The question to be answered", _STAYS, "wanted", becoming.request, "The article is requested.",
        lambda question, user: True,
    ),
}  # fmt: skip
