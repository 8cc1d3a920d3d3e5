"""Text as a catalogue compares it."""

from __future__ import annotations

import html
import re
import unicodedata

#: Letters that Unicode does not decompose, as catalogues write them in ASCII.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_ACCENT = re.compile("[\u0300-\u036f]")
_NOT_WORD = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """`text` as a catalogue would compare it: no tags, case, accents or punctuation."""
    text = html.unescape(_TAG.sub("", text)).casefold()
    text = _ACCENT.sub("", unicodedata.normalize("NFKD", text)).translate(_LETTERS)
    return " ".join(_NOT_WORD.sub(" ", unicodedata.normalize("NFC", text)).split())


def to_ascii(folded: str) -> str:
    """What of a folded text ASCII can write; scripts other than Latin leave nothing."""
    return folded.encode("ascii", "ignore").decode("ascii")
