"""Checking: is a statement ours, and is what it says still so?"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

import rfc8785
from cryptography.exceptions import InvalidSignature
from django.db.models import TextChoices

from articles.models import Article
from articles.statements import keys
from articles.statements.issuing import TYPE
from articles.status import public_status

#: No statement is longer, in characters.
LONGEST = 20_000


class Verdict(TextChoices):
    """What a check finds; the label completes "This statement ..."."""

    STANDS = "stands", "is valid"
    RENEWED = "renewed", "is valid, and the same text has been reviewed again since"
    LAPSED = "lapsed", "is valid, but the approval has lapsed since"
    CHANGED = "changed", "is valid, but the text has changed since"
    FORGED = "forged", "is forged"
    UNREADABLE = "unreadable", "cannot be read"


@dataclass(frozen=True)
class Check:
    """`said` is what the statement says: only where its signature is ours. `status` is how the article stands now."""

    verdict: Verdict
    said: dict | None = None
    status: str = ""


def check(text: str, today: date) -> Check:
    """Judge a statement by its signature first, then by the article as it is now."""
    read = _read(text)
    if read is None:
        return Check(Verdict.UNREADABLE)
    said, signature = read
    return _compared(said, today) if _is_ours(said, signature) else Check(Verdict.FORGED)


def _read(text: str) -> tuple[dict, str] | None:
    """The statement and its signature; None where the text is no such thing."""
    try:
        whole = json.loads(text) if len(text) <= LONGEST else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(whole, dict) or whole.keys() != {"statement", "signature"}:
        return None
    said, signature = whole["statement"], whole["signature"]
    return (said, signature) if isinstance(said, dict) and isinstance(signature, str) else None


def _is_ours(said: dict, signature: str) -> bool:
    key = keys.public(said.get("key"))
    if key is None:
        return False
    try:
        key.verify(keys.from_base64url(signature), rfc8785.dumps(said))
    except (InvalidSignature, ValueError, RecursionError):
        return False
    return said.get("type") == TYPE


def _compared(said: dict, today: date) -> Check:
    article = Article.objects.public().select_related("current", "published").filter(slug=said["slug"]).first()
    if article is None or article.published is None:
        return Check(Verdict.LAPSED, said, "no longer published")
    status = public_status(article, today)
    if article.published.content_hash != said["content_hash"]:
        return Check(Verdict.CHANGED, said, status.label)
    if not status.stands:
        return Check(Verdict.LAPSED, said, status.label)
    again = article.last_reviewed.isoformat() != said["last_reviewed"]
    return Check(Verdict.RENEWED if again else Verdict.STANDS, said, status.label)
