"""Claims: the sentences with a dose, a number or a directive, which a reviewer judges one by one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from articles.claims.identity import claim_id, same_claims
from articles.claims.reading import Reading, Statement
from articles.claims.risk import LEVELS, Risk, claim_risk, tier
from articles.content import Content

__all__ = ["LEVELS", "Claim", "Risk", "claims_of", "risk_tier", "same_claims"]


class Claim(NamedTuple):
    """A sentence that a reviewer must judge, with the entries it cites."""

    #: The same over revisions as long as the sentence keeps its substance; unique within a revision.
    id: str
    #: The sentence as sent.
    text: str
    rendition: str
    start: int
    end: int
    kind: str
    risk: str
    why: tuple[str, ...]
    #: Keys of the entries cited in the sentence or, in a list, in its item.
    references: tuple[str, ...]
    #: The first dose as parsed, with the others under "more"; None for a claim without one.
    dose: dict[str, Any] | None


def claims_of(reading: Reading) -> list[Claim]:
    """The claims of a revision that has been read already."""
    seen: dict[str, int] = {}
    found = []
    for audience, statements in reading.statements.items():
        text = reading.content.renditions[audience]
        found += [_claim(audience, text, said, seen) for said in statements if said.kind]
    return found


def risk_tier(content: Content, claims: Iterable[Claim]) -> Risk:
    """The page's risk tier ("low", "medium" or "high") and the reasons, as its claims give them."""
    return tier([Risk(claim.risk, claim.why) for claim in claims])


def _claim(audience: str, rendition: str, said: Statement, seen: dict[str, int]) -> Claim:
    start, end = said.sentence.start, said.sentence.end
    text = rendition[start:end]
    id = claim_id(text, audience)
    seen[id] = seen.get(id, 0) + 1
    risk = claim_risk(said)
    return Claim(
        id=id if seen[id] == 1 else f"{id}-{seen[id]}",
        text=text,
        rendition=audience,
        start=start,
        end=end,
        kind=said.kind,
        risk=risk.level,
        why=risk.why,
        references=said.support or (),
        dose=_dose(said),
    )


def _dose(said: Statement) -> dict[str, Any] | None:
    if not said.doses:
        return None
    first, *more = (dose.as_json() for dose in said.doses)
    return first | {"more": more}
