"""reference-duplicate: the same work twice in a list."""

from __future__ import annotations

from collections.abc import Iterator

from articles.checks.context import Context
from articles.checks.finding import Finding, titled
from articles.claims.reading import Reading
from articles.content import Entry
from citations.folding import fold
from citations.identifiers import identifiers, same_work

CODE = "reference-duplicate"
#: Records above this likeness (see same_work) are taken for one work.
SAME = 0.7


def duplicate(reading: Reading, context: Context) -> Iterator[Finding]:
    """Two numbers for one work make one source look like two."""
    seen: dict[tuple[str, str], Entry] = {}
    for entry in reading.content.entries:
        names = _names(entry)
        first = next((seen[name] for name in names if name in seen), None)
        if first is not None and same_work(first.csl, entry.csl) >= SAME:
            yield Finding(
                CODE,
                "warning",
                f"{titled(entry)} is the same work as reference {first.number}.",
                f"Keep one of them and cite number {first.number} in both places: one study under two "
                "numbers looks like two.",
                reference=entry.key,
            )
        for name in names:
            seen.setdefault(name, entry)


def _names(entry: Entry) -> list[tuple[str, str]]:
    title = fold(str(entry.csl.get("title") or ""))
    return identifiers(entry.csl) + ([("title", title)] if title else [])
