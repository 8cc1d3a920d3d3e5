"""Who wrote a reference: the publisher, its board, or someone independent."""

from __future__ import annotations

import re
from functools import lru_cache

from articles.checks.context import Context
from articles.content import Entry
from citations.folding import fold
from citations.identifiers import has_address

_TITLES = ("dr", "prof", "professor", "sir")
_ROLES = ("author", "editor", "collection-editor")
_HOUSES = ("publisher", "container-title", "collection-title", "authority")
#: A body that every publisher has: named so, and with no address of its own, it is this publisher's.
_IN_HOUSE = re.compile(
    r"\b(?:(?:medical|clinical|scientific|editorial) (?:advisory |review )?(?:board|team|staff))\b"
)


def self_publisher(entry: Entry, context: Context) -> str | None:
    """The name that makes a reference the publisher's own, as the reference gives it; None for others'."""
    persons = [name for role in _ROLES for name in entry.csl.get(role) or () if isinstance(name, dict)]
    bodies = [str(entry.csl.get(house) or "") for house in _HOUSES]
    literals = [str(name.get("literal") or "") for name in persons]
    for body in literals + bodies:
        if body and any(_names(own, fold(body)) for own in _folded(context.publisher)):
            return body
    for name in persons:
        if any(_same_person(member, name) for member in _folded(context.board_members)):
            return " ".join(filter(None, (name.get("given"), name.get("family"), name.get("literal"))))
    in_house = next((body for body in literals if body and _IN_HOUSE.search(fold(body))), None)
    return in_house if in_house and not has_address(entry.csl) else None


@lru_cache(maxsize=64)
def _folded(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(folded for name in names if (folded := fold(name)))


def _names(own: str, body: str) -> bool:
    return f" {own} " in f" {body} "


def _same_person(member: str, name: dict) -> bool:
    """Family name and first initial agree: reference lists rarely spell given names out."""
    family, given = fold(str(name.get("family") or "")), fold(str(name.get("given") or ""))
    known = " ".join(word for word in member.split() if word not in _TITLES)
    if not family:
        return _names(known, fold(str(name.get("literal") or "")))
    return known.endswith(f" {family}") and bool(given) and known[0] == given[0]
