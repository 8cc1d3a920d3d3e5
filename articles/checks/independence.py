"""claim-self-supported: a dose or directive resting only on the publisher's own word."""

from __future__ import annotations

from collections.abc import Iterator

from articles.checks.authorship import self_publisher
from articles.checks.context import Context
from articles.checks.finding import Finding, quoted
from articles.claims.reading import Reading, Statement

CODE = "claim-self-supported"


def self_supported(reading: Reading, context: Context) -> Iterator[Finding]:
    """A board that reviews a page cannot be the sole support of what it tells readers to do."""
    own = {
        entry.key: name
        for entry in reading.content.entries
        if (name := self_publisher(entry, context)) is not None
    }
    for audience, statements in reading.statements.items() if own else ():
        for said in statements:
            if said.kind in ("dose", "directive"):
                keys = set(said.support or ())
                if keys and keys <= own.keys():
                    numbers = [reading.entries[key].number for key in keys]
                    yield _finding(audience, said, numbers, own[min(keys)])


def _finding(audience: str, said: Statement, numbers: list[int], name: str) -> Finding:
    what = "A dose" if said.doses else "An instruction"
    shown = f"reference{'s' * (len(numbers) > 1)} {' and '.join(map(str, sorted(numbers)))}"
    return Finding(
        CODE,
        "error",
        f"{what} rests only on {shown}, written by {name}, the publisher or its board: "
        f"{quoted(said.words)}.",
        "Cite an independent source beside it or instead (label, society guideline, trial). Who reviews a "
        "page cannot be its only evidence.",
        audience,
        said.sentence.start,
        said.sentence.end,
    )
