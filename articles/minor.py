"""What counts as a minor correction: nothing changed that a reviewer signed for."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from articles.claims.identity import same_substance, substance
from articles.claims.reading import Reading, Statement
from articles.content import Content

#: The most of a rendition's sentences that a correction may reword, as a share of them.
MOST_REWORDED = 0.25
#: Words that turn a sentence round although they are no negation, number or claim.
_TURNS = re.compile(
    r"\b(?:(?:increas|decreas|rais|lower|reduc|improv|worsen|hyper|hypo)\w*|(?:before|after|more|less|fewer"
    r"|above|below|left|right|high|low|starts?|stops?|safe|unsafe|benign|malignant|acute|chronic|all|some|most"
    r"|always|sometimes)\b)",
    re.IGNORECASE,
)
#: Numbers that no digit tells: a healing that takes two weeks or three, a walk from the second week or the third.
_NUMERALS = re.compile(
    r"\b(?:one|two|three|(?:four|six|seven|eigh|nine)(?:ty|teen|t)?|five|ten|eleven|twelve|thirteen|fifteen|twenty|thirty|forty|fifty"
    r"|hundred|thousand|million|dozen|once|twice|thrice|half|halves|quarter|double|triple|single|both|couple"
    r"|first|second|third|(?:four|fif|six|seven|eigh|nin|ten|eleven|twelf)th)s?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether a change is minor, and why or why not, as an editor reads it; true or false like its answer."""

    minor: bool
    reason: str

    def __bool__(self) -> bool:
        return self.minor


def is_minor(old: Content, new: Content) -> Comparison:
    """Minor only if no claim, dose, number, negation, citation or reference changed from one to the other.

    Spelling, punctuation and some wording outside claims may change. Where in doubt, it is not minor: the
    cost of that is a full round, the cost of the other error is an unread dose.
    """
    changed = _frame(old, new) or _references(old, new) or _texts(Reading(old), Reading(new))
    if changed:
        return Comparison(False, changed)
    return Comparison(True, "No claim, dose, number, negation, citation or reference changed.")


def _frame(old: Content, new: Content) -> str:
    if not same_substance(old.question, new.question):
        return "The question changed."
    if old.specialty != new.specialty:
        return "The specialty changed, and with it who may review."
    if old.renditions.keys() != new.renditions.keys():
        return "A text for another audience was added or removed."
    return ""


def _references(old: Content, new: Content) -> str:
    if [entry.as_json() for entry in old.entries] != [entry.as_json() for entry in new.entries]:
        return "The reference list changed."
    for audience in new.renditions:
        ours = [(found.keys, found.unknown) for found in old.citations.get(audience, ())]
        theirs = [(found.keys, found.unknown) for found in new.citations.get(audience, ())]
        if ours != theirs:
            return f"A citation in the {audience} text changed."
    return ""


def _texts(old: Reading, new: Reading) -> str:
    for audience in new.statements:
        changed = _text(old.statements[audience], new.statements[audience])
        if changed:
            return f"In the {audience} text {changed}."
    return ""


def _text(old: list[Statement], new: list[Statement]) -> str:
    claimed, claims = _claims(old), _claims(new)
    if len(claimed) != len(claims):
        return "a claim was added or removed"
    for before, after in zip(claimed, claims, strict=True):
        if before.kind != after.kind or not same_substance(before.words, after.words):
            return f"a claim changed: “{' '.join(after.words.split())}”"
        if before.support != after.support:
            return "a citation moved to or from a claim"
    for what, count in (
        ("a number or negation", _substance),
        ("a number in words", _numerals),
        ("a medicine", _drugs),
        ("a direction", _turns),
    ):
        if count(old) != count(new):
            return f"{what} changed outside the claims"
    return "much was reworded" if _reworded(old, new) > MOST_REWORDED else ""


def _claims(statements: list[Statement]) -> list[Statement]:
    return [said for said in statements if said.kind]


def _substance(statements: list[Statement]) -> list[str]:
    return [word for said in statements for word in substance(said.words)]


def _numerals(statements: list[Statement]) -> list[str]:
    return [found[0].lower() for said in statements for found in _NUMERALS.finditer(said.words)]


def _drugs(statements: list[Statement]) -> list[str]:
    return [drug.name for said in statements for drug in said.drugs]


def _turns(statements: list[Statement]) -> list[str]:
    return [found[0].lower() for said in statements for found in _TURNS.finditer(said.words)]


def _reworded(old: list[Statement], new: list[Statement]) -> float:
    ours = Counter(" ".join(said.words.split()) for said in old)
    theirs = Counter(" ".join(said.words.split()) for said in new)
    touched = max((ours - theirs).total(), (theirs - ours).total())
    return touched / max(len(old), 1) if touched > 1 else 0.0
