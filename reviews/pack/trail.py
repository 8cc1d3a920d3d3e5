"""The history as auditors read it: who, what, when, why, and what each event changed from what to what."""

from __future__ import annotations

from collections.abc import Callable
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
            "who": event.actor.get_username() if event.actor else event.done_by,
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
    set_by = _SET_BY.get(event.kind)
    now = {"state": event.after, **(set_by(event, held) if set_by else {})}
    changed = {name: {"old": held.get(name), "new": value} for name, value in now.items() if held.get(name) != value}
    held.update(now)
    return changed


def _revision(event: Event, held: dict[str, Any]) -> dict[str, Any]:
    return {"current_revision": event.data.get("revision")} | _kept(event, "risk")


def _approval(event: Event, held: dict[str, Any]) -> dict[str, Any]:
    """A whole review sets the dates; a correction sets none."""
    due = _kept(event, "next_review_due")
    dates = {"last_reviewed": event.at.date().isoformat(), **due} if due else {}
    return {"published_revision": event.data.get("revision"), "in_doubt": None, **dates}


def _rating(event: Event, held: dict[str, Any]) -> dict[str, Any]:
    held["risk"] = event.data.get("was")
    return {"risk": event.data.get("tier")}


def _kept(event: Event, name: str) -> dict[str, Any]:
    """What events of earlier versions did not tell is not told to have changed."""
    return {name: event.data[name]} if name in event.data else {}


#: By kind of event: what it set beside the state.
_SET_BY: dict[str, Callable[[Event, dict[str, Any]], dict[str, Any]]] = {
    "submitted": _revision,
    "revised": _revision,
    "approved": _approval,
    "overridden": _approval,
    "risk_set": _rating,
    "update_dropped": lambda event, held: {"current_revision": held.get("published_revision")},
    "reopened": lambda event, held: {"in_doubt": event.data.get("cause")},
    "questioned": lambda event, held: {"in_doubt": event.data.get("cause")},
    "taken_on": lambda event, held: {"handled_by": event.actor.get_username() if event.actor else None},
    "handed_back": lambda event, held: {"handled_by": None},
    "retired": lambda event, held: {"next_review_due": None},
}


def _words(event: Event) -> str:
    words = getattr(event, "words", None)
    if words is None:
        return ""
    return "(erased)" if words.erased_at else words.text
