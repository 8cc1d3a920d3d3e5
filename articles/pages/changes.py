"""What changed since the version that was approved before, as readers are told it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from articles.diff import runs
from articles.models import Revision
from articles.rendering import reference_line

#: Characters of unchanged text that stay on each side of a change.
_AROUND = 120


@dataclass(frozen=True)
class Change:
    """One run: equal, delete or insert. A long stretch of unchanged text is cut to what stands around a change."""

    op: str
    text: str


@dataclass(frozen=True)
class Changes:
    """All of it; false where nothing that this page shows has changed."""

    #: As it was, where it is another now.
    question: str
    #: Of the audience's text; empty where its words stayed the same.
    text: list[Change]
    #: The lines of the reference list that came and went, whatever their numbers.
    added: list[SafeString]
    removed: list[SafeString]

    def __bool__(self) -> bool:
        return bool(self.question or self.text or self.added or self.removed)


def changes(old: Revision, new: Revision, audience: str) -> Changes:
    """What a reader of that audience's text is told."""
    before, after = ([reference_line(entry.csl) for entry in revision.entries.all()] for revision in (old, new))
    return Changes(
        question="" if old.question == new.question else old.question,
        text=_of_the_text(old, new, audience),
        added=[line for line in after if line not in before],
        removed=[line for line in before if line not in after],
    )


def _of_the_text(old: Revision, new: Revision, audience: str) -> list[Change]:
    texts = [next((r.text for r in revision.renditions.all() if r.audience == audience), "") for revision in (old, new)]
    told = list(runs(*texts))
    if all(run["op"] == "equal" for run in told):
        return []
    last = len(told) - 1
    return [Change(run["op"], _shortened(run, place == 0, place == last)) for place, run in enumerate(told)]


def _shortened(run: dict, first: bool, last: bool) -> str:
    text = run["text"]
    if run["op"] != "equal" or len(text) <= 2 * _AROUND:
        return text
    before = "" if first else text[:_AROUND]
    after = "" if last else text[-_AROUND:]
    return f"{before} … {after}"
