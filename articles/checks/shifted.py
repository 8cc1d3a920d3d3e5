"""citation-shifted: more numbers in use than references, so every positional binding is in doubt."""

from __future__ import annotations

from collections.abc import Iterator

from articles.checks.context import Context
from articles.checks.finding import Finding
from articles.claims.reading import Reading

CODE = "citation-shifted"


def shifted(reading: Reading, context: Context) -> Iterator[Finding]:
    """A dropped reference moves all that follow it: the markers after it resolve, each to the wrong work."""
    beyond = {name for audience in reading.content.renditions for name in _unknown_numbers(reading, audience)}
    if not beyond:
        return
    count = len(reading.entries)
    highest = max(beyond, key=lambda name: int(name[-9:]))
    yield Finding(
        CODE,
        "error",
        f"The text cites numbers up to {highest}, the list has {count} reference{'s' * (count != 1)}: "
        "one may be missing from the middle, and every number after it then points to the wrong work.",
        "Compare each numbered citation with the work it resolves to, restore the missing reference at its place, "
        "or cite by key ([@key]), which cannot shift.",
    )


def _unknown_numbers(reading: Reading, audience: str) -> Iterator[str]:
    for citation in reading.citations(audience):
        for name in citation.unknown:
            last = name.rpartition("-")[2]
            if not name.startswith("@") and last.isdigit() and last.strip("0"):
                yield last
