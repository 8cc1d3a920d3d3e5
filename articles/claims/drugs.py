"""Names by which a text speaks of medicines, and the groups they belong to.

This only recognises: limits and cautions stand in the label table, each with its source. Generics that are
not listed are known by their stem (WHO, "The use of stems in the selection of INN").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

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
_PHRASES = sorted((name for name in GROUP if " " in name or "-" in name), key=len, reverse=True)
_WORD = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, _PHRASES))}|[a-z]{{4,}}+)(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """A medicine or a group of them named in a text; `name` in lower case, one for all its synonyms."""

    start: int
    end: int
    name: str
    group: str


@lru_cache(maxsize=20_000)
def group_of(word: str) -> str | None:
    """The group of a medicine named in lower case; "" for one known by its stem, None for other words."""
    group = GROUP.get(word)
    if group is None and _STEM.match(word) and word not in _NOT_STEMMED:
        return ""
    return group


def mentions(text: str) -> list[Mention]:
    """All medicines that a text names, in order."""
    found = []
    for match in _WORD.finditer(text):
        name = match[0].lower()
        group = group_of(name)
        if group is not None:
            found.append(Mention(match.start(), match.end(), SYNONYMS.get(name, name), group))
    return found
