"""Writing the history: one event per change, chained by hash, in the transaction of the change."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import rfc8785

from articles.models import Article, Event, EventText
from articles.webhooks.calling import owe_calls

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def record(
    article: Article,
    kind: str,
    *,
    by: User | None,
    at: datetime,
    before: str = "",
    text: str = "",
    **data: object,
) -> Event:
    """Append an event and move the article's head to it; the caller saves the article (`HEAD`) in the same go.

    The caller holds the article's row lock, so the chain cannot fork. `text` is somebody's own words: kept apart,
    erasable, and in the chain only as a salted digest. `by` is None for the clock.
    Calls that webhooks are owed because of it are written too.
    """
    salt = secrets.token_hex(16) if text else ""
    event = Event(
        article=article, seq=article.event_seq + 1, kind=kind, at=at, actor=by, before=before or article.state,
        after=article.state, data=data, text_digest=digest(salt, text) if text else "", prev=article.event_head,
    )  # fmt: skip
    event.hash = hash_of(event)
    event.save(force_insert=True)
    if text:
        EventText.objects.create(event=event, salt=salt, text=text)
    article.event_seq, article.event_head = event.seq, event.hash
    if getattr(article, "hooked", True):
        owe_calls(article, event)
    return event


#: The article's fields that `record` moves.
HEAD = ("event_seq", "event_head")


def digest(salt: str, text: str) -> str:
    return hashlib.sha256(f"{salt}:{text}".encode()).hexdigest()


def hash_of(event: Event) -> str:
    """SHA-256, in hex, over the canonical JSON (RFC 8785) of what the event says, the hash before it included."""
    said = {
        "article": event.article_id,
        "seq": event.seq,
        "kind": event.kind,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": event.actor_id,
        "before": event.before,
        "after": event.after,
        "data": event.data,
        "text": event.text_digest,
        "prev": event.prev,
    }
    return hashlib.sha256(rfc8785.dumps(said)).hexdigest()


def first_break(article: Article) -> str:
    """What is wrong with the article's chain, at its first bad row; empty when it is whole."""
    prev, seq = "", 0
    for event in article.events.select_related("words").order_by("seq").iterator():
        seq += 1
        if event.seq != seq:
            return f"event {seq} is missing"
        if event.prev != prev:
            return f"event {seq} does not follow from the one before"
        if event.hash != hash_of(event):
            return f"event {seq} was altered"
        if words_altered(event):
            return f"the words of event {seq} were altered"
        prev = event.hash
    if (seq, prev) != (article.event_seq, article.event_head):
        return f"the history ends at event {seq}, the article's head says {article.event_seq}"
    return ""


def words_altered(event: Event) -> bool:
    """Whether the kept words differ from their digest. Erased words leave nothing to compare."""
    words = getattr(event, "words", None)
    if words is None:
        return bool(event.text_digest)
    return words.erased_at is None and digest(words.salt, words.text) != event.text_digest
