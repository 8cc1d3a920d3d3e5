"""The Retraction Watch database as CSV (https://gitlab.com/crossref/retraction-watch-data).

Dates are `M/D/YYYY 0:00`; an absent identifier is empty, 0 or "unavailable"; lists are parted by `;`; reasons
of older rows start with `+`; the header ends in an empty column.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import date

from citations.importing.records import Skipped, UnknownFormat
from citations.notices import Notice, nature_of
from citations.schemes import clean_doi, clean_pmid

COLUMNS = (
    "Record ID",
    "Title",
    "Author",
    "URLS",
    "RetractionDate",
    "RetractionDOI",
    "RetractionPubMedID",
    "OriginalPaperDOI",
    "OriginalPaperPubMedID",
    "RetractionNature",
    "Reason",
)
_ABSENT = frozenset(("", "0", "unavailable", "n/a"))
_DATE = re.compile(r"\s*(\d{1,2})/(\d{1,2})/(\d{4})(?:\s+\d{1,2}:\d\d(?::\d\d)?)?\s*")
_ROW_START = re.compile(r"\d{1,9},")
#: The longest real row, with all its authors and institutions, has some 30,000 characters on a few lines.
_MAX_LINES = 200


def is_header(beginning: bytes) -> bool:
    """Whether a file begins with the header of this database."""
    first = beginning.split(b"\n", 1)[0]
    return b"Record ID" in first and b"RetractionNature" in first


def read(lines: Iterable[bytes | str]) -> Iterator[Notice | Skipped]:
    """One notice a row, or why it gave none; a broken row costs that row. Only one row is held at a time."""
    rows = _rows(lines)
    _, header = next(rows, (0, []))
    places = {name: place for place, name in enumerate(header or ())}
    missing = [name for name in COLUMNS if name not in places]
    if missing:
        raise UnknownFormat(f"the CSV is not Retraction Watch's: it has no column {', '.join(missing)}")
    for line, row in rows:
        if row is None or len(row) < len(header) - 1:
            yield Skipped(line, f"the row has {len(row or ())} columns, not {len(header)}")
        else:
            yield _notice(line, {name: row[place] for name, place in places.items() if place < len(row)})


def _rows(lines: Iterable[bytes | str]) -> Iterator[tuple[int, list[str] | None]]:
    """(first line, cells). A quote left open ends where the next row visibly starts: it swallows no other."""
    start, held, is_open = 0, [], False
    for number, raw in enumerate(lines, 1):
        line = _text(raw)
        if held and (
            not is_open or (_ROW_START.match(line) and line.count(",") > 15) or len(held) >= _MAX_LINES
        ):
            yield start, _cells(held)
            held, is_open = [], False
        if not held:
            start = number
        if line.strip() or held:
            held.append(line)
            is_open ^= line.count('"') % 2 == 1
    if held:
        yield start, _cells(held)


def _text(raw: bytes | str) -> str:
    if isinstance(raw, str):
        return raw.removeprefix("\ufeff")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _cells(lines: list[str]) -> list[str] | None:
    try:
        found = list(csv.reader(lines))
    except csv.Error:
        return None
    return found[0] if len(found) == 1 else None


def _notice(line: int, row: dict[str, str]) -> Notice | Skipped:
    nature = nature_of(row["RetractionNature"])
    if nature is None:
        return Skipped(line, f"the nature {row['RetractionNature'][:60]!r} is not known")
    notice = Notice(
        nature=nature,
        source="retraction-watch",
        date=read_date(row["RetractionDate"]),
        record_id=row["Record ID"].strip(),
        doi=_doi(row["OriginalPaperDOI"]),
        pmid=_pmid(row["OriginalPaperPubMedID"]),
        title=" ".join(row["Title"].split()),
        authors=read_list(row["Author"]),
        notice_doi=_doi(row["RetractionDOI"]),
        notice_pmid=_pmid(row["RetractionPubMedID"]),
        reasons=read_list(row["Reason"]),
        addresses=read_list(row["URLS"]),
    )
    if notice.doi or notice.pmid or notice.title:
        return notice
    return Skipped(line, "the row names no paper: it has no title, DOI or PMID")


def read_identifier(cell: str) -> str | None:
    """The cell's identifier, or None for one of the ways of having none."""
    cell = cell.strip()
    return None if cell.casefold() in _ABSENT else cell


def _doi(cell: str) -> str | None:
    told = read_identifier(cell)
    return clean_doi(told) if told else None


def _pmid(cell: str) -> str | None:
    told = read_identifier(cell)
    return clean_pmid(told) if told else None


def read_date(cell: str) -> date | None:
    """The day in `M/D/YYYY 0:00`; None where there is no such day."""
    found = _DATE.fullmatch(cell)
    if not found:
        return None
    month, day, year = map(int, found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_list(cell: str) -> tuple[str, ...]:
    """The values parted by `;`, without the `+` of older rows."""
    parts = (part.strip().removeprefix("+").strip() for part in cell.split(";"))
    return tuple(part for part in parts if part and part.casefold() not in _ABSENT)
