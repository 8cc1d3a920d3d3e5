"""What changed between two revisions, word by word, so that nobody signs a change unseen."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher

from articles.content import Content

#: A marker is one word: which source is cited changed, no number in the text.
_TOKEN = re.compile(r"\[[\d,;\s–-]+\]|\s+|\w+|[^\w\s]")
#: Steps that comparing two texts may take, a few seconds of them. Matching words is cubic at worst; what is left when
#: they are used up is shown as replaced whole.
_MOST_STEPS = 50_000_000

#: An operation with the lines or words of the old and of the new text that it is about.
_Op = tuple[str, list[str], list[str]]


def diff(old: Content, new: Content) -> dict:
    """Question, renditions (as runs of equal, delete, insert) and references that differ."""
    audiences = list(dict.fromkeys([*old.renditions, *new.renditions]))
    return {
        "question": None if old.question == new.question else {"from": old.question, "to": new.question},
        "renditions": {a: list(runs(old.renditions.get(a, ""), new.renditions.get(a, ""))) for a in audiences},
        "references": _entries(old, new),
    }


def runs(old: str, new: str) -> Iterator[dict]:
    """The new text as runs: what is equal, deleted, inserted; the texts joined give old and new again."""
    equal = ""
    for op, before, after in _Comparison().of(old, new):
        if op == "equal":
            equal += "".join(after)
            continue
        if equal:
            yield {"op": "equal", "text": equal}
            equal = ""
        for name, words in (("delete", before), ("insert", after)):
            if words:
                yield {"op": name, "text": "".join(words)}
    if equal:
        yield {"op": "equal", "text": equal}


class _Comparison:
    """Compares lines, and words where lines differ, as long as it has steps left."""

    def __init__(self) -> None:
        self._left = _MOST_STEPS

    def of(self, old: str, new: str) -> Iterator[_Op]:
        for op, before, after in self._matched(old.splitlines(keepends=True), new.splitlines(keepends=True)):
            if op == "replace":
                yield from self._matched(_TOKEN.findall("".join(before)), _TOKEN.findall("".join(after)))
            else:
                yield op, before, after

    def _matched(self, old: list[str], new: list[str]) -> Iterator[_Op]:
        """What each says only once is matched first, and then what lies between."""
        at = 0, 0
        for place in (*_anchors(old, new), (len(old), len(new))):
            yield from self._between(old[at[0] : place[0]], new[at[1] : place[1]])
            at = place

    def _between(self, old: list[str], new: list[str]) -> Iterator[_Op]:
        head = _alike(old, new)
        tail = _alike(old[head:][::-1], new[head:][::-1])
        ends = len(old) - tail, len(new) - tail
        yield "equal", old[:head], new[:head]
        yield from self._middle(old[head : ends[0]], new[head : ends[1]])
        yield "equal", old[ends[0] :], new[ends[1] :]

    def _middle(self, old: list[str], new: list[str]) -> Iterator[_Op]:
        steps = _steps(old, new)
        if steps > self._left:
            yield "replace", old, new
            return
        self._left -= steps
        for op, a, b, c, d in SequenceMatcher(str.isspace, old, new, autojunk=False).get_opcodes():
            yield op, old[a:b], new[c:d]


def _alike(old: list[str], new: list[str]) -> int:
    """How many words both begin with."""
    return next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))


def _steps(old: list[str], new: list[str]) -> int:
    """The most that matching can take: all equal pairs are looked at for each match that is found."""
    times = Counter(word for word in new if not word.isspace())
    return sum(times[word] for word in old) * min(len(old), len(new))


def _anchors(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    """Where both say what each of them says only once, as many as stand in the same order."""
    places = []
    for words in (old, new):
        times = Counter(words)
        places.append({word: at for at, word in enumerate(words) if times[word] == 1 and not word.isspace()})
    return _rising([(at, places[1][word]) for word, at in places[0].items() if word in places[1]])


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The most pairs of which both numbers rise, the first of which do already (patience sorting)."""
    tops: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for place, (_, number) in enumerate(pairs):
        pile = bisect_left(tops, number)
        tops[pile : pile + 1], last[pile : pile + 1] = [number], [place]
        before.append(last[pile - 1] if pile else -1)
    found, place = [], last[-1] if last else -1
    while place >= 0:
        found.append(pairs[place])
        place = before[place]
    return found[::-1]


def _entries(old: Content, new: Content) -> dict[str, list[str]]:
    """Keys of entries that came, went, or say something else now."""
    before, after = ({e.key: e.as_json() for e in content.entries} for content in (old, new))
    return {
        "added": [key for key in after if key not in before],
        "removed": [key for key in before if key not in after],
        "changed": [key for key in after if key in before and after[key] != before[key]],
    }
