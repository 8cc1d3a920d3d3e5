"""citation-suspected: a bare number that reads like a marker."""

from __future__ import annotations

from collections.abc import Iterator

from articles.checks.context import Context
from articles.checks.finding import Finding, quoted
from articles.claims.reading import Reading
from articles.markers.bare import Suspect

CODE = "citation-suspected"


def suspected(reading: Reading, context: Context) -> Iterator[Finding]:
    """Proposed with a confidence and never bound by itself: the author confirms it as a new revision."""
    for audience, text in reading.content.renditions.items():
        for suspect in reading.suspects[audience]:
            yield _finding(len(reading.entries), audience, text, suspect)


def _finding(entries: int, audience: str, text: str, suspect: Suspect) -> Finding:
    number = text[suspect.start : suspect.end]
    around = text[max(0, suspect.start - 50) : suspect.end].rpartition("\n")[2]
    marker = f"[{', '.join(map(str, suspect.numbers))}]"
    beyond = f", though the list has only {entries} entries" if max(suspect.numbers) > entries else ""
    return Finding(
        CODE,
        "warning",
        f"The bare number {quoted(number, 30)} reads like a citation{beyond}: {quoted(around)}.",
        f"If it is one, write {marker}; if it is a count or a label, reword it so that no reader takes it "
        "for one. Bare numbers are never bound to references by themselves.",
        audience,
        suspect.start,
        suspect.end,
        confidence=suspect.confidence,
    )
