"""reference-self-published: a source written by the publisher or its board."""

from __future__ import annotations

from collections.abc import Iterator

from articles.checks.authorship import self_publisher
from articles.checks.context import Context
from articles.checks.finding import Finding, titled
from articles.claims.reading import Reading

CODE = "reference-self-published"


def self_published(reading: Reading, context: Context) -> Iterator[Finding]:
    """Who reviews a page cannot also be its evidence."""
    for entry in reading.content.entries:
        name = self_publisher(entry, context)
        if name is not None:
            listed = " listed as a guideline," if entry.kind == "guideline" else ""
            yield Finding(
                CODE,
                "warning",
                f"{titled(entry)}{listed} is by {name}: the publisher or its board.",
                "Cite the independent work it rests on (a society's guideline, a trial, a label). A board "
                "cannot be the evidence for what it reviews.",
                reference=entry.key,
            )
