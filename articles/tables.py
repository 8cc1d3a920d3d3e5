"""A table of figures, once for the page, the chart, the API and the spreadsheet."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

#: A spreadsheet would run what begins like this (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


#: Of a drawing, in its units: where the bars begin, how long the longest is, and a row's height.
LEFT, LONGEST, ROW, MOST = 162, 230, 24, 20


@dataclass(frozen=True)
class Part:
    """A piece of a bar: its place and length, and which of the stacked columns it is."""

    left: float
    length: float
    shade: int


@dataclass(frozen=True)
class Bar:
    """One bar of a chart: its label, what it says in a cell and in a sentence, and where it is drawn."""

    label: str
    value: str
    told: str
    parts: list[Part]
    top: int

    @property
    def base(self) -> int:
        return self.top + 15

    @property
    def end(self) -> float:
        return round(sum(part.length for part in self.parts) + LEFT + 6, 1)


@dataclass(frozen=True)
class Table:
    """`rows` begin with their label; `charted` is the column that the chart shows, as the pieces in `stacked` if any."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: list[list]
    charted: int = 1
    note: str = ""
    stacked: tuple[int, ...] = ()

    def bars(self) -> list[Bar]:
        """Bars to the scale of the longest; of the first rows."""
        most = max((row[self.charted] or 0 for row in self.rows[:MOST]), default=0) or 1
        return [self._bar(row, ROW * n, LONGEST / most) for n, row in enumerate(self.rows[:MOST])]

    def _bar(self, row: list, top: int, scale: float) -> Bar:
        parts, left = [], float(LEFT)
        for shade, column in enumerate(self.stacked or (self.charted,)):
            length = round((row[column] or 0) * scale, 1)
            parts.append(Part(round(left, 1), length, shade))
            left += length
        value = "none" if row[self.charted] is None else f"{row[self.charted]:g}"
        pieces = ", ".join(f"{row[column]} {self.columns[column]}" for column in self.stacked if row[column])
        return Bar(str(row[0]), value, f"{row[0]}: {value}" + (f" ({pieces})" if pieces else ""), parts, top)

    @property
    def legend(self) -> list[tuple[int, str]]:
        """The pieces of a bar, by shade."""
        return [(shade, self.columns[column]) for shade, column in enumerate(self.stacked)]

    @property
    def height(self) -> int:
        return ROW * min(MOST, len(self.rows))

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
