"""citation-unused: a reference that no marker cites."""

from __future__ import annotations

from collections.abc import Iterator

from articles.checks.context import Context
from articles.checks.finding import Finding, titled
from articles.claims.reading import Reading

CODE = "citation-unused"


def unused(reading: Reading, context: Context) -> Iterator[Finding]:
    """A list longer than what the text rests on makes a page look better supported than it is.

    What a bare number may cite is left to citation-suspected.
    """
    cited = {
        key
        for audience in reading.content.renditions
        for citation in reading.citations(audience)
        for key in citation.keys
    }
    suspected = {number for found in reading.suspects.values() for one in found for number in one.numbers}
    for entry in reading.content.entries:
        if entry.key not in cited and entry.number not in suspected:
            yield Finding(
                CODE,
                "warning",
                f"{titled(entry)} is cited nowhere in the text.",
                "Cite it where it supports the text, or remove it: an uncited source lends a page support "
                "that no sentence has. A joined pair such as [1]-[3] cites its two ends only; write [1-3].",
                reference=entry.key,
            )
