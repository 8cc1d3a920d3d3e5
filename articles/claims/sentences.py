"""Sentences of a rendition, with their place in it: the one pass over the text that every rule shares."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from articles.content import Citation
from articles.markers.shown import Shown

_LINE = re.compile(
    r"^(?P<indent>[ \t>]*+)"
    r"(?:(?P<heading>\#{1,6})[ \t]++|(?P<bullet>[-*+•◦▪‣·]|\d{1,3}[.)]|[a-z][.)])[ \t]++|(?P<row>\|))?"
    r"(?P<body>[^\n]*+)",
    re.MULTILINE,
)
_UNDERLINE = re.compile(r"(?:=+|-+|[-|: ]+)\s*\Z")
_BOUNDARY = re.compile(
    r"(?:[.!?][\"'”’)*_]*+(?:[ \t]*+\[[\d@][^\[\]]*+\])*+"
    r"|\](?=\s+(?:For|In|If|When|The|This|These|However)\s))"
    r"\s+(?=[\"'“‘(\[*_]*+[A-Z0-9])"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|vs|approx|Dr|Mr|Mrs|Ms|Prof|St|Figs?|Nos?|cf|al|ca|Inc|Ltd)|(?<![A-Za-z])[A-Z])\.\Z"
)
#: What is longer is cut at a space, so that no rule's cost grows with the square of the text.
LONGEST = 1_000
_LETTER = re.compile(r"[^\W_]")


class Sentence(NamedTuple):
    """Words as the page shows them, with the markers in them and what they stand under."""

    text: str
    #: Where they stand in the rendition as sent.
    start: int
    end: int
    #: Where they stand in what the page shows.
    place: int
    kind: str  # "paragraph", "item", "row" or "heading"
    #: The number of its paragraph, item or row.
    block: int
    #: The words of the heading above, and of the line that introduces the list an item belongs to.
    heading: str
    lead: str
    citations: tuple[Citation, ...]


def sentences(shown: Shown, citations: tuple[Citation, ...] = ()) -> list[Sentence]:
    """All sentences of what a page shows, in order."""
    readable = shown.text
    markers = _Markers(citations)
    found: list[Sentence] = []
    heading = lead = ""
    for block, (kind, start, end) in enumerate(_blocks(shown)):
        words = ""
        for begin, stop in _spans(readable, start, end):
            words, under = readable[begin:stop], lead if kind == "item" else ""
            sent = shown.start(begin), shown.end(stop)
            found.append(Sentence(words, *sent, begin, kind, block, heading, under, markers.within(*sent)))
        if kind == "heading":
            heading, lead = readable[start:end], ""
        elif words.endswith(":") or kind == "paragraph":
            lead = words
    return found


class _Markers:
    """Hands out markers in order: sentences and markers both come sorted."""

    def __init__(self, citations: tuple[Citation, ...]) -> None:
        self._all, self._at = citations, 0

    def within(self, start: int, end: int) -> tuple[Citation, ...]:
        every, first = self._all, self._at
        while first < len(every) and every[first].start < start:
            first += 1
        last = first
        while last < len(every) and every[last].start < end:
            last += 1
        self._at = last
        return every[first:last]


def _blocks(shown: Shown) -> Iterator[tuple[str, int, int]]:
    """Headings, paragraphs, list items and table rows as (kind, start, end); wrapped lines are one."""
    kind, start, end = "", 0, 0
    for line in _LINE.finditer(shown.text):
        body = line["body"]
        opens = _opens(line, shown.words)
        if kind and (opens or not body.strip() or kind == "heading"):
            yield kind, start, end
            kind = ""
        if not body.strip():
            continue
        if kind and _UNDERLINE.match(body) and line.start("body") not in shown.words:
            yield kind if body.strip().strip(body[0]) or body[0] not in "=-" else "heading", start, end
            kind = ""
        elif not kind:
            kind, start = opens or "paragraph", line.start("body")
        end = line.end()
    if kind:
        yield kind, start, end


def _opens(line: re.Match, words: frozenset[int]) -> str:
    if line["heading"]:
        return "" if line.start("heading") in words else "heading"
    if line["bullet"]:
        return "item"
    return "row" if line["row"] else ""


def _spans(readable: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for begin, stop in _punctuated(readable, start, end):
        at = begin
        while stop - at > LONGEST:
            cut = readable.rfind(" ", at + LONGEST // 2, at + LONGEST) + 1 or at + LONGEST
            yield at, cut
            at = cut
        yield at, stop


def _punctuated(readable: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for boundary in _BOUNDARY.finditer(readable, start, end):
        at = boundary.start() + (readable[boundary.start()] != "]")
        if _ABBREVIATION.search(readable, max(begin, at - 8), at):
            continue
        if _LETTER.search(readable, begin, at):
            yield begin, _trimmed(readable, begin, boundary.end())
            begin = boundary.end()
    stop = _trimmed(readable, begin, end)
    if _LETTER.search(readable, begin, stop):
        yield begin, stop


def _trimmed(readable: str, start: int, end: int) -> int:
    return start + len(readable[start:end].rstrip())
