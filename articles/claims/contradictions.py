"""Articles that contradict each other: different maxima, or opposite directives, for one drug and population.

Listed for the editor with both sentences; which of them is right is not for a rule to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from articles.claims import Claim
from articles.claims.amounts import MILLIGRAMS
from articles.claims.drugs import mentions
from articles.claims.populations import ADULTS, populations

#: A drug that so many articles speak of is compared among the first of them only.
MOST_COMPARED = 200
#: Maxima that differ by less than this share differ in rounding.
SAME_MAXIMUM = 0.01

_MAXIMUM = re.compile(
    r"\b(?:maximum|max|no more than|(?:not|never) (?:to )?(?:exceed|take more than)|at most|up to|limit)\b",
    re.IGNORECASE,
)
_AGAINST = re.compile(
    r"\b(?:avoid\w*|contra-?indicated|(?:do|does|should|must|is|are) not|never|don['’]t|shouldn['’]t"
    r"|mustn['’]t|not (?:be|recommended|advised|indicated)|against)\b",
    re.IGNORECASE,
)
_CONDITIONAL = re.compile(r"\b(?:unless|except|only|without|instead)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Position:
    """What one claim of one article holds of a drug for a population; `article` as the caller names it."""

    article: str
    claim: Claim
    drug: str
    population: str
    #: The most of a day in milligrams; None for a directive.
    maximum: float | None
    #: Whether a directive speaks for the drug; None for a maximum.
    favours: bool | None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two positions that cannot both stand, and why, as an editor reads it."""

    one: Position
    other: Position
    reason: str


def positions(article: str, claims: Iterable[Claim]) -> Iterator[Position]:
    """The positions of one article's claims; a sentence with conditions holds none."""
    for claim in claims:
        turned = any(reason.startswith("stands under") for reason in claim.why)
        if claim.kind in ("dose", "directive") and not turned and not _CONDITIONAL.search(claim.text):
            yield from _positions(article, claim)


def contradictions(held: Iterable[Position]) -> list[Contradiction]:
    """The contradictions between positions of different articles, in the order in which they were given."""
    by_subject: dict[tuple[str, str, bool], list[Position]] = {}
    for position in held:
        subject = (position.drug, position.population, position.maximum is None)
        by_subject.setdefault(subject, []).append(position)
    return [
        Contradiction(one, other, reason)
        for group in by_subject.values()
        for one, other in combinations(group[:MOST_COMPARED], 2)
        if one.article != other.article and (reason := _reason(one, other))
    ]


def _positions(article: str, claim: Claim) -> Iterator[Position]:
    population = (*populations(claim.text), ADULTS)[0]
    if claim.dose is not None:
        maximum = _maximum(claim)
        if maximum is not None:
            yield Position(article, claim, claim.dose["drug"], population, maximum, None)
        return
    for drug in dict.fromkeys(mention.name for mention in mentions(claim.text)):
        yield Position(article, claim, drug, population, None, not _AGAINST.search(claim.text))


def _maximum(claim: Claim) -> float | None:
    """The day's maximum of a sentence with one dose that says it is one."""
    dose = claim.dose
    plain = not dose["more"] and dose["drug"] and dose["daily"] and not dose["by"]
    if not plain or dose["unit"] not in MILLIGRAMS or not _MAXIMUM.search(claim.text):
        return None
    return dose["daily"][1] * MILLIGRAMS[dose["unit"]]


def _reason(one: Position, other: Position) -> str | None:
    about = f"{one.drug}, {one.population}"
    if one.maximum is None:
        return None if one.favours == other.favours else f"One advises {about}; the other advises against it."
    if abs(one.maximum - other.maximum) <= SAME_MAXIMUM * max(one.maximum, other.maximum):
        return None
    return f"Different maxima of a day for {about}: {one.maximum:,.6g} mg and {other.maximum:,.6g} mg."
