"""Amounts of something one can take: "400-600 mg", "two tablets", "15 mg/kg/day"; never "126 mg/dL"."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

#: Thousands may stand apart by a comma or a space that does not break; decimals may have lost their nought.
_NUMBER = (
    r"(?:\d{1,3}(?:(?:[,\u00a0\u2009\u202f]\d{3})+|\s000)(?:[.·]\d{1,6})?|\d{1,9}(?:[.·]\d{1,6})?|[.·]\d{1,6})"
)
_COUNT = rf"(?:{_NUMBER}|one|two|three|four|five|six|half\s+an?|half)"
_UNIT = (
    r"(?:mg|milligrams?|mcg|[µμ]g|ug|micrograms?|g|grams?|ng|nanograms?|IU|international\s+units?|units?"
    r"|mL|ml|millilit(?:re|er)s?|mmol|mEq)"
)
_PIECE = (
    r"(?:tablets?|caplets?|capsules?|pills?|puffs?|inhalations?|drops?|sprays?|patch(?:es)?|sachets?"
    r"|lozenges?)"
)
_TO = r"\s*(?:-|–|—|to|or|and)\s*"
_AMOUNT = re.compile(
    # The lookahead spares the engine all words that begin neither a number nor one that is spelled out.
    rf"[^\w.·,/](?=[\d.·otfsh])(?:(?P<low>{_NUMBER})(?:\s*(?P<unit1>{_UNIT})(?=\s*(?:-|–|—|to|or)))?(?:{_TO}(?P<high>{_NUMBER}))?"
    rf"(?:\s*|-)(?P<unit>{_UNIT})|(?P<few>{_COUNT})(?:{_TO}(?P<more>{_COUNT}))?\s+(?P<piece>{_PIECE}))(?![A-Za-zµμ])"
    r"(?P<per>(?:\s*/\s*|\s+per\s+)(?:kilogram|kg|m2|m²|dL|L|lit(?:re|er)|mL|ml|mmol|mol|100|g|min(?:ute)?"
    r"|h(?:ou)?r?|day|d|24\s?h(?:ours)?|dose|week)\b(?:(?:\s*/\s*|\s+per\s+)(?:day|d|dose|h(?:ou)?r?|min(?:ute)?)\b)?)?"
)
#: More than this in one sentence are a row of figures: its claim is shown whole, the doses beyond are not taken apart.
MOST = 24
_DIGIT = re.compile(r"\d")
_APART = re.compile(r"[,\s]")
_PIECES = (
    "tablet", "caplet", "capsule", "pill", "puff", "inhalation", "drop", "spray", "patch", "sachet",
    "lozenge",
)  # fmt: skip
_FEW = {"half": 0.5, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_NAMES = {
    "milligram": "mg", "microgram": "mcg", "µg": "mcg", "μg": "mcg", "ug": "mcg", "gram": "g",
    "nanogram": "ng", "ml": "mL", "millilitre": "mL", "milliliter": "mL", "iu": "IU", "unit": "units",
    "international unit": "IU", "patche": "patch",
}  # fmt: skip
#: Milligrams of the units that can be compared.
MILLIGRAMS = {"g": 1000.0, "mg": 1.0, "mcg": 0.001, "ng": 0.000001}
_CLEARANCE = re.compile(r"(?:/|per)\s*min")
_CONCENTRATION = re.compile(r"(?:/|per)\s*(?:dL|L|lit|mL|ml|mmol|mol|100|g)")
_BODY = re.compile(r"(?:/|per)\s*(kilogram|kg|m2|m²)")
_DAY = re.compile(r"(?:/|per\s)\s*(?:day|d|24\s?h(?:ours)?)\b")


class Amount(NamedTuple):
    """Where in the text, from how much to how much of which unit; `counted` for tablets and puffs."""

    start: int
    end: int
    low: float
    high: float
    unit: str
    by: str
    per_day: str
    counted: bool


def amounts(text: str) -> list[Amount]:
    """The amounts of a sentence in order, MOST of them; concentrations and laboratory values are none."""
    if not _DIGIT.search(text) and not any(map(text.__contains__, _PIECES)):
        return []
    found = (
        _amount(match)
        for match in _AMOUNT.finditer(" " + text)
        if not (match["per"] and _is_measured(match["per"].strip(), match["unit"]))
    )
    return list(islice(found, MOST))


def _is_measured(per: str, unit: str | None) -> bool:
    """Concentrations, and the millilitres a minute of a kidney."""
    return bool(_CONCENTRATION.match(per) or (unit in ("mL", "ml") and _CLEARANCE.match(per)))


def span(low: float, high: float) -> str:
    """A range as a message shows it: "400-600", or one number where both ends are the same."""
    return f"{low:,.6g}" if low == high else f"{low:,.6g}-{high:,.6g}"


def _amount(match: re.Match) -> Amount:
    unit = _unit(match["unit"] or match["piece"])
    first = match["low"] or match["few"]
    low, high = _value(first), _value(match["high"] or match["more"] or first)
    if match["high"] and match["unit1"] and _unit(match["unit1"]) != unit:
        low, high, unit = _in_one_unit(low, _unit(match["unit1"]), high, unit)
    per = match["per"] or ""
    body, day = _BODY.search(per), _DAY.search(per)
    by = {"kilogram": "kg", "m²": "m2"}.get(body[1], body[1]) if body else ""
    counted = bool(match["piece"])
    # One character stands before the amount, and one before the text.
    return Amount(
        match.start(),
        match.end() - 1,
        min(low, high),
        max(low, high),
        unit,
        by,
        day[0] if day else "",
        counted,
    )


def _in_one_unit(low: float, low_unit: str, high: float, high_unit: str) -> tuple[float, float, str]:
    """ "500 mg to 1 g" in the first unit, as far as both are weights."""
    if low_unit in MILLIGRAMS and high_unit in MILLIGRAMS:
        return low, high * MILLIGRAMS[high_unit] / MILLIGRAMS[low_unit], low_unit
    return high, high, high_unit


@lru_cache(maxsize=1_000)
def _unit(written: str) -> str:
    name = " ".join(written.lower().split())
    singular = name[:-1] if name.endswith("s") and len(name) > 3 else name
    return _NAMES.get(singular, singular)


@lru_cache(maxsize=10_000)
def _value(number: str) -> float:
    if number[0].isalpha():
        return float(_FEW[number.lower().split()[0]])
    return float(_APART.sub("", number).replace("·", "."))
