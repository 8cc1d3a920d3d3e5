"""Keys by which a text cites its entries: readable, unique in the list, the source's own where usable."""

from __future__ import annotations

import re

from citations import dates, names
from citations.folding import fold, to_ascii
from citations.importing.records import Draft

#: What a marker such as `[@tyler2016; @who:2020]` can hold without quoting.
_USABLE = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_:.+/-]{0,78}[A-Za-z0-9_+])?")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SMALL_WORDS = frozenset(("a", "an", "and", "das", "de", "der", "die", "for", "la", "le", "of", "on", "the"))


class Keys:
    """Hands out the keys of one list.

    The first of a name gets it bare, the next `b`, then `c`: an entry added at the end renames none.
    """

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._next: dict[str, int] = {}

    def assign(self, draft: Draft) -> str:
        """The key for a draft, with a remark where the source's own could not be kept."""
        proposed = draft.key.strip()
        if _USABLE.fullmatch(proposed) and "://" not in proposed:
            key = self._free(proposed)
        else:
            key = self._free(readable(draft.csl))
        if proposed and key != proposed:
            draft.remarks.append(f"key {proposed[:80]!r} became {key!r}: it could not be used, or was taken")
        return key

    def _free(self, base: str) -> str:
        key = base
        while key in self._taken:
            self._next[base] = self._next.get(base, 0) + 1
            key = base + _suffix(self._next[base])
        self._taken.add(key)
        return key


def _suffix(number: int) -> str:
    """1 is b, 25 is z, 26 is aa: the bare key counts as a."""
    letters = ""
    number += 1
    while number > 0:
        number, place = divmod(number - 1, 26)
        letters = _LETTERS[place] + letters
    return letters


def readable(csl: dict) -> str:
    """First author and year in lower ASCII (`tyler2016`); unsigned, the first word of the title."""
    name = _word(names.first_author(csl)) or _word(str(csl.get("title", "")))
    return (name or "ref") + str(dates.year(csl) or "")


def _word(text: str) -> str:
    words = to_ascii(fold(text[:300])).split()
    telling = [word for word in words if word not in _SMALL_WORDS]
    return (telling or words or [""])[0][:40]
