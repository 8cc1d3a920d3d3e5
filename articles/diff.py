"""What changed between two revisions, word by word, so that nobody signs a change unseen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from articles.content import Content

#: A marker is one word: which source is cited changed, no number in the text.
_TOKEN = re.compile(r"\[[\d,;\s–-]+\]|\s+|\w+|[^\w\s]")
#: Blocks whose word counts multiply to more than this are shown as replaced whole: word matching is quadratic.
_MOST_PAIRS = 4_000_000


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
    lines = old.splitlines(keepends=True), new.splitlines(keepends=True)
    for op, a, b, c, d in SequenceMatcher(None, *lines, autojunk=False).get_opcodes():
        before, after = "".join(lines[0][a:b]), "".join(lines[1][c:d])
        if op == "replace":
            yield from _words(before, after)
        else:
            yield from _run(op, before, after)


def _words(before: str, after: str) -> Iterator[dict]:
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    head = _alike(old, new)
    tail = _alike(old[head:][::-1], new[head:][::-1])
    yield from _run("equal", "", "".join(new[:head])) if head else ()
    yield from _between(old[head : len(old) - tail], new[head : len(new) - tail])
    yield from _run("equal", "", "".join(new[len(new) - tail :])) if tail else ()


def _alike(old: list[str], new: list[str]) -> int:
    """How many words both begin with."""
    return next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))


def _between(old: list[str], new: list[str]) -> Iterator[dict]:
    if len(old) * len(new) > _MOST_PAIRS:
        yield from _run("replace", "".join(old), "".join(new))
        return
    for op, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield from _run(op, "".join(old[a:b]), "".join(new[c:d]))


def _run(op: str, before: str, after: str) -> Iterator[dict]:
    if op == "equal":
        yield {"op": "equal", "text": after}
        return
    if before:
        yield {"op": "delete", "text": before}
    if after:
        yield {"op": "insert", "text": after}


def _entries(old: Content, new: Content) -> dict[str, list[str]]:
    """Keys of entries that came, went, or say something else now."""
    before, after = ({e.key: e.as_json() for e in content.entries} for content in (old, new))
    return {
        "added": [key for key in after if key not in before],
        "removed": [key for key in before if key not in after],
        "changed": [key for key in after if key in before and after[key] != before[key]],
    }
