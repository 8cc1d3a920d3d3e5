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
        if _is_on(_board(context.board_members), name):
            return " ".join(filter(None, (name.get("given"), name.get("family"), name.get("literal"))))
    in_house = next((body for body in literals if body and _IN_HOUSE.search(fold(body))), None)
    return in_house if in_house and not has_address(entry.csl) else None


@lru_cache(maxsize=64)
def _folded(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(folded for name in names if (folded := fold(name)))


def _names(own: str, body: str) -> bool:
    return f" {own} " in f" {body} "


@lru_cache(maxsize=64)
def _board(names: tuple[str, ...]) -> dict[str, list[str]]:
    """The members' names without titles, by their last word: a board of hundreds is not read for every author."""
    found: dict[str, list[str]] = {}
    for name in _folded(names):
        if words := [word for word in name.split() if word not in _TITLES]:
            found.setdefault(words[-1], []).append(" ".join(words))
    return found


def _is_on(board: dict[str, list[str]], name: dict) -> bool:
    """Family name and first initial agree: reference lists rarely spell given names out."""
    family, given = fold(str(name.get("family") or "")), fold(str(name.get("given") or ""))
    if not family:
        literal = fold(str(name.get("literal") or ""))
        return any(_names(known, literal) for members in board.values() for known in members)
    alike = board.get(family.split()[-1], ())
    return bool(given) and any(known.endswith(f" {family}") and known[0] == given[0] for known in alike)
