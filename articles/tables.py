"""A table of figures, once for the page, the chart, the API and the spreadsheet."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

#: A spreadsheet would run what begins like this (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Bar:
    """One bar of a chart: its label, what it says, its length and place in the drawing's units."""

    label: str
    value: str
    length: float
    top: int

    @property
    def base(self) -> int:
        return self.top + 15

    @property
    def end(self) -> float:
        return self.length + 206


@dataclass(frozen=True)
class Table:
    """`rows` begin with their label; `charted` is the column that the chart shows."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: list[list]
    charted: int = 1
    note: str = ""

    def bars(self) -> list[Bar]:
        """Bars to the scale of the longest, 400 units; of the first twenty rows."""
        values = [(str(row[0]), row[self.charted]) for row in self.rows[:20]]
        most = max((value or 0 for _, value in values), default=0) or 1
        return [
            Bar(label, "none" if value is None else f"{value:g}", round(400 * (value or 0) / most, 1), 24 * n)
            for n, (label, value) in enumerate(values)
        ]

    @property
    def height(self) -> int:
        return 24 * min(20, len(self.rows))

    def labelled(self) -> list[tuple]:
        """Each row's label, and its other cells with the names of their columns."""
        return [(row[0], list(zip(self.columns[1:], row[1:], strict=True))) for row in self.rows]

    def records(self) -> list[dict]:
        """The rows by column, for the API."""
        names = [column.lower().replace(" ", "_").replace("-", "_") for column in self.columns]
        return [dict(zip(names, row, strict=True)) for row in self.rows]

    def csv(self) -> str:
        """As RFC 4180, every cell a value to a spreadsheet and none a formula."""
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(self.columns)
        writer.writerows([escaped(cell) for cell in row] for row in self.rows)
        return out.getvalue()


def escaped(cell: object) -> object:
    """Text that a spreadsheet would take for a formula gets an apostrophe in front; numbers stay numbers."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
