"""The label table: what official labels allow of a drug, a row for each source.

Sources disagree, so each row names its own, with the day it was read; a row without them is refused. The
table warns and never decides.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

_SHIPPED = Path(__file__).parent.parent / "data" / "drug_labels.csv"
COLUMNS = (
    "drug", "form", "maximum", "unit", "arithmetic", "availability", "jurisdiction", "population", "cautions",
    "note", "source", "read_on",
)  # fmt: skip
REQUIRED = ("drug", "maximum", "unit", "availability", "jurisdiction", "population", "source", "read_on")
AVAILABILITIES = ("over the counter", "prescription")


class LabelError(ValueError):
    """A row that the table must not hold; the message names its line and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class LabelRow:
    """The most of a drug in 24 hours, for whom and by which label."""

    drug: str
    form: str
    maximum: float
    unit: str
    arithmetic: str
    availability: str
    jurisdiction: str
    population: str
    cautions: tuple[str, ...]
    note: str
    source: str
    read_on: date

    @property
    def limit(self) -> str:
        """The limit as a finding quotes it: amount, arithmetic, availability and source."""
        arithmetic = f" ({self.arithmetic})" if self.arithmetic else ""
        whose = f"{self.availability}, {self.population}, {self.jurisdiction}"
        amount = f"{self.maximum:,.10g} {self.unit} in 24 hours{arithmetic}"
        return f"{amount}, {whose} ({self.source}; read {self.read_on})"


class LabelTable:
    """The rows by drug."""

    def __init__(self, rows: tuple[LabelRow, ...] = ()) -> None:
        self.rows = rows
        self._by_drug: dict[str, tuple[LabelRow, ...]] = {}
        for row in rows:
            self._by_drug[row.drug] = (*self._by_drug.get(row.drug, ()), row)

    def of(self, drug: str | None) -> tuple[LabelRow, ...]:
        """All rows of a drug, by its name in lower case; none for an unknown one."""
        return self._by_drug.get(drug or "", ())


def read_labels(text: str) -> LabelTable:
    """The table in a CSV text with the columns COLUMNS. Raises LabelError for a row without a source."""
    reader = csv.DictReader(io.StringIO(text))
    missing = set(REQUIRED) - set(reader.fieldnames or ())
    if missing:
        raise LabelError(f"The label table lacks the columns {', '.join(sorted(missing))}.")
    return LabelTable(tuple(_row(reader.line_num, row) for row in reader))


@cache
def shipped_labels() -> LabelTable:
    """The rows that come with the product: each was read from the label or notice that it names."""
    return read_labels(_SHIPPED.read_text(encoding="utf-8"))


def _row(line: int, cells: dict[str, str | None]) -> LabelRow:
    try:
        return checked(cells)
    except LabelError as error:
        raise LabelError(f"Line {line} of the label table: {error}") from error


def checked(cells: Mapping[str, str | None]) -> LabelRow:
    """A row from its cells. Raises LabelError for one that the table must not hold."""
    row = {column: (cells.get(column) or "").strip() for column in COLUMNS}
    for problem in _problems(row):
        raise LabelError(f"The row of {row['drug'] or 'no drug'} {problem}.")
    return LabelRow(
        **row
        | {
            "drug": row["drug"].lower(),
            "maximum": float(row["maximum"]),
            "cautions": tuple(part.strip() for part in row["cautions"].split(";") if part.strip()),
            "read_on": date.fromisoformat(row["read_on"]),
        }
    )


def _problems(row: dict[str, str]) -> Iterator[str]:
    for column in REQUIRED:
        if not row[column]:
            yield f"has no {column}"
    if row["availability"] not in AVAILABILITIES:
        yield f"is neither {' nor '.join(AVAILABILITIES)}"
    try:
        if not 0 < float(row["maximum"]) < float("inf"):
            yield "has a maximum that is not above zero"
        date.fromisoformat(row["read_on"])
    except ValueError as wrong:
        yield f"cannot be read: {wrong}"
