"""Numbers with a clinical meaning, and durations, among all the other numbers of a text."""

from __future__ import annotations

import re

_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_WORD = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|half)"
_ANY = rf"(?:{_NUMBER}|{_WORD})"
_TO = rf"(?:\s*(?:-|–|to|and|or|/)\s*{_ANY})?"
_TIME = r"(?:minutes?|hours?|hrs?|days?|nights?|weeks?|months?|years?)"
_UNITS = (
    r"(?:mm\s?Hg|mg|mcg|[µμ]g|ng|g/d?L|mmol|kPa|°\s?[CF]|degrees|kg(?:/m2)?|bpm|beats|mL|lit(?:re|er)s?"
    r"|mm|cm|IU|U/L|units?/L|mEq|kcal|calories|points?)"
)
_PEOPLE = (
    r"(?:patients?|people|persons|children|women|men|adults|cases|deaths|participants|infants|newborns"
    r"|births|carriers|subjects|individuals)"
)
_QUANTITY = (
    r"(?:risk|ratio|rate|score|sensitivity|specificity|prevalence|incidence|mortality|survival|INR|HbA1c"
    r"|BMI|index|needed\s+to\s+(?:treat|harm)|median|mean|average|GFR|clearance)"
)
_MEANINGS = (
    rf"{_NUMBER}\s?(?:%|per\s?cent\b)",
    rf"\b{_ANY}\s+(?:in|out\s+of)\s+(?:every\s+)?(?:{_WORD}\b|(?!(?:19|20)\d\d\b){_NUMBER})",
    r"\b(?:half|(?:one|two|an?|three)[\s-](?:thirds?|quarters?|fifths?))\s+of\b",
    rf"\b{_QUANTITY}\b[^.;\d]{{0,40}}(?<![\w-]){_NUMBER}(?![\w-])",
    rf"(?<![\w.-]){_NUMBER}{_TO}\s?{_UNITS}(?![A-Za-z])",
    rf"(?<![\w.-])(?!(?:19|20)\d\d\b){_NUMBER}\s+(?:\w+\s+)?{_PEOPLE}\b",
    rf"\b(?:older|younger|aged?|ages?)\s+(?:than\s+|of\s+|over\s+|under\s+)?{_NUMBER}",
    rf"\b(?:above|over|under|below|exceeds?|between)\s+{_NUMBER}(?!\s*[-–]?\s*{_TIME}\b)(?![\w-])",
    rf"(?<![\w.-]){_NUMBER}{_TO}[\s-]years?[\s-](?:old|of\s+age)",
    rf"\b(?:{_ANY}\s+times|twice)\s+(?:more|less|as|higher|lower|greater)\b|\b{_NUMBER}[\s-]fold\b",
    rf"(?<![\w.-]){_NUMBER}\s+(?:million|billion|thousand)\b",
    rf"(?<![\w.-]){_NUMBER}\s+or\s+(?:more|less|higher|lower|over|older)\b",
)
_MEANING = re.compile("|".join(_MEANINGS), re.IGNORECASE)
_DURATION = re.compile(
    rf"(?<![\w.-]){_ANY}{_TO}[\s-]+(?:more\s+|full\s+|consecutive\s+)?{_TIME}\b(?![\s-]+(?:old|of\s+age))"
    rf"|\b(?:an?\s+(?:few|couple\s+of)|several|some)\s+{_TIME}\b"
    rf"|\b(?:for|after|within|about|lasts?|takes?|over)\s+(?:about\s+|at\s+least\s+)?an?\s+{_TIME}\b"
    rf"|\ban?\s+{_TIME}\s+or\s+(?:longer|more|two|so)\b",
    re.IGNORECASE,
)
_AGE = re.compile(
    r"(?:older|younger|aged?|ages?|over|under|above|below)\s+(?:than\s+|of\s+|the\s+age\s+of\s+)?\Z", re.IGNORECASE
)


def clinical_number(text: str) -> str | None:
    """The first number that measures, counts patients or compares; not a year, a figure's number or a type."""
    found = _MEANING.search(text)
    return found[0] if found else None


def duration(text: str) -> str | None:
    """The first span of time ("2 to 4 weeks", "a few days"); an age is none."""
    for found in _DURATION.finditer(text):
        if not _AGE.search(text, max(0, found.start() - 24), found.start()):
            return found[0]
    return None
