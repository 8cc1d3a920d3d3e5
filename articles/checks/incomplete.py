"""reference-incomplete: no authors, title or year."""

from __future__ import annotations

from collections.abc import Iterator

from articles.checks.context import Context
from articles.checks.finding import Finding, titled
from articles.claims.reading import Reading
from articles.content import Entry
from citations import dates, names

CODE = "reference-incomplete"
#: Kinds of work that a body issues without naming persons.
_ISSUED = frozenset(("label", "web", "guideline"))


def incomplete(reading: Reading, context: Context) -> Iterator[Finding]:
    """Who wrote it and when is what a reviewer weighs a source by."""
    for entry in reading.content.entries:
        missing = [part for part, there in _parts(entry).items() if not there]
        if missing:
            yield Finding(
                CODE,
                "warning",
                f"{titled(entry)} has no {' and no '.join(missing)}.",
                "Complete it from the source itself or by its DOI or PMID: a reviewer weighs a source by who "
                "wrote it and when.",
                reference=entry.key,
            )


def _parts(entry: Entry) -> dict[str, bool]:
    issued = entry.kind in _ISSUED and bool(entry.csl.get("publisher") or entry.csl.get("authority"))
    return {
        "authors": issued or bool(names.first_author(entry.csl)),
        "title": bool(str(entry.csl.get("title") or "").strip()),
        "year": dates.year(entry.csl) is not None,
    }
