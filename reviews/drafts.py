"""Drafts: what a board member typed and has not signed. Nothing is lost, no tab overwrites another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.http import QueryDict

from articles.doors import locked
from articles.errors import Refusal, Stale, WrongState
from articles.models import Claim
from reviews import workflow
from reviews.board.disclosure import ICMJE
from reviews.judgements import Judgement, judgements
from reviews.models import Assignment, Seat


def typed(data: QueryDict) -> dict:
    """What stands in the form, in the shape of the API's review and without the password: the draft."""
    items = [
        {"item": item, "entity": data.get(f"entity-{place}", ""), "detail": data.get(f"detail-{place}", "")}
        for place, item in enumerate(ICMJE)
        if data.get(f"entity-{place}") or data.get(f"detail-{place}")
    ]
    claims = {
        name.removeprefix("claim-"): value
        for name, value in data.items()
        if name.startswith("claim-") and value
    }
    notes = {name.removeprefix("note-"): value for name, value in data.items() if name.startswith("note-") and value}
    plain = {name: data.get(name, "") for name in ("verdict", "note_to_author", "note_to_editor")}
    disclosure = {"none": True} if data.get("disclosed") == "none" else {"items": items} if items else {}
    return {
        **plain,
        "content_hash": data.get("seen_hash", ""),
        "renditions": data.getlist("renditions"),
        "claims": claims,
        "claim_notes": notes,
        "disclosure": disclosure,
        "signature": {name: data.get(name, "") for name in ("name", "meaning")},
    }


def initial_of(draft: dict) -> dict:
    """A draft back in the fields. Programs may have kept another shape: what does not fit is left out."""
    initial = {
        name: draft[name]
        for name in ("verdict", "note_to_author", "note_to_editor", "renditions")
        if name in draft
    }
    claims, disclosure, signature = (
        _object(draft.get(name)) for name in ("claims", "disclosure", "signature")
    )
    initial |= {f"claim-{identity}": verdict for identity, verdict in claims.items()}
    initial |= {f"note-{identity}": note for identity, note in _object(draft.get("claim_notes")).items()}
    initial |= {name: signature[name] for name in ("name", "meaning") if name in signature}
    if disclosure:
        initial["disclosed"] = "none" if disclosure.get("none") else "items"
    items = disclosure.get("items")
    for line in map(_object, items if isinstance(items, list) else []):
        if line.get("item") in ICMJE:
            place = ICMJE.index(line["item"])
            initial |= {f"entity-{place}": line.get("entity", ""), f"detail-{place}": line.get("detail", "")}
    return initial


@dataclass(frozen=True)
class Readable:
    """A draft to be read only: what in it is words. Programs may have kept another shape."""

    verdict: str
    renditions: list[str]
    judged: list[Judgement]
    note_to_author: str
    note_to_editor: str
    disclosure: dict


def readable(draft: dict, claims: Iterable[Claim]) -> Readable:
    """What a draft says, beside the claims of the revision that it is about."""
    renditions = draft.get("renditions")
    return Readable(
        verdict=_text(draft.get("verdict")),
        renditions=list(filter(None, map(_text, renditions))) if isinstance(renditions, list) else [],
        judged=judgements(claims, draft.get("claims"), draft.get("claim_notes")),
        note_to_author=_text(draft.get("note_to_author")),
        note_to_editor=_text(draft.get("note_to_editor")),
        disclosure=_disclosure(_object(draft.get("disclosure"))),
    )


def _disclosure(said: dict) -> dict:
    items = said.get("items")
    lines = map(_object, items if isinstance(items, list) else [])
    told = [{part: _text(line.get(part)) for part in ("item", "entity", "detail")} for line in lines]
    told = [line for line in told if any(line.values())]
    return {"none": True} if said.get("none") else {"items": told} if told else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _object(value: object) -> dict:
    return value if isinstance(value, dict) else {}


@dataclass(frozen=True)
class Kept:
    """What became of an attempt to keep a draft; `seen` marks the draft that stands now."""

    saved: bool
    status: int
    words: str
    seen: str


def mark(seat: Assignment) -> str:
    """Tells one saved draft from the next: a form carries the mark of the draft that it was filled from."""
    return seat.draft_saved_at.isoformat() if seat.draft_saved_at else ""


def keep(seat: Assignment, data: QueryDict, *, by: User) -> Kept:
    """Save what is typed, unless another tab saved since this form was shown and `replace` is not said."""
    try:
        with transaction.atomic():
            locked(seat.round.article)
            _refuse_overwriting(seat, data)
            saved = workflow.save_draft(seat, typed(data), by=by)
    except WrongState:
        rescue(seat, data, by=by)
        return Kept(False, WrongState.status, "This review has ended meanwhile. Your text is kept here.", "")
    except Refusal as refusal:
        return Kept(False, refusal.status, refusal.detail, mark(Assignment.objects.get(pk=seat.pk)))
    return Kept(True, 200, "Your draft is saved.", mark(saved))


def rescue(seat: Assignment, data: QueryDict, *, by: User) -> None:
    """Keep what was typed for a seat that the article's new revision, or the clock, has ended."""
    if Assignment.objects.get(pk=seat.pk).state in (Seat.SUPERSEDED, Seat.EXPIRED):
        workflow.rescue_draft(seat, typed(data), by=by)


def earlier(seat: Assignment, beside: list[Assignment]) -> Assignment | None:
    """The last of the same member's earlier seats on this article that still holds a draft."""
    before = [other for other in beside if other.pk < seat.pk and other.state in (Seat.SUPERSEDED, Seat.EXPIRED)]
    return next((other for other in reversed(before) if other.draft), None)


def _refuse_overwriting(seat: Assignment, data: QueryDict) -> None:
    now = Assignment.objects.only("draft_saved_at").get(pk=seat.pk)
    if data.get("draft_seen", "") != mark(now) and "replace" not in data:
        raise Stale(
            "Another tab or program has saved a draft since this page was opened. Nothing was overwritten."
        )
