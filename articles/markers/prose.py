"""What of a Markdown text readers see, as the page's own parser has it.

`shown` is what rules read: every word of the page and nothing else, code included. `prose` is where markers can stand:
code, addresses, definitions and escaped characters are blanked with NUL, one for one, so that every offset found in it
is an offset in the text as sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from articles.markers.blocks import SPECIAL, Page
from articles.markers.inline import Change, Notes
from articles.markers.shown import Shown

BLANK = "\x00"

#: Where one of these stands, what a paragraph is depends on those before it: the text is read as a whole.
_TOGETHER = ("\t", "    ", "```", "~~~", "]:")
_NESTED = re.compile(r"^ {0,3}(?:>|(?:[-+*]|\d{1,9}[.)]) +(?:>|(?:[-+*]|\d{1,9}[.)])(?:\s|\Z)))", re.MULTILINE)
_LONE_RETURN = re.compile(r"\r(?!\n)")
#: A text without any of these has nothing that `_DOUBTFUL` finds; to look for them takes no time.
_MARKUP = ("\\", "`", "*", "_", "&", "<", "](", "][", "|")
_DOUBTFUL = re.compile(rf"{SPECIAL.pattern}|\|")
#: Bold words on a line that can be nothing else: no need to parse what a third of all paragraphs has.
_BOLD = re.compile(
    r"(?<![^\s(])\*\*(?=[^\W_])[^*\r\n]*(?:(?<=[^\W_])\*\*(?=[\s.,:;!?)]|\Z)|(?<=[.,:;!?)])\*\*(?=\s|\Z))"
)
_GAP = re.compile(r"(?:\r\n?+|\n) *(?:\r\n?+|\n)")
_WORD = re.compile(r"[^\W_]")
_RETURN = re.compile(r"\r\n?")


def prose(text: str) -> str:
    """The text with everything that can hold no marker blanked; as long as the text."""
    read = _read(text)
    spans = sorted([*read.barred, *((one.start, one.end) for one in read.changes if one.barred)])
    parts, at = [], 0
    for start, end in spans:
        if end > at:
            begin = max(start, at)
            parts += (text[at:begin], BLANK * (end - begin))
            at = end
    blanked = "".join((*parts, text[at:])) if parts else text
    return blanked.replace("\r\n", " \n").replace("\r", "\n") if "\r" in text else blanked


def shown(text: str) -> Shown:
    """The words that the page shows of the text."""
    read = _read(text)
    returns = (Change(*found.span(), "\n") for found in _RETURN.finditer(text)) if "\r" in text else ()
    return Shown(text, (*read.changes, *returns), read.words)


@lru_cache(maxsize=32)
def _read(text: str) -> Notes:
    """What the page makes of a text: kept, as markers are bound before rules are asked."""
    notes, whole = Notes(), _hangs_together(text)
    for start, end in [(0, len(text))] if whole else _doubtful(text):
        part = text[start:end]
        notes.add((None if whole else _bold(part)) or Page(part), start)
    return notes


def _hangs_together(text: str) -> bool:
    if any(sign in text for sign in _TOGETHER) or _NESTED.search(text):
        return True
    return "\r" in text and _LONE_RETURN.search(text) is not None


def _bold(text: str) -> Notes | None:
    """What is hidden of a paragraph whose only markup is plainly bold; None where the parser must judge."""
    if _DOUBTFUL.search(_BOLD.sub("x", text)):
        return None
    notes = Notes()
    for found in _BOLD.finditer(text):
        notes.hide(found.start(), found.start() + 2, barred=False)
        notes.hide(found.end() - 2, found.end(), barred=False)
    return notes


def _doubtful(text: str) -> Iterator[tuple[int, int]]:
    """Paragraphs with markup; what has none is shown as it stands. To parse them all would take longer than all rules."""
    if not any(sign in text for sign in _MARKUP):
        return
    at = 0
    for gap in (*_GAP.finditer(text), None):
        end = gap.start() if gap else len(text)
        if _DOUBTFUL.search(text, at, end) and _WORD.search(text, at, end):
            yield at, end
        at = gap.end() if gap else end
