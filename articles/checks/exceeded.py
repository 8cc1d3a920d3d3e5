"""dose-exceeds-label: a day's dose above the label table's maximum, with row, arithmetic and source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from articles.checks.context import Context
from articles.checks.finding import Finding
from articles.claims.amounts import MILLIGRAMS, span
from articles.claims.doses import Dose
from articles.claims.populations import of_dose, of_row
from articles.claims.reading import Reading, Statement
from articles.labels import LabelRow

CODE = "dose-exceeds-label"
#: The table's rows are for swallowed medicines.
_OTHER_ROUTES = frozenset(("intravenous", "intramuscular", "subcutaneous", "inhaled", "topical"))
_TOXIC = re.compile(r"overdos|toxic|poison|lethal|fatal", re.IGNORECASE)
_CAP = re.compile(
    r"(?:max(?:imum)?(?: of)?|no more than|not exceed|at most|up to|limit(?: of)?)[\s:]*\Z", re.IGNORECASE
)
_LOOK_BACK = 40
_PRESCRIBED = re.compile(r"\bprescription|\bprescribed?\b|medical supervision", re.IGNORECASE)
_COUNTER = re.compile(r"over[\s-]the[\s-]counter|without (?:a )?prescription|\bOTC\b", re.IGNORECASE)


def exceeded(reading: Reading, context: Context) -> Iterator[Finding]:
    """It warns and decides nothing: sources disagree, so the row and its source are quoted."""
    for audience, statements in reading.statements.items():
        for said in statements:
            for dose in said.doses:
                rows = _rows(dose, said, context)
                whom = of_dose(dose, said, reading.content.question) if rows else ()
                row = _row_above(dose, [row for row in rows if of_row(row.population) in whom] or rows)
                if row is not None and not _TOXIC.search(said.words) and not _is_capped(dose, said, row):
                    yield _finding(audience, said, dose, row, whom)


def _rows(dose: Dose, said: Statement, context: Context) -> list[LabelRow]:
    """The rows that a dose can be compared with, whoever they are for."""
    if dose.by or dose.route in _OTHER_ROUTES or dose.unit not in MILLIGRAMS:
        return []
    rows = [row for row in context.labels.of(dose.drug) if row.unit in MILLIGRAMS]
    return [row for row in rows if row.availability == _availability(said.words)]


@lru_cache(maxsize=64)
def _availability(words: str) -> str:
    """How a sentence says that its medicines are got; it is asked for each of its doses."""
    prescribed = _PRESCRIBED.search(words) and not _COUNTER.search(words)
    return "prescription" if prescribed else "over the counter"


def _row_above(dose: Dose, rows: list[LabelRow]) -> LabelRow | None:
    """The row with the highest maximum, where the dose is above even that."""
    row = max(rows, key=lambda row: row.maximum * MILLIGRAMS[row.unit], default=None)
    return row if row and _most(dose) * MILLIGRAMS[dose.unit] > row.maximum * MILLIGRAMS[row.unit] else None


def _is_capped(dose: Dose, said: Statement, row: LabelRow) -> bool:
    """Whether the sentence itself keeps the day within the label: "every 4 hours (maximum 4 g a day)"."""
    for other in said.doses:
        capped = _CAP.search(said.words, max(0, other.place - _LOOK_BACK), other.place)
        if other.drug == dose.drug and other.unit in MILLIGRAMS and other.daily and capped:
            return other.daily[1] * MILLIGRAMS[other.unit] <= row.maximum * MILLIGRAMS[row.unit]
    return False


def _most(dose: Dose) -> float:
    return max(dose.high, dose.daily[1]) if dose.daily and dose.frequency and dose.frequency.most >= 1 else dose.high


def _finding(audience: str, said: Statement, dose: Dose, row: LabelRow, whom: tuple[str, ...]) -> Finding:
    called = ", which the page calls over the counter," if _COUNTER.search(said.words) else ""
    most = span(_most(dose), _most(dose))
    return Finding(
        CODE,
        "warning",
        f"{(dose.drug or '').capitalize()}{called} {dose.arithmetic}: up to {most} {dose.unit}, above the label's "
        f"{row.limit}.{_notes(row, whom)}",
        "Lower the dose, or state that it needs a prescription and supervision and cite the source for it. "
        "This is a warning from one label, not a verdict: labels and countries differ.",
        audience,
        dose.start,
        dose.end,
    )


def _notes(row: LabelRow, whom: tuple[str, ...]) -> str:
    """What is to be known of the row before the page is changed for it: of what form it speaks, and of whom."""
    meant = row.note or f"the label speaks of {row.drug} {row.form}"
    form = f" Note: {meant}; the page should say which it means." if row.form else ""
    if of_row(row.population) in whom:
        return form
    named = " and ".join(whom)
    return f"{form} The page speaks of {named} here; the table has no row for that, and this one is for {row.population}."
