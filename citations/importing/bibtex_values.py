"""Field values of BibTeX: quoted or braced text, numbers and string names, joined by `#`."""

from __future__ import annotations

import re

from citations.dates import month_number

_PIECE = re.compile(r'[{}"#]|\\.', re.DOTALL)
#: Strings may be made of strings: without a bound a few lines could grow to gigabytes.
_MAX_VALUE = 100_000


class Strings:
    """The `@string` definitions seen so far; each may use those before it."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}

    def define(self, name: str, value: str) -> None:
        """Remember a string under its name, in lower case, as BibTeX compares."""
        self._values[name.strip().lower()] = self.resolve(value)

    def resolve(self, value: str) -> str:
        """The text of a value. A name that nobody defined stands for itself alone, as months do, and for
        nothing when joined to other text, as in BibTeX."""
        parts, length = [], 0
        pieces = _pieces(value)
        for piece in pieces:
            text = self._text(piece.strip(), alone=len(pieces) == 1)[: _MAX_VALUE - length]
            length += len(text)
            parts.append(text)
        return "".join(parts)

    def _text(self, piece: str, *, alone: bool) -> str:
        if len(piece) >= 2 and (piece[0], piece[-1]) in (("{", "}"), ('"', '"')):
            return piece[1:-1]
        stands_for_itself = alone or piece.isdecimal() or month_number(piece) is not None
        return self._values.get(piece.lower(), piece if stands_for_itself else "")


def _pieces(value: str) -> list[str]:
    """What stands between `#` outside of braces and quotes."""
    if "#" not in value:
        return [value]
    pieces, start, depth, quoted = [], 0, 0, False
    for mark in _PIECE.finditer(value):
        sign = mark.group()
        if sign == "#" and depth == 0 and not quoted:
            pieces.append(value[start : mark.start()])
            start = mark.end()
        elif sign == '"' and depth == 0:
            quoted = not quoted
        elif sign in "{}":
            depth = max(depth + (1 if sign == "{" else -1), 0)
    return [*pieces, value[start:]]
