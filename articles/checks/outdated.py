"""reference-outdated: older than the policy allows for its kind."""

from __future__ import annotations

from collections.abc import Iterator

from articles.checks.context import Context
from articles.checks.finding import Finding, titled
from articles.claims.reading import Reading
from citations import dates

CODE = "reference-outdated"


def outdated(reading: Reading, context: Context) -> Iterator[Finding]:
    """Recommendations change; an old source may have been overtaken without any notice."""
    if context.today is None:
        return
    for entry in reading.content.entries:
        year = dates.year(entry.csl)
        allowed = context.reference_age.get(entry.kind)
        if year is not None and allowed is not None and context.today.year - year > allowed:
            yield Finding(
                CODE,
                "warning",
                f"{titled(entry)} is of {year}, {context.today.year - year} years old; for its kind "
                f"({entry.kind}) the policy allows {allowed}.",
                "Look for a newer source. If this one still stands, say so to the editors.",
                reference=entry.key,
            )
