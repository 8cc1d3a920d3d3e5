"""Whom a text speaks of, in the few groups for which labels and articles give limits of their own."""

from __future__ import annotations

import re
from functools import lru_cache

from articles.claims.doses import Dose
from articles.claims.reading import Statement

ADULTS = "adults"
_GROUPS = {
    "children": r"child|infant|toddler|bab(?:y|ies)\b|newborn|neonat|adolescent|teenager|pa?ediatric"
    r"|aged? (?:\d|1[01])\b|under (?:\d|1[0-8])(?: years|s\b)",
    "pregnancy": r"pregnan|trimester",
    "breastfeeding": r"breast-?feed|lactati",
    "older people": r"elderly|older (?:people|adults|patients)|aged? (?:6[5-9]|[7-9]\d)\b",
    ADULTS: r"(?<!older )adult",
}
_PATTERNS = {name: re.compile(rf"\b(?:{words})", re.IGNORECASE) for name, words in _GROUPS.items()}
#: "Adults take 400 mg and children 200 mg", "400 mg for adults, 200 mg for children": what stands before is the other's.
_PARTED = re.compile(r"[,;]|\b(?:and|or|but)\b")


@lru_cache(maxsize=256)
def populations(text: str) -> tuple[str, ...]:
    """The groups that a text names, adults last; none where it names nobody."""
    return tuple(name for name, pattern in _PATTERNS.items() if pattern.search(text))


def of_dose(dose: Dose, said: Statement, question: str) -> tuple[str, ...]:
    """For whom a dose is: as its own part of the sentence says, else the sentence, what it stands under, the question."""
    before = max((other.place + len(other.text) for other in said.doses if other.place < dose.place), default=0)
    own = said.words[before : dose.place]
    if before:
        own = _PARTED.split(own)[-1]
    told = (own, said.words, said.sentence.lead, said.sentence.heading, question)
    return next((named for text in told if (named := populations(text))), (ADULTS,))


def of_row(population: str) -> str:
    """For whom a label's row is: "adults and children 12 years and over" is the adults'."""
    return (populations(population) or (ADULTS,))[-1]
