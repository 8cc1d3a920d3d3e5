"""Numbers with a clinical meaning, and durations, among all the other numbers of a text.

The patterns run over lower case with a space in front and open with a character that is no letter or digit:
the regex engine then looks at the beginnings of words only, a fifth of the text.
"""

from __future__ import annotations

import re
from string import ascii_uppercase

_NUMBER = r"\d++(?:,\d{3})*+(?:\.\d++)?+"
_WORD = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|half)"
_ANY = rf"(?:{_NUMBER}|{_WORD})"
_TO = rf"(?:\s*(?:-|–|to|and|or|/)\s*{_ANY})?"
_YEAR = r"(?:1[89]|20)\d\d\b"
_TIME = r"(?:minutes?|hours?|hrs?|days?|nights?|weeks?|months?|years?)\b"
_UNITS = (
    r"(?:mm\s?hg|mg|mcg|[µμ]g|ng|g/d?l|mmol|kpa|°\s?[cf]|degrees|kg(?:/m2)?|bpm|beats|ml|lit(?:re|er)s?"
    r"|mm|cm|iu|u/l|units?/l|meq|kcal|calories|points?|standard\s+deviations?)"
)
_PEOPLE = (
    r"(?:patients?|people|persons|children|women|men|adults|cases|deaths|participants|infants|newborns"
    r"|births|carriers|subjects|individuals)"
)
_QUANTITY = (
    r"(?:risk|ratio|rate|score|sensitivity|specificity|prevalence|incidence|mortality|survival|inr|hba1c"
    r"|bmi|index|needed\s+to\s+(?:treat|harm)|median|mean|average|gfr|clearance)"
)
_COUNTED = (
    rf"{_NUMBER}\s?(?:%|per\s?cent\b)",
    rf"{_NUMBER}{_TO}\s?{_UNITS}(?![a-z])",
    rf"(?!{_YEAR}){_NUMBER}\s+(?:\w+\s+)?{_PEOPLE}\b",
    rf"{_NUMBER}{_TO}[\s-]years?[\s-](?:old|of\s+age)",
    rf"{_NUMBER}\s+(?:million|billion|thousand|or\s+(?:more|less|higher|lower|over|older))\b",
)
_NAMED = (
    rf"{_QUANTITY}\b[^.;\d]{{0,40}}(?<![\w-]){_NUMBER}(?![\w-])",
    rf"(?:older|younger|aged?|ages?)\s+(?:than\s+|of\s+|over\s+|under\s+)?{_NUMBER}",
    rf"(?:above|over|under|below|exceeds?|between)\s+{_NUMBER}(?!{_TO}\s*[-–]?\s*{_TIME})(?![\w-])",
)
_COMPARED = (
    rf"(?:{_NUMBER}[\s-]|{_WORD}[\s-]?)fold\b",
    rf"{_ANY}\s+(?:in|out\s+of)\s+(?:every\s+)?(?:{_WORD}\b|(?!{_YEAR}){_NUMBER})",
    rf"(?:{_ANY}\s+times|twice)\s+(?:more|less|as|higher|lower|greater)\b",
    rf"{_ANY}\s+(?:\w+\s+in\s+(?:{_WORD}\b|(?!{_YEAR}){_NUMBER})|of\s+(?!{_YEAR}){_NUMBER})",
    r"(?:doubles?|doubled|trebles?|triples?|halves|halved)\b",
    r"(?:half|(?:one|two|an?|three)[\s-](?:thirds?|quarters?|fifths?))\s+of\b",
)
#: Parted by what they begin with, so that the engine tries at a digit, and at a letter, only what can be there.
_WITH_DIGITS = re.compile(
    r"[^\w.-](?:(?=\d++(?:[,.]\d++)*+[\s%°µμa-z/–-])"
    rf"(?:{'|'.join(_COUNTED + _COMPARED)})|(?=[a-z])(?:{'|'.join(_NAMED + _COMPARED)}))"
)
_WITHOUT_DIGITS = re.compile(rf"[^\w.-](?=[a-z])(?:{'|'.join(_COMPARED)})")
#: Without a digit, no number is without one of these.
_SPELLED = (
    "one", "two", "thr", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve", "hal", "twice",
    "doubl", "trebl", "tripl", "third", "quarter", "fifth",
)  # fmt: skip
#: Where `lower()` would make two letters of one and move offsets.
_LOWERED = {ord(letter): letter.lower() for letter in ascii_uppercase}
_DIGIT = re.compile(r"\d")
_DURATION = re.compile(
    rf"[^\w.-](?:{_ANY}{_TO}[\s-]+(?:more\s+|full\s+|consecutive\s+)?{_TIME}(?![\s-]+(?:old|of\s+age))"
    rf"|(?:an?\s+(?:few|couple\s+of)|several|some)\s+{_TIME}"
    rf"|(?:for|after|within|about|lasts?|takes?|over)\s+(?:about\s+|at\s+least\s+)?an?\s+{_TIME}"
    rf"|an?\s+{_TIME}\s+or\s+(?:longer|more|two|so)\b)"
)
_AGE = re.compile(
    r"(?:older|younger|aged?|ages?|over|under|above|below)\s+(?:than\s+|of\s+|the\s+age\s+of\s+)?\Z"
)


def lowered(text: str) -> str:
    """Lower case letter for letter, so that every offset in it is one in the text."""
    lower = text.lower()
    return lower if len(lower) == len(text) else text.translate(_LOWERED)


def opened(text: str) -> str:
    """A sentence as the patterns want it: in lower case, with a space in front."""
    return " " + text.lower()


def clinical_number(opened: str) -> str | None:
    """The first number that measures, counts patients or compares; no year, label or type."""
    if _DIGIT.search(opened):
        found = _WITH_DIGITS.search(opened)
    else:
        found = _WITHOUT_DIGITS.search(opened) if any(map(opened.__contains__, _SPELLED)) else None
    return found[0][1:] if found else None


def duration(opened: str) -> str | None:
    """The first span of time ("2 to 4 weeks", "a few days"); an age is none."""
    for found in _DURATION.finditer(opened):
        if not _AGE.search(opened, max(0, found.start() - 24), found.start() + 1):
            return found[0][1:]
    return None
