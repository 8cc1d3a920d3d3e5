"""How often a dose is given, as times a day."""

from __future__ import annotations

import re
from dataclasses import dataclass

_COUNTS = {
    "once": 1, "one": 1, "twice": 2, "two": 2, "thrice": 3, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8,
    "twelve": 12, "other": 2,
}  # fmt: skip
#: Times a day that a word says by itself.
_SAID = {"qid": 4, "tid": 3, "bid": 2, "daily": 1, "single": 1, "weekly": 1 / 7, "monthly": 1 / 30}
_DAYS = {"day": 1, "week": 7, "month": 30}
_N = r"(?:\d{1,2}|once|twice|thrice|one|two|three|four|five|six|eight|twelve)"
_TO = r"\s*(?:-|–|to|or)\s*"
_DAY = (
    r"(?:(?:an?|per|each|every)\s+(?P<unit>day|week|month)|(?P<ly>daily|weekly|monthly)"
    r"|(?:in|within|per|over)\s+(?:any\s+|an?\s+)?24[\s-]?h(?:ours?|rs?)?)"
)
_PATTERN = re.compile(
    rf"\b(?:(?P<times>{_N})(?:{_TO}(?P<times2>{_N}))?(?:\s+times|\s+doses)?(?:\s+|-){_DAY}"
    rf"|every\s+(?P<hours>{_N})(?:{_TO}(?P<hours2>{_N}))?\s*(?:h\b|hours?|hrs?|hourly)"
    rf"|every\s+(?P<days>{_N}|other)(?:{_TO}(?P<days2>{_N}))?\s+(?P<spell>day|week|month)s?"
    rf"|(?P<hourly>{_N})(?:{_TO}(?P<hourly2>{_N}))?[\s-]hourly"
    rf"|q\s?(?P<q>\d{{1,2}})(?:{_TO}(?P<q2>\d{{1,2}}))?\s?h(?:rs?|ours?)?\b"
    r"|(?P<qid>q\.?i\.?d\b|q\.?d\.?s\b)|(?P<tid>t\.?i\.?d\b|t\.?d\.?s\b)|(?P<bid>b\.?i\.?d\b|b\.d\.)"
    r"|(?P<weekly>weekly|(?:an?|per|each|every)\s+week\b)|(?P<monthly>monthly|(?:an?|per|each|every)\s+month\b)"
    r"|(?P<single>single\s+dose|one-off\s+dose)"
    r"|(?P<daily>daily|q\.?d\b|(?:an?|per|each|every)\s+(?:day|night|morning|evening)\b|at\s+(?:bedtime|night)"
    r"|nightly|in\s+the\s+(?:morning|evening)|(?:in|within|per|over)\s+(?:any\s+|a\s+)?24[\s-]?h(?:ours?|rs?)?))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Frequency:
    """Times a day, from the least to the most that the words allow."""

    text: str
    least: float
    most: float


def frequency(text: str, start: int, end: int) -> Frequency | None:
    """The first frequency between two offsets of the text; None where there is none."""
    found = _PATTERN.search(text, start, end)
    if found is None:
        return None
    if found["times"]:
        days = _DAYS.get(found["unit"] or {"weekly": "week", "monthly": "month"}.get(found["ly"] or "", "day"), 1)
        return _between(found[0], _number(found["times"]) / days, _number(found["times2"] or found["times"]) / days)
    for group, span in (("hours", 24), ("hourly", 24), ("q", 24), ("days", 1 / _DAYS.get(found["spell"], 1))):
        if found[group]:
            first, second = _number(found[group]), _number(found[group + "2"] or found[group])
            return _between(found[0], span / max(first, 1), span / max(second, 1))
    times = next(n for group, n in _SAID.items() if found[group])
    return Frequency(found[0], times, times)


def _between(words: str, one: float, other: float) -> Frequency:
    return Frequency(words, min(one, other), max(one, other))


def _number(word: str) -> float:
    return float(_COUNTS.get(word.lower()) or word)
