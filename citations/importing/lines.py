"""Lines of a text with their numbers, as an editor counts them."""

from __future__ import annotations

from collections.abc import Iterator


def numbered_lines(text: str) -> Iterator[tuple[int, str]]:
    """(number, line), numbers from 1.

    Not by `str.splitlines`, which also breaks at form feeds and U+2028, where no editor counts a line.
    """
    return enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1)


class LineFinder:
    """The line of an offset, for offsets asked in rising order: one pass over the text for all of them."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._offset = 0
        self._line = 1

    def at(self, offset: int) -> int:
        self._line += self._text.count("\n", self._offset, offset)
        self._offset = max(self._offset, offset)
        return self._line
