"""How much harm a wrong claim or page can do, and why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from articles.claims.drugs import NONPRESCRIPTION
from articles.claims.measures import opened
from articles.claims.reading import Statement

LEVELS = ("low", "medium", "high")

#: Over lower case, from the beginnings of words on: see `measures`.
_SITUATIONS = {
    "speaks of children": r"child(?:ren)?|infants?|bab(?:y|ies)|newborns?|neonat\w+|toddlers?|pa?ediatric",
    "speaks of pregnancy or breastfeeding": r"pregnan\w+|breast-?feeding|trimester|lactati\w+",
    "speaks of an emergency": (
        r"emergenc(?:y|ies)|ambulance|anaphyla\w+|cardiac arrest|heart attack|sepsis|septic|overdos\w+"
        r"|unconscious|suicid\w+|chest pain|life-threatening|cauda equina|meningitis|999|911|112"
    ),
    "says what is contraindicated": r"contra-?indicat\w+|must not|never|do not (?:take|give|use)",
}
_PATTERNS = {reason: re.compile(rf"[^\w-](?:{words})\b") for reason, words in _SITUATIONS.items()}
_ANY = re.compile(rf"[^\w-](?:{'|'.join(_SITUATIONS.values())})\b")


#: A heading or lead that turns the items below it into what not to do.
_FORBIDS = re.compile(r"[\s*_]*(?:don['’]t|do not|avoid|never)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Risk:
    """A level and the reasons for it, as a reviewer reads them."""

    level: str
    why: tuple[str, ...]


def claim_risk(said: Statement) -> Risk:
    """High for doses, directives on prescription drugs, directives and numbers in a dangerous situation."""
    why = ["gives a dose"] if said.doses else []
    prescribed = sorted({drug.name for drug in said.drugs if drug.name not in NONPRESCRIPTION})
    if prescribed and said.kind in ("dose", "directive"):
        why.append(f"advises on a prescription medicine ({', '.join(prescribed)})")
    text = opened(said.words)
    if said.kind in ("dose", "directive", "number") and _ANY.search(text):
        why += [reason for reason, pattern in _PATTERNS.items() if pattern.search(text)]
    above = next((line for line in (said.sentence.lead, said.sentence.heading) if _FORBIDS.match(line)), "")
    against = [f"stands under “{above.strip()}”"] if above and said.kind in ("dose", "directive") else []
    if why:
        return Risk("high", (*why, *against))
    if said.kind == "directive":
        return Risk("medium", ("tells the reader what to do", *against))
    if said.drugs:
        return Risk("medium", (f"speaks of a medicine ({said.drugs[0].name})",))
    return Risk("low", (f"states a {said.kind}",))


def tier(risks: Sequence[Risk]) -> Risk:
    """The risk of a whole page: that of its riskiest claim, with how many claims give each reason."""
    level = max((risk.level for risk in risks), key=LEVELS.index, default="low")
    counts: dict[str, int] = {}
    for risk in risks:
        for reason in risk.why if risk.level == level else ():
            plain = reason.partition(" (")[0]
            counts[plain] = counts.get(plain, 0) + 1
    return Risk(
        level, tuple(f"{count} claim{'s' * (count != 1)}: {reason}" for reason, count in counts.items())
    )
