"""How often something is done, as times a day."""

from __future__ import annotations

import re
from typing import NamedTuple

_COUNTS = {
    "once": 1, "one": 1, "twice": 2, "two": 2, "thrice": 3, "three": 3, "four": 4, "five": 5,
    "six": 6, "eight": 8, "twelve": 12, "other": 2,
}  # fmt: skip
#: Times a day that a word says by itself.
_SAID = {
    "qid": 4,
    "tid": 3,
    "bid": 2,
    "daily": 1,
    "single": 1,
    "alternate": 0.5,
    "weekly": 1 / 7,
    "monthly": 1 / 30,
    "yearly": 1 / 365,
}
_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
_N = r"(?:\d{1,2}|once|twice|thrice|one|two|three|four|five|six|eight|twelve)"
_TO = r"\s*(?:-|–|to|or)\s*"
_IN_24_HOURS = r"(?:in|within|per|over)\s+(?:any\s+|an?\s+)?24[\s-]?h(?:ours?|rs?)?\b"
_PER = r"(?:an?|per|each|every|/)"
_PERIOD = rf"(?:{_PER}\s*(?P<unit>day|week|month|year)\b|(?P<ly>daily|weekly|monthly|yearly)|{_IN_24_HOURS})"
_EACH = r"(?:per|each|every)"
_WORDS = (
    rf"(?:(?P<times>{_N})(?:{_TO}(?P<times2>{_N}))?(?:\s+times|\s+doses)?(?:\s+|-){_PERIOD}"
    rf"|every\s+(?P<hours>{_N})(?:{_TO}(?P<hours2>{_N}))?\s*(?:h\b|hours?|hrs?|hourly)"
    rf"|every\s+(?P<days>{_N}|other)(?:{_TO}(?P<days2>{_N}))?\s+(?P<spell>day|week|month|year)s?\b"
    rf"|(?P<hourly>{_N})(?:{_TO}(?P<hourly2>{_N}))?[\s-]hourly"
    rf"|q\s?(?P<q>\d{{1,2}})(?:{_TO}(?P<q2>\d{{1,2}}))?\s?h(?:rs?|ours?)?\b"
    r"|(?P<qid>q\.?i\.?d\b|q\.?d\.?s\b)|(?P<tid>t\.?i\.?d\b|t\.?d\.?s\b)|(?P<bid>b\.?i\.?d\b|b\.?d\b)"
    rf"|(?P<weekly>weekly|{_EACH}\s+week\b|(?P<a_week>(?<!for )an?\s+week\b))"
    rf"|(?P<monthly>monthly|{_EACH}\s+month\b|(?P<a_month>(?<!for )an?\s+month\b))"
    rf"|(?P<yearly>yearly|annually|{_EACH}\s+year\b)"
    r"|(?P<alternate>alternate\s+(?:days|nights))|(?P<single>single\s+dose|one-off\s+dose)"
    rf"|(?P<daily>daily|q\.?d\b|o\.?d\b|nocte\b|mane\b|(?P<a_day>(?<!for )an?\s+day\b)"
    rf"|{_EACH}\s+(?:day|night|morning|evening)\b"
    rf"|at\s+(?:bedtime|night)\b|nightly|in\s+the\s+(?:morning|evening)|{_IN_24_HOURS}))"
)
_PRESCRIBED = re.compile(rf"\b{_WORDS}")
#: Over lower case, from the beginnings of words on: see `measures`.
_TOLD = re.compile(rf"[^\w.-]{_WORDS}")
#: "daily life", "at night": words of time that count nothing outside a prescription.
_IDLE = re.compile(r"\s+(?:life|living|lives|activit|routine|tasks?|news|basis)")


class Frequency(NamedTuple):
    """Times a day, from the least to the most that the words allow."""

    text: str
    least: float
    most: float


def frequency(text: str, lower: str, start: int, end: int) -> Frequency | None:
    """The first frequency between two offsets of a prescription, `lower` the same in lower case; None without one."""
    found = _PRESCRIBED.search(lower, start, end)
    return Frequency(text[found.start() : found.end()], *_times(found)) if found else None


def _times(found: re.Match) -> tuple[float, float]:
    if found["times"]:
        return _between(found, 1 / _DAYS[_period(found)], "times", inverse=False)
    for group, span in (("hours", 24), ("hourly", 24), ("q", 24)):
        if found[group]:
            return _between(found, span, group, inverse=True)
    if found["days"]:
        return _between(found, 1 / _DAYS[found["spell"]], "days", inverse=True)
    times = next(n for group, n in _SAID.items() if found[group])
    return times, times


def counted(opened: str) -> str | None:
    """How often a sentence says something is done: "three times a week", not "in daily life"."""
    for found in _TOLD.finditer(opened):
        idle = found["single"] or any(found[name] for name in ("a_day", "a_week", "a_month"))
        timeless = found["daily"] and found["daily"][:2] in ("at", "in")
        if not idle and not timeless and not _IDLE.match(opened, found.end()):
            return found[0][1:]
    return None


def _period(found: re.Match) -> str:
    adverb = {"weekly": "week", "monthly": "month", "yearly": "year"}.get(found["ly"], "day")
    return found["unit"] or adverb


def _between(found: re.Match, span: float, group: str, *, inverse: bool) -> tuple[float, float]:
    ends = [_number(found[group]), _number(found[group + "2"] or found[group])]
    rates = [span / max(end, 1) if inverse else span * end for end in ends]
    return min(rates), max(rates)


def _number(word: str) -> float:
    return float(_COUNTS.get(word) or word)
