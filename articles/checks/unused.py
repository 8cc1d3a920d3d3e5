"""citation-unused: a reference that no marker cites."""

from __future__ import annotations

from collections.abc import Iterator

from articles.checks.context import Context
from articles.checks.finding import Finding, quoted
from articles.claims.reading import Reading

CODE = "citation-unused"


def unused(reading: Reading, context: Context) -> Iterator[Finding]:
    """A list longer than what the text rests on makes a page look better supported than it is."""
    cited = {
        key for audience in reading.content.renditions for found in reading.citations(audience) for key in found.keys
    }
    for entry in reading.content.entries:
        if entry.key not in cited:
            title = entry.csl.get("title") or entry.key
            yield Finding(
                CODE,
                "warning",
                f"Reference {entry.number}, {quoted(str(title))}, is cited nowhere in the text.",
                "Cite it where it supports the text, or remove it: an uncited source lends a page support that "
                "no sentence has.",
                reference=entry.key,
            )
