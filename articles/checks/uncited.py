"""dose-uncited: a dose for which the page names no source."""

from __future__ import annotations

from collections.abc import Iterator

from articles.checks.context import Context
from articles.checks.finding import Finding, quoted
from articles.claims.reading import Reading, Statement

CODE = "dose-uncited"


def dose_uncited(reading: Reading, context: Context) -> Iterator[Finding]:
    """A dose is cited in its own sentence or, in a list, in its own item: a reviewer must not have to guess."""
    for audience, statements in reading.statements.items():
        cited = {said.sentence.block for said in statements if said.sentence.citations and in_list(said)}
        for said in statements:
            if said.doses and not said.sentence.citations and said.sentence.block not in cited:
                yield _finding(audience, said)


def in_list(said: Statement) -> bool:
    return said.sentence.kind in ("item", "row")


def _finding(audience: str, said: Statement) -> Finding:
    first, last = said.doses[0], said.doses[-1]
    named = ", ".join(dict.fromkeys(f"{dose.drug} {dose.text}" if dose.drug else dose.text for dose in said.doses))
    where = "list item" if in_list(said) else "sentence"
    return Finding(
        CODE,
        "error",
        f"No source is cited for a dose: {named} in {quoted(said.sentence.text)}.",
        f"Cite the label, guideline or study that gives the dose, in the same {where}. Readers take doses from "
        "pages as they stand.",
        audience,
        first.start,
        last.end,
    )
