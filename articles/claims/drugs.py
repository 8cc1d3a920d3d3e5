"""Names by which a text speaks of medicines, and the groups they belong to.

This only recognises: limits and cautions stand in the label table, each with its source. Generics that are
not listed are known by their stem (WHO, "The use of stems in the selection of INN").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from articles.claims.measures import lowered
from articles.lexicon import lexicon, split

_MEDICINES = lexicon("medicines")
#: Medicine or group of them, in lower case, and the group it belongs to.
GROUP = {name: group for group, names in _MEDICINES["groups"].items() for name in split(names)}
SYNONYMS: dict[str, str] = _MEDICINES["synonyms"]
NONPRESCRIPTION = split(_MEDICINES["nonprescription"]["names"]) | {
    name for name, group in GROUP.items() if group == "supplement"
}
_NOT_STEMMED = split(_MEDICINES["stems"]["except"])
_STEM = re.compile(rf"[a-z]{{3,}}(?:{'|'.join(sorted(split(_MEDICINES['stems']['ends'])))})\Z")
_PHRASES = sorted((name for name in GROUP if not name.isalpha()), key=len, reverse=True)
_PHRASE = re.compile(rf"[ (\n*](?:{'|'.join(map(re.escape, _PHRASES))})(?!\w)")
_WORD = re.compile(r"[a-z]{4,}+(?![\w])")
_GOES_ON = re.compile(r"\w")


class Mention(NamedTuple):
    """A medicine or a group of them named in a text; `name` in lower case, one for all its synonyms."""

    start: int
    end: int
    name: str
    group: str


def _places(name: str, text: str) -> Iterator[int]:
    """Where a name stands as a whole word, as `_WORD` finds words: faster than to look at every word again."""
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        if not ("a" <= text[at - 1 : at] <= "z") and not _GOES_ON.match(text, end):
            yield at
        at = text.find(name, end)


@lru_cache(maxsize=20_000)
def group_of(word: str) -> str | None:
    """The group of a medicine named in lower case; "" for one known by its stem, None for other words."""
    group = GROUP.get(word)
    if group is None and _STEM.match(word) and word not in _NOT_STEMMED:
        return ""
    return group


def mentions(text: str) -> list[Mention]:
    """All medicines that a text names, in order."""
    text = lowered(text)
    named = {word for word in set(_WORD.findall(text)) if group_of(word) is not None}
    spans = [(start, start + len(name), name) for name in named for start in _places(name, text)]
    if any(map(text.__contains__, _PHRASES)):
        spans += [(found.start() + 1, found.end(), found[0][1:]) for found in _PHRASE.finditer(text)]
    return [
        Mention(start, end, SYNONYMS.get(name, name), GROUP.get(name, ""))
        for start, end, name in sorted(spans)
    ]
