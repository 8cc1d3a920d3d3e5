"""What changed since the version that was approved before, as readers are told it."""

from __future__ import annotations

from dataclasses import dataclass

from articles.diff import runs
from articles.models import Revision

#: Characters of unchanged text that stay on each side of a change.
_AROUND = 120


@dataclass(frozen=True)
class Change:
    """One run: equal, delete or insert. A long stretch of unchanged text is cut to what stands around a change."""

    op: str
    text: str


def changes(old: Revision, new: Revision, audience: str) -> list[Change]:
    """The runs of that audience's text; empty where its words stayed the same."""
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
