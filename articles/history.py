"""Writing the history: one event per change, chained by hash, in the transaction of the change."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING

import rfc8785

from articles.models import Article, Event, EventText
from articles.webhooks.calling import owe_calls

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.db.models import QuerySet


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
    event, words = follow(article, kind, by=by, at=at, before=before, text=text, **data)
    event.save(force_insert=True)
    if words:
        words.save(force_insert=True)
    if getattr(article, "hooked", True):
        owe_calls(article, event)
    return event


def follow(
    article: Article, kind: str, *, by: User | None, at: datetime, before: str = "", text: str = "", **data: object
) -> tuple[Event, EventText | None]:
    """The next event and its words, not yet written; the article's head is moved to it."""
    salt = secrets.token_hex(16) if text else ""
    event = Event(
        article=article, seq=article.event_seq + 1, kind=kind, at=at, actor=by, before=before or article.state,
        after=article.state, data=data, text_digest=digest(salt, text) if text else "", prev=article.event_head,
    )  # fmt: skip
    event.hash = hash_of(event)
    article.event_seq, article.event_head = event.seq, event.hash
    return event, EventText(event=event, salt=salt, text=text) if text else None


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
    told, events = next(histories(Article.objects.filter(pk=article.pk)))
    return break_in(told, events)


#: What `histories` reads: of the article, of its events, of their words.
_OF_ARTICLE = ("pk", "slug", *HEAD)
_OF_EVENT = ("seq", "kind", "at", "actor_id", "before", "after", "data", "text_digest", "prev", "hash")
_OF_WORDS = ("salt", "text", "erased_at")


def histories(articles: QuerySet[Article]) -> Iterator[tuple[Article, list[Event]]]:
    """Each article with its events in order, from one statement: it sees the head and the last event of one moment,
    whatever is written meanwhile.
    """
    columns = [*_OF_ARTICLE, *(f"events__{name}" for name in _OF_EVENT), *(f"events__words__{name}" for name in _OF_WORDS)]
    rows = articles.order_by("pk", "events__seq").values_list(*columns)
    for said, found in groupby(rows, key=lambda row: row[: len(_OF_ARTICLE)]):
        article = Article(**dict(zip(_OF_ARTICLE, said, strict=True)))
        yield article, [_event(article, row[len(_OF_ARTICLE) :]) for row in found if row[len(_OF_ARTICLE)] is not None]


def _event(article: Article, said: tuple) -> Event:
    event = Event(article_id=article.pk, **dict(zip(_OF_EVENT, said[: len(_OF_EVENT)], strict=True)))
    words = said[len(_OF_EVENT) :]
    if words[0] is not None:
        event.words = EventText(**dict(zip(_OF_WORDS, words, strict=True)))
    return event


def break_in(article: Article, events: list[Event]) -> str:
    """What is wrong with these events of the article, and with its head, at the first bad row."""
    prev, seq = "", 0
    for event in events:
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
