"""Positions in a reference list, and what lies beyond its end."""

from __future__ import annotations

from collections.abc import Iterable

#: A range wider than this cites nothing in particular and is kept as written: `[1-999999999]` costs nothing.
WIDEST_RANGE = 200
#: Unknown numbers of a range are named one by one up to this many, then as a range.
NAMED_ONE_BY_ONE = 20
#: More digits than this are no position, and comparing them would cost more than they are worth.
MOST_DIGITS = 9


def number(digits: str) -> int:
    return int(digits) if len(digits) <= MOST_DIGITS else 10**MOST_DIGITS


def expand(first: int, last: int, keys: tuple[str, ...]) -> tuple[tuple[str, ...], Iterable[str]]:
    """The keys from position `first` to `last`, and the numbers among them that are no position."""
    inside = min(last, len(keys))
    if first > inside or inside - first >= WIDEST_RANGE:
        return (), _written(first, last)
    outside = ["0"] if first == 0 else []
    return keys[max(first, 1) - 1 : inside], (*outside, *_written(inside + 1, last))


def _written(first: int, last: int) -> Iterable[str]:
    if last - first < NAMED_ONE_BY_ONE:
        return map(str, range(first, last + 1))
    return (f"{first}-{last}",)
