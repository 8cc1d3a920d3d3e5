"""Bracketed numbers that cite nothing: years, dates, scales, statistics, confidence intervals, spreads."""

from __future__ import annotations

import re

_DATE = re.compile(r"\d{4}[-/]\d\d?(?:[-/]\d\d?)?\Z")
_INTERVAL = re.compile(r"\b(?:CI|CrI|IQR|HDI)s?\)?[ \t]*[:=,]?[ \t]*\Z")
_SPREAD = re.compile(
    r"\b(?:range|interval|quartiles?|percentiles?|median|mean)[ \t]*[:=,]?[ \t]*\Z|[\d%][ \t]*\Z"
)
_STATISTIC = re.compile(r"(?<![A-Za-z])(?:F|t|H|Q|[χX]\s?[2²]?)\s?\Z")
_EQUALS = re.compile(r"\s*[=<>≈≤≥]")
_NUMBER = re.compile(r"\d+")


def is_measure(body: str, before: str, after: str, entries: int) -> bool:
    """Whether bracketed numbers are a measure rather than positions in a list of so many entries.

    A number within the list is doubted only beside "95% CI" or as the degrees of freedom of "F[1,12] = 8.42".
    """
    numbers = _NUMBER.findall(body)
    beyond = any(len(number) > 9 or int(number) > entries for number in numbers)
    if all(map(_is_year, numbers)) or _DATE.match(body):
        return beyond
    if _STATISTIC.search(before) and _EQUALS.match(after):
        return True
    if len(numbers) != 2:
        return False
    return (
        int(numbers[0][:9]) == 0
        or bool(_INTERVAL.search(before))
        or (beyond and bool(_SPREAD.search(before)))
    )


def _is_year(digits: str) -> bool:
    """Four digits that someone might have lived in: no reference list has 1,800 entries."""
    return len(digits) == 4 and "1800" <= digits <= "2100"
