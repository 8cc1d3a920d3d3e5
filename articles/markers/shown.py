"""The words that a page shows of a text, and where each of them stands in the text as sent."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable

from articles.markers.inline import Change

#: Soft hyphens, joiners, marks of direction: no reader sees them between the figures of a dose.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")
_AS_WRITTEN = -1


class Shown:
    """A text without what the page hides. Places count in what is shown, offsets in the text as sent."""

    def __init__(self, sent: str, changes: Iterable[Change] = (), words: Iterable[int] = ()) -> None:
        self._places, self._offsets, self._widths = [0], [0], [_AS_WRITTEN]
        self._parts: list[str] = []
        self._length = self._read = 0
        for change in sorted((*changes, *_invisible(sent)), key=lambda one: (one.start, -one.end)):
            if change.end > self._read or change.start == change.end >= self._read:
                self._change(sent, change)
        self.text = "".join((*self._parts, sent[self._read :]))
        self._is_sent = self.text == sent
        #: Places of lines that are no headings, whatever they look like.
        self.words = frozenset(map(self.place, words))

    def _change(self, sent: str, change: Change) -> None:
        start = max(change.start, self._read)
        self._add(sent[self._read : start], self._read, _AS_WRITTEN)
        self._add(_INVISIBLE.sub("", change.shown), start, change.end - start)
        self._read = change.end
        self._add("", self._read, _AS_WRITTEN)

    def _add(self, words: str, offset: int, width: int) -> None:
        if words or width == _AS_WRITTEN:
            self._parts.append(words)
            self._places.append(self._length)
            self._offsets.append(offset)
            self._widths.append(width)
            self._length += len(words)

    def start(self, place: int) -> int:
        """Where in the text as sent the character at a place begins."""
        if self._is_sent:
            return place
        run = bisect_right(self._places, place) - 1
        return self._offsets[run] + (place - self._places[run] if self._widths[run] == _AS_WRITTEN else 0)

    def end(self, place: int) -> int:
        """Where in the text as sent the character before a place ends."""
        if self._is_sent:
            return place
        run = bisect_right(self._places, place - 1) - 1
        width = self._widths[run]
        return self._offsets[run] + (place - self._places[run] if width == _AS_WRITTEN else width)

    def place(self, offset: int) -> int:
        """Where in what is shown the character at an offset stands, or the next that is shown."""
        if self._is_sent:
            return offset
        run = bisect_right(self._offsets, offset) - 1
        beyond = offset - self._offsets[run] if self._widths[run] == _AS_WRITTEN else 0
        following = self._places[run + 1] if run + 1 < len(self._places) else len(self.text)
        return min(self._places[run] + beyond, following)


def _invisible(sent: str) -> Iterable[Change]:
    return (Change(*found.span(), "") for found in _INVISIBLE.finditer(sent)) if not sent.isascii() else ()
