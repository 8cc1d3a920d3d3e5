"""Dates of CSL items in words."""

from __future__ import annotations

from citations import dates

SHORT_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LONG_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_SEASONS = {"1": "Spring", "2": "Summer", "3": "Fall", "4": "Winter"}


def parts(csl: dict, field: str = "issued") -> list[int]:
    """Year, month and day, as far as they are known and make sense."""
    return _numbers(csl, field, 0)


def _numbers(csl: dict, field: str, place: int) -> list[int]:
    date = csl.get(field)
    if not isinstance(date, dict):
        return []
    told = date.get("date-parts")
    if not isinstance(told, list) or len(told) <= place or not isinstance(told[place], list):
        year = dates.year(csl, field) if place == 0 else None
        return [year] if year else []
    numbers = []
    for part, highest in zip(told[place], (99_999, 12, 31), strict=False):
        number = int(part) if str(part).lstrip("-").isdecimal() else 0
        if not number or number > highest:
            break
        numbers.append(number)
    return numbers


def year(csl: dict) -> str:
    """The year, or what stands in its place (`in press`)."""
    known = parts(csl)
    return str(known[0]) if known else _words(csl)


def _words(csl: dict) -> str:
    date = csl.get("issued")
    return str(date.get("literal") or date.get("raw") or "") if isinstance(date, dict) else ""


def nlm(csl: dict, field: str = "issued", *, day: bool = True) -> str:
    """`2002 Jul 25`, `2012 Jan-Feb`, `2009 Spring`."""
    first, last = parts(csl, field), _numbers(csl, field, 1)
    if not first:
        return _words(csl) if field == "issued" else ""
    season = _SEASONS.get(str(csl[field].get("season", ""))) if len(first) == 1 else None
    if season:
        return f"{first[0]} {season}"
    shown = first if day else first[:2]
    text = _nlm_date(shown)
    return (
        f"{text}-{_nlm_end(shown, last)}" if last and len(last) == len(shown) > 1 and last != shown else text
    )


def _nlm_date(numbers: list[int]) -> str:
    return " ".join(
        [str(numbers[0]), *(SHORT_MONTHS[month - 1] for month in numbers[1:2]), *map(str, numbers[2:])]
    )


def _nlm_end(first: list[int], last: list[int]) -> str:
    """The end of a span, without what it shares with the start."""
    if first[0] != last[0]:
        return _nlm_date(last)
    if first[1] != last[1]:
        return " ".join([SHORT_MONTHS[last[1] - 1], *map(str, last[2:])])
    return str(last[2])


def ama(csl: dict, field: str = "issued") -> str:
    """`September 7, 2019`, `July 2022` or `2022`."""
    known = parts(csl, field)
    if not known:
        return _words(csl) if field == "issued" else ""
    if len(known) == 1:
        return str(known[0])
    month = LONG_MONTHS[known[1] - 1]
    return f"{month} {known[2]}, {known[0]}" if len(known) == 3 else f"{month} {known[0]}"
