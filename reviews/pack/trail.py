"""The history as auditors read it: who, what, when, why, and what each event changed from what to what."""

from __future__ import annotations

from typing import Any

from articles.models import Article, Event


def history_rows(article: Article) -> list[dict[str, Any]]:
    """Every event, oldest first. Erased words are said to be so."""
    rows = Event.objects.filter(article=article).select_related("actor", "words").order_by("seq")
    held: dict[str, Any] = {}
    return [
        {
            "seq": event.seq,
            "at": event.at.isoformat(timespec="seconds"),
            "who": event.actor.get_username() if event.actor else "the clock",
            "what": event.kind,
            "before": event.before,
            "after": event.after,
            "changed": _changed(event, held),
            "details": event.data,
            "why": _words(event),
            "previous_hash": event.prev,
            "hash": event.hash,
        }
        for event in rows
    ]


def _changed(event: Event, held: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Old and new value of whatever the event changed. `held` is what was so before it, and is brought up to date."""
    now = {"state": event.after, **_set_by(event, held)}
    changed = {name: {"old": held.get(name), "new": value} for name, value in now.items() if held.get(name) != value}
    held.update(now)
    return changed


def _set_by(event: Event, held: dict[str, Any]) -> dict[str, Any]:
    match event.kind:
        case "submitted" | "revised":
            return {"current_revision": event.data.get("revision")}
        case "approved" | "overridden":
            return {"published_revision": event.data.get("revision")}
        case "update_dropped":
            return {"current_revision": held.get("published_revision")}
        case "risk_set":
            held["risk"] = event.data.get("was")
            return {"risk": event.data.get("tier")}
    return {}


def _words(event: Event) -> str:
    words = getattr(event, "words", None)
    if words is None:
        return ""
    return "(erased)" if words.erased_at else words.text
