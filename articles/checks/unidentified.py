"""reference-unidentified: nothing by which a reader could find the work."""

from __future__ import annotations

from collections.abc import Iterator

from articles.checks.context import Context
from articles.checks.finding import Finding, titled
from articles.claims.reading import Reading
from citations.identifiers import has_address

CODE = "reference-unidentified"


def unidentified(reading: Reading, context: Context) -> Iterator[Finding]:
    """Without an identifier nobody can look the work up, and no retraction notice can ever find it."""
    for entry in reading.content.entries:
        if not has_address(entry.csl):
            yield Finding(
                CODE,
                "warning",
                f"{titled(entry)} has no DOI, PMID, ISBN or web address.",
                "Add one. Without it no reader can open the source, and a later retraction cannot be matched "
                "to this page.",
                reference=entry.key,
            )
