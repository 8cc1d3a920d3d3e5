"""Citation markers: `[1]`, `[1,3]`, `[2-4]` by position in the list, `[@tyler2016]`, `[@a; @b]` by key.

Bound on arrival and never again: the number a reader sees is presentation, the key is what is stored. A
number or key that names no entry is kept as unknown: the page this product was made for had six markers and
five references.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from articles.content import Citation
from articles.markers.measures import is_measure
from articles.markers.positions import MOST_DIGITS, expand, number
from articles.markers.prose import prose, shown

__all__ = ["MalformedMarker", "bind", "prose", "shown"]

#: The inside, and whether a comparison follows: "F[1] = 8.4" is a statistic.
_CANDIDATE = re.compile(r"\[[ \t]*+([@\d][^\[\]\x00]*+)\](?=(\s?[=<>])?)")
_DASHES = r"\-\u2010-\u2015\u2212"
_NUMERIC = re.compile(rf"[\d\s,;{_DASHES}]+\Z")
_SPACED_DASH = re.compile(rf"[ \t]*+[{_DASHES}]\s*")
_RANGE = re.compile(r"(\d+)(?:-(\d+))?\Z")
_BETWEEN_NUMBERS = re.compile(r"\s*[,;]\s*|(?<=\d)\s+(?=\d)")
_BETWEEN_KEYS = re.compile(r";\s*|,\s*(?=@)")
_LOCATOR = re.compile(
    r",\s*(?:pp?\.|fig\.|figure|table|box|chapter|ch\.|section|sec\.|§)[^\[\];@]{0,40}\Z", re.I
)
_ANOTHER_KEY = re.compile(r"(?<!\w)@\w")
_LOOK_BACK = 24
#: Each entry that a marker names is a link on the page; `[1-200]` a thousand times would make a page of half a gigabyte.
MOST_NAMED = 50_000


class MalformedMarker(ValueError):
    """A marker that cannot be read, such as `[@]` or `[3-1]`; offsets into the Markdown as sent."""

    def __init__(self, start: int, end: int, text: str, message: str) -> None:
        super().__init__(message)
        self.start, self.end, self.text, self.message = start, end, text, message


class _Unreadable(ValueError):
    """Why the inside of a marker cannot be read."""


def bind(text: str, keys: Sequence[str]) -> tuple[Citation, ...]:
    """Every marker of a rendition, bound to entries; `keys` are the entries' keys in the order of the list.

    Raises MalformedMarker for one that cannot be read. A bracketed year, interval or measure is no marker.
    """
    readable, reader = prose(text), _Reader(tuple(keys))
    found, plain, count = [], {}, 0
    for match in _CANDIDATE.finditer(readable):
        named = plain.get(match[1]) if match[2] is None else None
        if named is None:
            named = reader.named(match, readable)
            if match[1].isdigit() and match[2] is None:
                plain[match[1]] = named
        if named:
            count += len(named[0]) + len(named[1])
            if count > MOST_NAMED:
                raise _malformed(match, f"is one too many: the markers of one text may name {MOST_NAMED:,} entries in all")
            found.append(Citation(match.start(), match.end(), *named))
    return tuple(found)


class _Reader:
    """Reads the insides of markers against one reference list, each once: pages repeat their markers."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        self.keys, self.known = keys, frozenset(keys)
        self._read: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}

    def named(self, match: re.Match, text: str) -> tuple[tuple[str, ...], tuple[str, ...]] | tuple[()]:
        """What `read` makes of a marker; nothing for what is none. A lone number means the same all over the page."""
        body = match[1].strip()
        if body[0] != "@" and not self._is_numeric(body, text, match):
            return ()
        try:
            return self.read(body)
        except _Unreadable as reason:
            raise _malformed(match, str(reason)) from None

    def _is_numeric(self, body: str, text: str, match: re.Match) -> bool:
        """Whether a bracket that opens with a digit is a marker, judged with what stands around it."""
        start, end = match.span()
        if body.isdigit() and match[2] is None:
            return len(body) != 4 or not is_measure(body, "", "", len(self.keys))
        if body not in self._read and not _NUMERIC.match(_LOCATOR.sub("", body)):
            return ";" in body and "@" in body
        body = _LOCATOR.sub("", body)
        return not is_measure(
            body, text[max(0, start - _LOOK_BACK) : start], text[end : end + 4], len(self.keys)
        )

    def read(self, body: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The keys that the inside of a marker names, and the numbers and keys in it that no entry has."""
        if body not in self._read:
            named: dict[str, None] = {}
            unknown: dict[str, None] = {}
            for item in dict.fromkeys(self._items(body)):
                if item.startswith("@"):
                    self._name(item[1:], named, unknown)
                else:
                    self._count(item, named, unknown)
            self._read[body] = tuple(named), tuple(unknown)
        return self._read[body]

    def _items(self, body: str) -> list[str]:
        if body[0] == "@" and body[1:] in self.known:
            return [body]
        if "@" in body:
            return [item.strip() for item in _BETWEEN_KEYS.split(body)]
        return _BETWEEN_NUMBERS.split(_SPACED_DASH.sub("-", _LOCATOR.sub("", body)))

    def _name(self, key: str, named: dict[str, None], unknown: dict[str, None]) -> None:
        if key not in self.known:
            key, _, beside = key.partition(",")
            key = key.rstrip()
            if _ANOTHER_KEY.search(beside):
                raise _Unreadable("names another key in the words beside its first")
        if not key or key[0] in " \t\n@":
            raise _Unreadable("has an @ with no key after it")
        if key in self.known:
            named[key] = None
        else:
            unknown["@" + key] = None

    def _count(self, item: str, named: dict[str, None], unknown: dict[str, None]) -> None:
        parsed = _RANGE.match(item)
        if parsed is None:
            raise _Unreadable(
                "has an empty place" if not item else f"has a part that is no number or range: {item[:20]}"
            )
        first, last = number(parsed[1]), number(parsed[2] or parsed[1])
        if last < first:
            raise _Unreadable("has a range that runs backwards")
        if len(named) < len(self.keys) or last > len(self.keys):
            inside, outside = expand(first, last, self.keys)
            named.update(dict.fromkeys(inside))
            unknown.update(dict.fromkeys([item] if len(item) > MOST_DIGITS and not parsed[2] else outside))


def _malformed(match: re.Match, reason: str) -> MalformedMarker:
    shown = match[0] if len(match[0]) <= 40 else match[0][:40] + "…"
    message = f"The citation marker {shown} {reason}. Write [1], [1,3], [2-4], [@key] or [@a; @b]."
    return MalformedMarker(match.start(), match.end(), match[0], message)
