"""What a title is about: its words that the question and most other titles do not share."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from articles.content import Entry
from articles.lexicon import words

_WORD = re.compile(r"[^\W\d_]{4,}")
_GENERIC = words("generic")
_NAMELESS = frozenset([""])


def subjects(question: str, entries: Sequence[Entry]) -> list[frozenset[str]]:
    """By entry, the words that set its title apart on this page."""
    titles = [stems(str(entry.csl.get("title") or "")) for entry in entries]
    frequent = Counter(word for title in titles for word in title)
    asked = stems(question)
    return [
        frozenset(word for word in title if word not in asked and frequent[word] * 2 <= len(entries))
        for title in titles
    ]


def stems(text: str) -> frozenset[str]:
    """The words of a text that can name a subject, in lower case and the singular."""
    return frozenset(map(_stem, _WORD.findall(text.lower()))) - _NAMELESS


def as_written(text: str, wanted: frozenset[str]) -> tuple[str, ...]:
    """Those words as a text has them, in the order of the alphabet: "scabies", where its stem is another."""
    return tuple(sorted({word for word in _WORD.findall(text.lower()) if _stem(word) in wanted}))


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    """A word's singular; nothing for one that names no subject."""
    if word in _GENERIC:
        return ""
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "is", "us")) else word
