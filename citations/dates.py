"""Dates as bibliographic formats write them, into CSL dates and back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NUMBERS = {month: number for number, month in enumerate(_MONTHS, 1)}
#: CSL counts the seasons from spring (CSL 1.0.2, "Date variables").
SEASONS = {"spring": 1, "summer": 2, "autumn": 3, "fall": 3, "winter": 4}

_YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)")
_COMPACT = re.compile(r"((?:1[4-9]|20)\d\d)(\d\d)(\d\d)")
_NUMERIC = re.compile(r"(\d{4})(?:[-/. ](\d{1,2}))?(?:[-/. ](\d{1,2}))?[-/. ]*(?:\D.*)?", re.DOTALL)
_RANGE = re.compile(r"(\d{4}-\d\d(?:-\d\d)?)/(\d{4}-\d\d(?:-\d\d)?)")
_WORD = re.compile(r"[^\W\d_]+")
_DAY = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?(?![\d:])")


def year(csl: dict, field: str = "issued") -> int | None:
    """The year of a CSL date, whether it came as parts or as text."""
    date = csl.get(field)
    if not isinstance(date, dict):
        return None
    parts = date.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list) and parts[0]:
        return _whole(parts[0][0])
    return find_year(str(date.get("raw") or date.get("literal") or ""))


def find_year(text: str) -> int | None:
    """The first number in `text` that can be the year of a print (1400 to 2099)."""
    found = _YEAR.search(text)
    return int(found.group()) if found else None


def _whole(part: object) -> int | None:
    if isinstance(part, int) and not isinstance(part, bool):
        return part
    return int(part) if isinstance(part, str) and re.fullmatch(r"-?[0-9]{1,5}", part) else None


def read_date(text: str) -> dict | None:
    """A CSL date of what stands in a record; `literal` where it holds no year, None where it is empty."""
    text = text.strip()
    if not text:
        return None
    span = _RANGE.fullmatch(text) if "/" in text else None
    if span:
        return {"date-parts": [_numeric(part) or [int(part[:4])] for part in span.groups()]}
    compact = _COMPACT.fullmatch(text)
    parts = _valid(*map(int, compact.groups())) if compact else _numeric(text)
    if parts and (len(parts) > 1 or text.upper() == text.lower()):
        return {"date-parts": [parts]}
    return _with_words(text, parts)


def _numeric(text: str) -> list[int] | None:
    found = _NUMERIC.fullmatch(text)
    if not found or not _YEAR.fullmatch(found.group(1)):
        return None
    return _valid(*(int(part) for part in found.groups() if part))


def _valid(year: int, month: int = 0, day: int = 0) -> list[int]:
    """As many parts as make sense: a month past 12 or a day past 31 is not taken over."""
    if not 1 <= month <= 12:
        return [year]
    return [year, month, day] if 1 <= day <= 31 else [year, month]


def _with_words(text: str, parts: list[int] | None) -> dict:
    found = parts[0] if parts else find_year(text)
    if found is None:
        return {"literal": text}
    parts = [found]
    words = [word.group().casefold() for word in _WORD.finditer(text[:100])]
    season = next((SEASONS[word] for word in words if word in SEASONS), None)
    if season:
        return {"date-parts": [parts], "season": season}
    # `2012 Jan-Feb` and `2011 Dec-2012 Jan` are spans: each side of the dash is a date of its own.
    sides = re.split(r"[-\u2013/]", text[:100])
    dates = [_month_and_day(side, find_year(side) or parts[0]) for side in sides]
    return {"date-parts": [date for date in dates if len(date) > 1][:2] or [parts]}


def _month_and_day(text: str, in_year: int) -> list[int]:
    month = next(_named_months(word.group().casefold() for word in _WORD.finditer(text)), None)
    day = _DAY.search(text.replace(str(in_year), " ", 1))
    return _valid(in_year, month or 0, int(day.group(1)) if day else 0)


def _named_months(words: Iterable[str]) -> Iterator[int]:
    for word in words:
        number = _MONTH_NUMBERS.get(word[:3])
        if number:
            yield number


def month_number(text: str) -> int | None:
    """The month that `text` names, as a number or by its English name or abbreviation."""
    text = text.strip().casefold()
    if text.isdecimal() and text.isascii() and len(text) <= 2:
        return int(text) if 1 <= int(text) <= 12 else None
    return next(_named_months([text]), None)
