"""citation-shifted: more numbers in use than references, so every positional binding is in doubt."""

from __future__ import annotations

from collections.abc import Iterator

from articles.checks.context import Context
from articles.checks.finding import Finding
from articles.claims.reading import Reading

CODE = "citation-shifted"


def shifted(reading: Reading, context: Context) -> Iterator[Finding]:
    """A dropped reference moves all that follow it: their markers still resolve, each to the wrong work."""
    beyond = numbers_beyond(reading)
    if not beyond:
        return
    count = len(reading.entries)
    highest = max(beyond, key=lambda name: (len(name), name))
    yield Finding(
        CODE,
        "error",
        f"The text cites numbers up to {highest[:20]}, {_less(count)}",
        "Compare each numbered citation with the work it resolves to and restore the missing reference at "
        "its place, or cite by key ([@key]), which cannot shift."
        if count else "Send the list with the text: each number is bound to the reference at its place.",
    )  # fmt: skip


def _less(count: int) -> str:
    if not count:
        return "and has no list of references."
    return (
        f"the list has {count} reference{'s' * (count != 1)}: one may be missing from the middle, and every number after it "
        "then points to the wrong work."
    )


def numbers_beyond(reading: Reading) -> set[str]:
    """The numbers in use that lie beyond the end of the list."""
    return {
        last
        for audience in reading.content.renditions
        for citation in reading.citations(audience)
        for name in citation.unknown
        if not name.startswith("@") and (last := name.rpartition("-")[2]).strip("0")
    }
