"""Between a posted form and a door. The one place where a door's refusal becomes a form's errors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest

from articles.doors import locked
from articles.errors import BadInput, Refusal, Stale
from articles.models import Article


class DoorForm(forms.Form):
    """A form that opens one door. It carries what its page showed, and is refused when that has changed.

    The page writes `seen_hash` and `seen_seq` beside the fields and not as fields: shown again after a
    refusal, the form carries what is shown now, with all that was typed.
    """

    #: What must not have changed since the page was shown: the text, or anything in the history.
    needs_same_history = False

    def __init__(self, data=None, *, article: Article, **options) -> None:
        super().__init__(data, **options)
        self.article = article
        self.status = 200

    def demand_current(self) -> None:
        """Raises Stale where the article moved since the page was shown. Part of the door's transaction."""
        article = locked(self.article)
        if self.data.get("seen_hash") != article.current.content_hash:
            raise Stale(
                f"The article has changed since you opened this page: it is at revision "
                f"{article.current.number} now. Nothing was done. What you typed is kept."
            )
        if self.needs_same_history and self.data.get("seen_seq") != str(article.event_seq):
            raise Stale(
                "Something happened to this article since you opened this page: see its history. "
                "Nothing was done. What you typed is kept; send it again if it still holds."
            )

    def field_at(self, pointer: str) -> str:
        """The name of the field that an error's JSON pointer means."""
        return pointer.rpartition("/")[2]

    def refuse(self, refusal: Refusal) -> None:
        """Show a refusal at the fields that it points at, or above them."""
        self.status = refusal.status
        for error in refusal.errors:
            field = self.field_at(error["pointer"])
            self.add_error(field if field in self.fields else None, error["detail"])
        if not refusal.errors:
            self.add_error(None, refusal.detail)


@contextmanager
def told(request: HttpRequest) -> Iterator[None]:
    """Tell a refusal as a message, where there is no form to show it in."""
    try:
        yield
    except Refusal as refusal:
        messages.error(request, refusal.detail)


def knock(form: DoorForm, door: Callable[..., object]) -> bool:
    """Call `door` with what the form says. False where form or door refuses: then `form` tells why."""
    if not form.is_valid():
        form.status = BadInput.status
        return False
    try:
        with transaction.atomic():
            form.demand_current()
            door(**form.cleaned_data)
    except Refusal as refusal:
        form.refuse(refusal)
        return False
    return True
