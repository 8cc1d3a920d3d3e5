"""The words of letters: shipped ones, and the editors' own in their place.

A broken letter of the editors' own never holds a message up: the shipped one is sent, and the editors are told why.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from django.template.loader import get_template, render_to_string

from articles.letters.language import Broken, write
from articles.models import OwnLetter

#: Not letters by themselves.
FRAMES = ("letter", "digest", "own")
_SUBJECT = re.compile(r"{% block subject %}(.*?){% endblock %}", re.DOTALL)
_BODY = re.compile(r"{% block body %}(.*?){% endblock %}", re.DOTALL)


class Letter(NamedTuple):
    subject: str
    body: str

    @classmethod
    def of(cls, words: str) -> Letter:
        """The first line is the subject."""
        subject, _, body = words.strip().partition("\n")
        return cls(" ".join(subject.split()), body.strip() + "\n")

    def without_frame(self) -> Letter:
        """Without salutation and foot, to stand among others."""
        body = re.sub(r"\ADear [^\n]*\n+", "", self.body)
        return Letter(self.subject, body.rpartition("\n--\n")[0].strip() or body.strip())


def written(template: str, said: dict, own_letters: dict[str, OwnLetter] | None = None) -> Letter:
    """A letter, in the editors' own words where they wrote some that work. For many, read `OwnLetter`s once and pass them."""
    own = OwnLetter.objects.filter(pk=template).first() if own_letters is None else own_letters.get(template)
    if own is not None:
        try:
            letter = in_own_words(own.subject, own.body, said)
        except Broken as error:
            _note(own, str(error))
        else:
            _note(own, "")
            return letter
    return Letter.of(render_to_string(f"mail/{template}.txt", said))


def in_own_words(subject: str, body: str, said: dict) -> Letter:
    """What the editors wrote, in the frame of every letter. Raises Broken."""
    plain = names(said)
    own = (" ".join(write(subject, plain).split()), write(body, plain).strip())
    if not all(own):
        raise Broken("Subject and text must both say something.")
    return Letter.of(render_to_string("mail/own.txt", {**said, "own": own}))


def shipped(template: str) -> Letter:
    """The source of a shipped letter, from which editors begin."""
    source = get_template(f"mail/{template}.txt").template.source
    return Letter(_SUBJECT.search(source)[1], _BODY.search(source)[1])


def names(said: dict) -> dict:
    """What a letter of the editors' own can name: plain words, numbers and dates, no object of ours."""
    plain = {name: value for name, value in said.items() if isinstance(value, str | int | float | list | date)}
    if article := said.get("article"):
        plain["article"] = {
            "slug": article.slug, "errors": article.errors, "warnings": article.warnings,
            "published_id": bool(article.published_id),
            "next_review_due": article.next_review_due, "get_specialty_display": article.get_specialty_display(),
            "get_risk_display": article.get_risk_display(), "state": article.get_state_display(),
            "current": {"number": article.current.number, "words": article.current.words,
                        "claims": {"count": article.current.claims.count()}},
        }  # fmt: skip
    if actor := said.get("actor"):
        plain["actor"] = {"username": actor.get_username(), "get_full_name": actor.get_full_name()}
    elif "article" in said:
        plain["actor"] = {"username": "", "get_full_name": ""}
    if event := said.get("event"):
        asked = getattr(event, "question", None)
        asked = {name: getattr(asked, name) for name in ("kind", "text", "quote", "audience", "email")} if asked else {}
        plain["event"] = {"kind": event.kind, "question": asked}
    return plain


def _note(own: OwnLetter, error: str) -> None:
    if own.error != error[:500]:
        own.error = error[:500]
        OwnLetter.objects.filter(pk=own.pk).update(error=own.error)
