"""Doses in a sentence: the drug, an amount or range, how often, and the day's total with its arithmetic."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from articles.claims.amounts import Amount, amounts, span
from articles.claims.drugs import Mention
from articles.claims.frequencies import Frequency, frequency
from articles.claims.measures import lowered

#: These run over lower case: the engine is twice as fast where it need not mind the case.
_GIVEN = re.compile(
    r"\b(?:dos(?:e[sd]?|age|ing)|take[sn]?|taking|give[n]?|administer\w*|prescrib\w*|oral(?:ly)?|by mouth"
    r"|tablets?|capsules?|inject\w*|infus\w*|intravenous(?:ly)?|intramuscular(?:ly)?|subcutaneous(?:ly)?"
    r"|iv|im|sc|bolus|titrat\w*|inhal\w*|swallow\w*|supplement\w*|syrup|medicine|put|use|appl(?:y|ied)|wear|chew)\b",
)
_EATEN = re.compile(
    r"\s*(?:of\s+)?(?:\w+\s+)?(?:fib(?:re|er)|salt|sodium|potassium|sugars?|protein|carbohydrates?|alcohol"
    r"|caffeine|fat|water|fluids?|milk|juice|coffee|tea|food|meat|blood|urine|cholesterol|calories)\b",
    re.IGNORECASE,
)
_ROUTE = re.compile(
    r"\b(?:(?P<oral>oral(?:ly)?|by\s+mouth|p\.?o\.?)|(?P<intravenous>intravenous(?:ly)?|i\.?v\.?)"
    r"|(?P<intramuscular>intramuscular(?:ly)?|i\.?m\.?)|(?P<subcutaneous>subcutaneous(?:ly)?|s\.?c\.?)"
    r"|(?P<inhaled>inhal\w+|puffs?)|(?P<rectal>rectal(?:ly)?)|(?P<topical>topical(?:ly)?))(?!\w)",
)
_POPULATION = re.compile(
    r"\b(?:adults?|child(?:ren)?|infants?|babies|newborns?|neonates?|adolescents?|teenagers?"
    r"|older (?:people|adults)|elderly|pregnan\w+|breastfeeding|women|men|aged? \d+(?: years)?)\b",
)
_LINK = re.compile(r"(?:\s|[*_(]|of|oral|plain|elemental)*\Z")


class Dose(NamedTuple):
    """An amount of a drug as a sentence gives it; `start` and `end` count within the rendition."""

    text: str
    start: int
    end: int
    #: Where it stands in the words of its sentence.
    place: int
    drug: str | None
    low: float
    high: float
    unit: str
    #: "kg" or "m2" where the amount is by body weight or surface, else "".
    by: str
    frequency: Frequency | None
    route: str | None
    population: tuple[str, ...]

    @property
    def daily(self) -> tuple[float, float] | None:
        """The least and the most of a day in `unit`; None where the text gives no frequency."""
        if self.frequency is None:
            return None
        return self.low * self.frequency.least, self.high * self.frequency.most

    @property
    def arithmetic(self) -> str:
        """How the day's total comes about: "400-600 mg x 3 a day = 1,200-1,800 mg a day"."""
        unit = f"{self.unit}/{self.by}" if self.by else self.unit
        amount = f"{span(self.low, self.high)} {unit}"
        often = self.frequency
        if often is None:
            return amount
        if often.text.lower().startswith(("single", "one-off")):
            return f"{amount} once"
        if often.least == often.most == 1:
            return f"{amount} a day"
        if often.most < 1:
            return f"{amount} {often.text}"
        return f"{amount} x {span(often.least, often.most)} a day = {span(*self.daily)} {unit} a day"

    def as_json(self) -> dict:
        """The dose as the API shows it."""
        return {
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "drug": self.drug,
            "low": self.low,
            "high": self.high,
            "unit": self.unit,
            "by": self.by or None,
            "frequency": self.frequency.text if self.frequency else None,
            "times_a_day": [self.frequency.least, self.frequency.most] if self.frequency else None,
            "daily": list(self.daily) if self.daily else None,
            "arithmetic": self.arithmetic,
            "route": self.route,
            "population": list(self.population),
        }


@dataclass(frozen=True, slots=True)
class _Circumstances:
    """What a sentence says of all its doses: how the medicine is given, and to whom."""

    route: str | None
    population: tuple[str, ...]


def doses(text: str, drugs: Sequence[Mention] = (), offset: int = 0) -> list[Dose]:
    """Every dose in a sentence that stands at `offset`; `drugs` and doses count from where that does.

    An amount is a dose where a medicine is named or something is said to be taken: not a laboratory value,
    not food.
    """
    found = amounts(text)
    if not found:
        return []
    named = [(drug.start - offset, drug.end - offset, drug.name) for drug in drugs]
    lower = lowered(text)
    given = _GIVEN.search(lower) is not None
    told = _circumstances(lower)
    kept = []
    for index, amount in enumerate(found):
        drug = _drug(text, amount, named)
        after = found[index - 1].end if index else 0
        before = found[index + 1].start if index + 1 < len(found) else len(text)
        often = _often(text, lower, amount, after, before)
        if _is_dose(text, amount, drug, given, often):
            kept.append(_dose(text, offset, amount, told, drug=drug, frequency=often))
    return kept


def _is_dose(text: str, amount: Amount, drug: str | None, given: bool, often: Frequency | None) -> bool:
    if _EATEN.match(text, amount.end):
        return False
    if drug is not None:
        return True
    if amount.unit in ("mg", "mcg", "IU") or amount.by or amount.counted:
        return given or often is not None
    return amount.unit == "mL" and given


def _drug(text: str, amount: Amount, named: list[tuple[int, int, str]]) -> str | None:
    """The medicine right after the amount ("400 mg of ibuprofen"), else the nearest before, else the next."""
    for start, _, name in named:
        if start >= amount.end and _LINK.match(text, amount.end, start):
            return name
    before = [name for start, _, name in named if start < amount.start]
    if before:
        return before[-1]
    return named[0][2] if named else None


def _often(text: str, lower: str, amount: Amount, after: int, before: int) -> Frequency | None:
    """Said after the amount in the same clause, else before it."""
    if amount.per_day:
        return Frequency(amount.per_day, 1, 1)
    clause = text.find(";", amount.end, before)
    later = frequency(text, lower, amount.end, before if clause < 0 else clause)
    return later or frequency(text, lower, after, amount.start)


def _circumstances(lower: str) -> _Circumstances:
    route = _ROUTE.search(lower)
    people = dict.fromkeys(words[0] for words in _POPULATION.finditer(lower))
    return _Circumstances(route.lastgroup if route else None, tuple(people))


def _dose(text: str, offset: int, amount: Amount, told: _Circumstances, **prescribed: Any) -> Dose:
    return Dose(
        text=text[amount.start : amount.end],
        start=offset + amount.start,
        end=offset + amount.end,
        place=amount.start,
        low=amount.low,
        high=amount.high,
        unit=amount.unit,
        by=amount.by,
        route=told.route,
        population=told.population,
        **prescribed,
    )
