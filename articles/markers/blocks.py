"""What Markdown's blocks hide of a text: fences, definitions of links, the signs at the beginnings of lines, cells too many."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from markdown_it import MarkdownIt, rules_block
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from articles import markdown
from articles.markers.inline import Change, Notes, changes_in

_LINE = re.compile(r"([^\r\n]*)(?:\r\n?|\n|\Z)")
_WORD = re.compile(r"[^\W_]")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
#: Without one of these a paragraph is shown as it is written.
SPECIAL = re.compile(r"[\\`]|(?<=\S)[*_]|[*_](?=\S)|&[#A-Za-z]|<[^\s<>]*[:@]|\](?=[(\[])")


class _Run(NamedTuple):
    """Part of a paragraph's content that stands in one piece in the text: from where in each, until where in the text."""

    at: int
    start: int
    until: int


class Page(Notes):
    """A text as the page has it: what is not shown as it is written, and what holds no marker."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        self._text = text.replace("\x00", "\ufffd")
        self._in_heading = False
        self._lines = [match.span(1) for match in _LINE.finditer(text)]
        self._unread = bytearray(b"\x01") * len(self._lines)
        self._env: dict = {}
        self._at = self._row_end = 0
        self._read(_MARKDOWN.parse(text, self._env))
        self._drop_unread()

    def _read(self, tokens: list[Token]) -> None:
        row = -1
        for token in tokens:
            if token.type == "inline" and token.map[0] == row:
                self._cell(token)
            elif token.type in ("inline", "fence", "code_block", "hr"):
                self._part(token.map[0])
                self._unread[token.map[0] : token.map[1]] = bytes(token.map[1] - token.map[0])
                self._block(token)
            elif token.tag in _HEADINGS:
                self._in_heading = token.nesting > 0
            elif token.type == "tr_open":
                row = token.map[0]
                self._at, self._row_end = self._lines[row]
                self._part(row)
                self._unread[row] = 0
            elif token.type == "tr_close":
                self._end_row()
                row = -1

    def _part(self, line: int) -> None:
        """What the page shows apart, the text has apart: a dose must not borrow its neighbour's citation."""
        start = self._lines[line][0]
        if line and self.text[slice(*self._lines[line - 1])].strip():
            self.changes.append(Change(start, start, "\n"))

    def _block(self, token: Token) -> None:
        if token.type == "inline":
            self._paragraph(token)
        elif token.type == "fence":
            self._fence(token)
        if token.type in ("fence", "code_block"):
            self._code(token)
            self.barred.append((self._lines[token.map[0]][0], self._lines[token.map[1] - 1][1]))

    def _code(self, token: Token) -> None:
        for line, written in enumerate(token.content.split("\n"), token.map[0] + (token.type == "fence")):
            if line < token.map[1] and (words := written.strip(" \t")) and not words[0].isalnum():
                self.words.append(self._text.rfind(words, *self._lines[line]))

    def _fence(self, token: Token) -> None:
        """Its words are shown, its own lines are not; the last is only there where the fence was closed."""
        first, end = token.map
        written = token.content.count("\n") + (token.content[-1:] not in ("", "\n"))
        for line in (first, *range(first + 1 + written, end)):
            self.hide(*self._lines[line])

    def _paragraph(self, token: Token) -> None:
        """Lines that are wrapped read on, whatever stands before them: the sign of a quote, or an indent."""
        if token.map[1] - token.map[0] == 1 and not self._is_special(token.content):
            return
        runs = list(self._runs(token))
        self.changes += (Change(one.until, other.start, "\n") for one, other in pairwise(runs))
        if not self._in_heading:
            self.words += (run.start for run in runs if not self.text[run.start].isalnum())
        self._inline(token.content, runs)

    def _is_special(self, content: str) -> bool:
        return SPECIAL.search(content) is not None or ("[" in content and "references" in self._env)

    def _runs(self, token: Token) -> Iterator[_Run]:
        """Where the lines of a paragraph stand: they end where the text's lines do, but for spaces."""
        line, at = token.map[0], 0
        for written in token.content.split("\n"):
            words, start = written.strip(" \t"), -1
            while start < 0 and line < token.map[1]:
                start = self._text.rfind(words, *self._lines[line])
                line += 1
            if start >= 0:
                yield _Run(at + written.index(words), start, start + len(words))
            at += len(written) + 1

    def _cell(self, token: Token) -> None:
        """Cells stand one after the other; a pipe within one was escaped."""
        escaped = token.content.replace("|", "\\|")
        start = self._text.find(escaped, self._at, self._row_end) if escaped else -1
        if start < 0:
            return
        self._at = start + len(escaped)
        runs, at = [_Run(0, start, self._at)], 0
        for number, pipe in enumerate(re.finditer(r"\|", token.content)):
            at = start + pipe.start() + number
            self.hide(at, at + 1)
            runs.append(_Run(pipe.start(), at + 1, self._at))
        self._inline(token.content, runs)

    def _end_row(self) -> None:
        """Cells for which the table has no column are not shown."""
        if self.text[self._at : self._row_end].strip(" \t|"):
            self.hide(self._at, self._row_end)

    def _inline(self, content: str, runs: list[_Run]) -> None:
        if not runs or not self._is_special(content):
            return
        notes, starts = changes_in(content, self._env), [run.at for run in runs]

        def source(place: int) -> int:
            run = runs[max(0, bisect_right(starts, place) - 1)]
            return min(run.start + max(0, place - run.at), run.until)

        for change in notes.changes:
            self.changes.append(change._replace(start=source(change.start), end=source(change.end - 1) + 1))
        self.barred += ((source(start), source(end - 1) + 1) for start, end in notes.barred)

    def _drop_unread(self) -> None:
        """Lines that no block took: definitions of links, and what is nested deeper than the page shows."""
        for line, unread in enumerate(self._unread):
            if unread and _WORD.search(self.text, *self._lines[line]):
                self.hide(*self._lines[line])


def _by_key(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`[@key]: ...` defines no link: it is a marker wherever it stands."""
    at = state.bMarks[start] + state.tShift[start]
    return not state.src.startswith("[@", at) and rules_block.reference(state, start, end, silent)


def _parser() -> MarkdownIt:
    """The page's parser as far as its blocks."""
    made = markdown.parser()
    made.core.ruler.enableOnly(["normalize", "block"])
    made.block.ruler.at("reference", _by_key)
    return made


_MARKDOWN = _parser()
