"""What a review says, as pages show it."""

from __future__ import annotations

from django import template

from reviews import judgements as judged
from reviews import signatures
from reviews.judgements import Judgement
from reviews.models import Review
from reviews.signatures import Confirmed, Named

register = template.Library()
#: Conflicts by their code (`reviews.conflicts`), as an editor reads them.
_CONFLICTS = {
    "undeclared": "interests never declared",
    "namesake": "a contributor of the same name",
    "affiliation": "a shared affiliation",
    "own-work": "a cited work of their own",
    "coauthor": "a recent co-author",
    "interest": "a financial interest",
}


@register.filter
def judgements(review: Review) -> list[Judgement]:
    """What it says of each claim, objections first."""
    return judged.of_review(review)


@register.filter
def shown(review: Review) -> list[Named]:
    """The notices that its signer was shown."""
    return signatures.shown(review)


@register.filter
def confirmed(review: Review) -> list[Confirmed]:
    """When it was confirmed after news."""
    return signatures.confirmed(review)


@register.filter
def conflicts(keys: list[str]) -> str:
    """Conflicts by their keys, in words: "a recent co-author (tyler ann)"."""
    return "; ".join(map(_conflict, keys))


def _conflict(key: str) -> str:
    code, _, about = key.partition(":")
    return f"{_CONFLICTS.get(code, code)} ({about})" if about else _CONFLICTS.get(code, code)
