"""dose-uncited and claim-uncited: what a reader may act on, and no source named for it."""

from __future__ import annotations

from collections.abc import Iterator

from articles.checks.context import Context
from articles.checks.finding import Finding, quoted
from articles.claims.reading import Reading, Statement

CLAIMED = {
    "directive": "An instruction",
    "number": "A number",
    "frequency": "A frequency",
    "duration": "A duration",
}


def dose_uncited(reading: Reading, context: Context) -> Iterator[Finding]:
    """A dose is cited in its own sentence or, in a list, its own item: a reviewer must not have to guess."""
    for audience, statements in reading.statements.items():
        for said in statements:
            if said.doses and said.support is None:
                yield _dose(audience, said)


def claim_uncited(reading: Reading, context: Context) -> Iterator[Finding]:
    """Numbers and directives need a source too. A page without any references is told so once."""
    for audience, statements in reading.statements.items():
        claims = [said for said in statements if said.kind in CLAIMED and said.support is None]
        if reading.entries:
            for said in claims:
                yield _claim(audience, said)
        elif claims:
            yield _none_at_all(audience, claims)


def _dose(audience: str, said: Statement) -> Finding:
    first, last = said.doses[0], said.doses[-1]
    named = ", ".join(dict.fromkeys(f"{dose.drug or ''} {dose.text}".strip() for dose in said.doses[:5]))
    where = "list item" if said.sentence.kind == "item" else "sentence"
    return Finding(
        "dose-uncited",
        "error",
        f"No source is cited for a dose: {named} in {quoted(said.words)}.",
        f"Cite the label, guideline or study that gives the dose, in the same {where}. Readers take doses "
        "from a page as they stand.",
        audience,
        first.start,
        last.end,
    )


def _claim(audience: str, said: Statement) -> Finding:
    return Finding(
        "claim-uncited",
        "warning",
        f"{CLAIMED[said.kind]} ({quoted(said.evidence, 30)}) has no citation: {quoted(said.words)}.",
        "Cite the source in the same sentence, or rephrase it if nothing supports it.",
        audience,
        said.sentence.start,
        said.sentence.end,
    )


def _none_at_all(audience: str, claims: list[Statement]) -> Finding:
    first = claims[0]
    count = "1 statement" if len(claims) == 1 else f"{len(claims)} statements"
    return Finding(
        "claim-uncited",
        "warning",
        f"The page has no references, and makes {count} that should have one; the first is "
        f"{quoted(first.words)}.",
        "Add a reference list and cite it: readers and reviewers cannot tell what a number or an instruction "
        "without a source rests on.",
        audience,
        first.sentence.start,
        first.sentence.end,
    )
