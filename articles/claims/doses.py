"""Doses in a sentence: the drug, an amount or range, how often, and the day's total with its arithmetic."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass

from articles.claims.drugs import mentions
from articles.claims.frequencies import Frequency, frequency

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_COUNT = rf"(?:{_NUMBER}|one|two|three|four|five|six|half)"
_MASS = (
    r"(?:mg|milligrams?|mcg|[µμ]g|ug|micrograms?|g|grams?|ng|nanograms?|IU|international\s+units?|units?"
    r"|mL|ml|millilit(?:re|er)s?|mmol|mEq)"
)
_PIECES = r"(?:tablets?|caplets?|capsules?|pills?|puffs?|inhalations?|drops?|sprays?|patch(?:es)?|sachets?|lozenges?)"
_TO = r"\s*(?:-|–|—|to|or)\s*"
_AMOUNT = re.compile(
    rf"(?<![\w.,/])(?:(?P<low>{_NUMBER})(?:\s?{_MASS})?(?:{_TO}(?P<high>{_NUMBER}))?[\s-]?(?P<unit>{_MASS})"
    rf"|(?P<few>{_COUNT})(?:{_TO}(?P<more>{_COUNT}))?\s(?P<piece>{_PIECES}))(?![A-Za-zµμ])"
    r"(?P<per>\s*(?:/|per\s|a\s)\s*(?:kilogram|kg|dL|L|lit(?:re|er)|mL|ml|m2|m²|mmol|mol|100|g|minute|min|h|hour|hr"
    r"|day|d|24\s?h(?:ours)?|dose|week)\b(?:\s*(?:/|per\s)\s*(?:day|d|dose|h|hour|hr|min|minute)\b)?)?"
)
_WORDS = {"half": 0.5, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_UNITS = {
    "milligram": "mg", "microgram": "mcg", "µg": "mcg", "μg": "mcg", "ug": "mcg", "gram": "g", "nanogram": "ng",
    "ml": "mL", "millilitre": "mL", "milliliter": "mL", "iu": "IU", "unit": "units", "international unit": "IU",
}  # fmt: skip
#: Concentrations, as in "glucose above 126 mg/dL": measured in a patient, not given to one.
_CONCENTRATION = re.compile(r"/\s*(?:dL|L|mL|ml|mmol|mol|100|g)|per\s+(?:L|dL|mL|ml|lit|mol|mmol|100|g)\b")
_GIVEN = re.compile(
    r"\b(?:dos(?:e[sd]?|age|ing)|take[sn]?|taking|give[n]?|administer\w*|prescrib\w*|oral(?:ly)?|by mouth|tablets?"
    r"|capsules?|inject\w*|infus\w*|intravenous(?:ly)?|intramuscular(?:ly)?|subcutaneous(?:ly)?|IV|IM|SC|bolus"
    r"|titrat\w*|inhal\w*|maximum|start(?:ing)? (?:with|at)|supplement\w*)\b",
    re.IGNORECASE,
)
_EATEN = re.compile(
    r"\s*(?:of\s+)?(?:\w+\s+)?(?:fib(?:re|er)|salt|sodium|sugars?|protein|carbohydrates?|alcohol|caffeine|fat|water|fluids?"
    r"|milk|juice|coffee|tea|food|meat|blood|urine|cholesterol|calories)\b(?!\s+chloride)",
    re.IGNORECASE,
)
_ROUTE = re.compile(
    r"\b(?:(?P<oral>oral(?:ly)?|by mouth|p\.?o\.?)|(?P<intravenous>intravenous(?:ly)?|i\.?v\.?)"
    r"|(?P<intramuscular>intramuscular(?:ly)?|i\.?m\.?)|(?P<subcutaneous>subcutaneous(?:ly)?|s\.?c\.?)"
    r"|(?P<inhaled>inhal\w+|puffs?)|(?P<rectal>rectal(?:ly)?)|(?P<topical>topical(?:ly)?))(?![\w.])",
    re.IGNORECASE,
)
_POPULATION = re.compile(
    r"\b(?:adults?|children|child|infants?|babies|newborns?|neonates?|adolescents?|teenagers?|older (?:people|adults)"
    r"|elderly|pregnan\w+|breastfeeding|women|men|aged? \d+[^,.;()]{0,20})\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Dose:
    """An amount of a drug as a sentence gives it; `start` and `end` count within the rendition."""

    text: str
    start: int
    end: int
    drug: str | None
    low: float
    high: float
    unit: str
    #: "", or "kg" or "m2" where the amount is by body weight or surface.
    by: str = ""
    frequency: Frequency | None = None
    route: str | None = None
    population: tuple[str, ...] = ()

    @property
    def daily(self) -> tuple[float, float] | None:
        """The least and the most of a day in `unit`, or None where the text gives no frequency."""
        if self.frequency is None:
            return None
        return self.low * self.frequency.least, self.high * self.frequency.most

    @property
    def arithmetic(self) -> str:
        """How the day's total comes about: "400-600 mg x 3 a day = 1,200-1,800 mg a day"."""
        amount = f"{_span(self.low, self.high)} {self.unit}"
        if self.daily is None:
            return amount
        if self.frequency.most == self.frequency.least == 1:
            return f"{amount} a day"
        times = _span(self.frequency.least, self.frequency.most)
        return f"{amount} x {times} a day = {_span(*self.daily)} {self.unit} a day"

    def as_json(self) -> dict:
        return {
            **asdict(self),
            "population": list(self.population),
            "daily": list(self.daily) if self.daily else None,
            "arithmetic": self.arithmetic,
        }


def _span(low: float, high: float) -> str:
    return f"{low:,.10g}" if low == high else f"{low:,.10g}-{high:,.10g}"


def doses(text: str, offset: int = 0) -> list[Dose]:
    """Every dose in a sentence; `offset` is where the sentence stands in its rendition.

    An amount is a dose where a medicine is named or something is said to be taken: not a laboratory value, not food.
    """
    amounts = [match for match in _AMOUNT.finditer(text) if not _is_measured(match)]
    if not amounts:
        return []
    named = mentions(text)
    given = bool(named) or bool(_GIVEN.search(text))
    found = []
    for index, amount in enumerate(amounts):
        drug = _drug(text, amount, named)
        limit = amounts[index + 1].start() if index + 1 < len(amounts) else len(text)
        often = _often(text, amount, amounts[index - 1].end() if index else 0, limit)
        if _is_dose(text, amount, drug, given, often):
            found.append(_dose(text, offset, amount, drug, often))
    return found


def _is_measured(amount: re.Match) -> bool:
    per = amount["per"]
    return bool(per and _CONCENTRATION.match(per.strip()))


def _is_dose(text: str, amount: re.Match, drug: str | None, given: bool, often: Frequency | None) -> bool:
    if drug is None and _EATEN.match(text, amount.end()):
        return False
    unit = _unit(amount)
    if unit in ("mg", "mcg", "IU") or amount["piece"]:
        return drug is not None or given or often is not None
    return drug is not None or given and often is not None


def _drug(text: str, amount: re.Match, named: list[tuple[int, int, str]]) -> str | None:
    """The medicine right after the amount ("400 mg of ibuprofen"), else the nearest before, else the only one."""
    for start, _, name in named:
        if start >= amount.end() and not re.sub(r"\bof\b|\boral\b|[\s*_-]", "", text[amount.end() : start]):
            return name
    before = [name for start, _, name in named if start < amount.start()]
    if before:
        return before[-1]
    return named[0][2] if named else None


def _often(text: str, amount: re.Match, after: int, before: int) -> Frequency | None:
    per = amount["per"] or ""
    if re.search(r"(?:/|per\s|a\s)\s*(?:day|d\b|24)", per):
        return Frequency(per.strip(), 1, 1)
    clause = re.search(r"[;]", text[amount.end() : before])
    found = frequency(text, amount.end(), amount.end() + clause.start() if clause else before)
    return found or frequency(text, after, amount.start())


def _unit(amount: re.Match) -> str:
    unit = amount["unit"] or amount["piece"]
    singular = unit.lower().removesuffix("s") if unit.lower() not in ("g", "ng") else unit
    return _UNITS.get(unit.lower(), _UNITS.get(" ".join(singular.split()), singular if len(unit) > 3 else unit))


def _dose(text: str, offset: int, amount: re.Match, drug: str | None, often: Frequency | None) -> Dose:
    low = _value(amount["low"] or amount["few"])
    by = re.match(r"\s*(?:/|per\s)\s*(kg|kilogram|m2|m²)", amount["per"] or "")
    route = _ROUTE.search(text)
    return Dose(
        text=text[amount.start() : amount.end()],
        start=offset + amount.start(),
        end=offset + amount.end(),
        drug=drug,
        low=low,
        high=max(low, _value(amount["high"] or amount["more"] or amount["low"] or amount["few"])),
        unit=_unit(amount),
        by={"kilogram": "kg", "m²": "m2"}.get(by[1], by[1]) if by else "",
        frequency=often,
        route=route.lastgroup if route else None,
        population=tuple(dict.fromkeys(words[0].lower() for words in _POPULATION.finditer(text))),
    )


def _value(number: str) -> float:
    return float(_WORDS.get(number.lower()) or number.replace(",", ""))
