"""Which characters of a Markdown text a reader meets as prose.

Code, HTML tags and comments, link addresses, footnote labels and escaped characters are blanked with NUL, one
for one, so that every offset found in the prose is an offset in the text as sent.
"""

from __future__ import annotations

import re
from bisect import bisect_left

BLANK = "\x00"

_FENCE = re.compile(r"^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(`{3,}|~{3,})([^\n]*)$", re.MULTILINE)
_INDENTED = re.compile(r"^(?: {4}|\t)", re.MULTILINE)
_LIST_ITEM = re.compile(r"[ \t]*(?:[-*+•]|\d{1,9}[.)])[ \t]")
_BACKTICKS = re.compile(r"`+")
_PARAGRAPH_END = re.compile(r"\n[ \t]*(?=\n)")
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>|<(?:https?|mailto):[^<>\s]*>")
_ADDRESS = re.compile(
    r"\]\([ \t]*(?:<[^<>\n]*>|[^()\s<]*(?:\([^()\s]*\)[^()\s]*)*+)"
    r"(?:\s+(?:\"[^\"]*\"|'[^']*'))?[ \t]*\)"
)
_LABEL_LINK = re.compile(r"\[([^\[\]]*)\]\[([^\[\]\n]*)\]")
_ADDRESS_LINK = re.compile(r"(!?)\[([^\[\]]*)\](?=\x00)")
_DEFINITION = re.compile(r"^ {0,3}\[([^\[\]\n]+)\]:[ \t]*\S+(?:[ \t]+[\"'(][^\n]*)?[ \t]*$", re.MULTILINE)
_FOOTNOTE = re.compile(r"\[\^[^\[\]\s]+\]:?")
_WORD_LABEL = re.compile(r"[A-Za-z][\w-]*\Z")
_ESCAPE = re.compile(r"\\[!-/:-@\[-`{-~]")


class _Blanks:
    """Collects spans and blanks them together: one copy of the text a step, however many spans."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._spans: list[tuple[int, int]] = []

    def add(self, start: int, end: int) -> None:
        self._spans.append((start, end))

    def apply(self) -> str:
        parts, at = [], 0
        for start, end in sorted(self._spans):
            if end > at:
                begin = max(start, at)
                parts += (self.text[at:begin], BLANK * (end - begin))
                at = end
        self.text = "".join((*parts, self.text[at:])) if parts else self.text
        self._spans = []
        return self.text


def prose(text: str) -> str:
    """The text with everything that is not prose blanked; as long as the text."""
    blanks = _Blanks(text)
    if "```" in text or "~~~" in text:
        _fences(blanks)
    if "    " in text or "\t" in text:
        _indented_code(blanks)
    if "\\" in text:
        _escapes(blanks)
    if "`" in blanks.text:
        _code_spans(blanks)
    if "<" in blanks.text:
        _html(blanks)
    if "[" in blanks.text:
        _links(blanks)
    return blanks.text


def _fences(blanks: _Blanks) -> None:
    opened: re.Match | None = None
    for fence in _FENCE.finditer(blanks.text):
        if opened is None:
            if "`" not in fence[2]:
                opened = fence
        elif fence[1].startswith(opened[1]) and not fence[2].strip():
            blanks.add(opened.start(), fence.end())
            opened = None
    if opened is not None:
        blanks.add(opened.start(), len(blanks.text))
    blanks.apply()


def _indented_code(blanks: _Blanks) -> None:
    """Four spaces after an empty line are code, unless a list is open, where they continue its item."""
    if not _INDENTED.search(blanks.text):
        return
    at, code_may_start, in_list = 0, True, False
    for line in blanks.text.splitlines(keepends=True):
        if not line.strip():
            code_may_start = True
        elif not in_list and code_may_start and _INDENTED.match(line):
            blanks.add(at, at + len(line.rstrip("\r\n")))
        else:
            in_list = bool(_LIST_ITEM.match(line)) or (in_list and line[0] in " \t")
            code_may_start = False
        at += len(line)
    blanks.apply()


def _escapes(blanks: _Blanks) -> None:
    for escape in _ESCAPE.finditer(blanks.text):
        if blanks.text[escape.end() - 1] in "[]`<!^":
            blanks.add(escape.start(), escape.end())
    blanks.apply()


def _code_spans(blanks: _Blanks) -> None:
    """A run of backticks closes with the next run as long as itself in the same paragraph."""
    ends = [match.start() for match in _PARAGRAPH_END.finditer(blanks.text)]
    runs = [(run.start(), run.end()) for run in _BACKTICKS.finditer(blanks.text)]
    following: dict[int, int] = {}
    partner: list[int | None] = [None] * len(runs)
    for index in range(len(runs) - 1, -1, -1):
        length = runs[index][1] - runs[index][0]
        partner[index] = following.get(length)
        following[length] = index
    index = 0
    while index < len(runs):
        close = partner[index]
        start = runs[index][0]
        paragraph = bisect_left(ends, start)
        if close is not None and (paragraph == len(ends) or runs[close][1] <= ends[paragraph]):
            blanks.add(start, runs[close][1])
            index = close
        index += 1
    blanks.apply()


def _html(blanks: _Blanks) -> None:
    text, at = blanks.text, 0
    while (at := text.find("<!--", at)) >= 0:
        end = text.find("-->", at + 4)
        if end < 0:
            break
        blanks.add(at, end + 3)
        at = end + 3
    for tag in _TAG.finditer(text):
        blanks.add(tag.start(), tag.end())
    blanks.apply()


def _links(blanks: _Blanks) -> None:
    text = blanks.text
    defined = [match for match in _DEFINITION.finditer(text) if match[1][0] != "@"] if "]:" in text else []
    footnotes = _FOOTNOTE.finditer(text) if "[^" in text else ()
    addresses = _ADDRESS.finditer(text) if "](" in text else ()
    for match in (*defined, *footnotes):
        blanks.add(match.start(), match.end())
    for match in addresses:
        blanks.add(match.start() + 1, match.end())
    blanks.apply()
    labels = {match[1].strip().casefold() for match in defined}
    for link in _ADDRESS_LINK.finditer(blanks.text) if "]\x00" in blanks.text else ():
        _blank_link(blanks, link, 2, whole=bool(link[1]) or not _has_letters(link[2]))
    for link in _LABEL_LINK.finditer(blanks.text) if "][" in blanks.text else ():
        label = (link[2] or link[1]).strip()
        if label.casefold() in labels or _WORD_LABEL.match(label):
            _blank_link(blanks, link, 1, whole=not _has_letters(link[1]))
            blanks.add(link.end(1), link.end())
    blanks.apply()


def _has_letters(words: str) -> bool:
    return any(map(str.isalpha, words))


def _blank_link(blanks: _Blanks, link: re.Match, group: int, *, whole: bool) -> None:
    """A link's words are prose, its brackets are not; nor is what describes a picture, nor a number alone."""
    if whole:
        blanks.add(link.start(), link.end(group) + 1)
    else:
        blanks.add(link.start(), link.start(group))
        blanks.add(link.end(group), link.end(group) + 1)
