"""Issuing: a statement is made when it is asked for, and only while signatures and hash bear it out."""

from __future__ import annotations

from datetime import UTC, datetime

import rfc8785
from django.conf import settings
from django.urls import reverse

from articles import addresses
from articles.models import Article
from articles.statements import keys
from articles.status import public_status

#: Of this form of statement; another one gets another name.
TYPE = "medreview-approval-1"


def issue(article: Article, now: datetime) -> dict | None:
    """`{statement, signature}`: Ed25519 over the statement's canonical JSON (RFC 8785).

    None where there is nothing to state: the approval does not stand, its signatures are of another text, the stored
    text is not the one that its hash names, or nobody made a key.
    """
    key = keys.signing()
    if key is None or not public_status(article, now.date()).stands or not _borne_out(article):
        return None
    said = _said(article, now) | {"key": keys.key_id(key)}
    return {"statement": said, "signature": keys.base64url(key.sign(rfc8785.dumps(said)))}


def _borne_out(article: Article) -> bool:
    """Whether the text is, to the letter, what those signed who approved it last."""
    shown, signatures = article.published, article.approving_round.signatures()
    signed = {signature["content_hash"] for signature in signatures}
    return signed == {shown.content_hash} and shown.content().hash() == shown.content_hash


def _said(article: Article, now: datetime) -> dict:
    shown = article.published
    return {
        "type": TYPE,
        "publisher": settings.PUBLISHER,
        "keys": addresses.absolute(reverse("statement-keys")),
        "article": addresses.page(article),
        "slug": article.slug,
        "question": shown.question,
        "revision": shown.number,
        "content_hash": shown.content_hash,
        "status": public_status(article, now.date()).label,
        "signed_by": _signers(article),
        "decided_by_editor": any(told.overridden for told in article.standing_rounds),
        "last_reviewed": article.last_reviewed.isoformat(),
        "next_review_due": article.next_review_due.isoformat(),
        "issued_at": now.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
    }


def _signers(article: Article) -> list[dict]:
    """Who signed the whole text, then who checked the minor corrections since: each with the hash that they signed."""
    read = {True: "minor correction", False: "whole text"}
    return [_signer(said, read[told.is_short]) for told in reversed(article.standing_rounds) for said in told.signatures()]


def _signer(signature: dict, read: str) -> dict:
    """Of somebody whom the policy keeps unnamed, only that they signed, what and when."""
    slug = signature["slug"]
    return {
        "name": signature["name"],
        "credentials": signature["credentials"],
        "page": addresses.absolute(reverse("board-member", args=[slug])) if slug else "",
        "read": read,
        "content_hash": signature["content_hash"],
        "meaning": signature["meaning"],
        "on": signature["on"].isoformat(),
    }
