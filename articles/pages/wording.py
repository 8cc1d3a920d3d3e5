"""The closed lists in a reader's words."""

from __future__ import annotations

import re

from citations.kinds import KINDS

_WORD_START = re.compile(r"(?<=[a-z])(?=[A-Z])")

AUDIENCE_NAMES = {
    "clinician": "Clinician",
    "patient": "Patient",
    "caregiver": "Caregiver",
    "student": "Student",
}
#: Why a published article is reviewed again: completes "The board is reviewing it again: ...".
CAUSES = {
    "due": "the time for its re-review has come",
    "notice": "a source that it cites has received a notice",
    "report": "an error in it was reported",
    "licence": "one of its signatures no longer counts",
}
PROVENANCES = {
    "human": "Written by people.",
    "ai": "Drafted by an AI system, not by a person.",
    "mixed": "Written by people with the help of an AI system.",
}
KIND_NAMES = dict(
    zip(KINDS, ("Guideline", "Research", "Product label", "Book", "Web page", "Other"), strict=True)
)
#: What has become known of a source, beside its entry.
STANDINGS = {
    "retracted": "Retracted",
    "concern": "Expression of concern",
    "corrected": "Corrected",
    "superseded": "Superseded",
}
_FOR_PROFESSIONALS = (
    "This text is written for healthcare professionals and those in training. It supports clinical judgement "
    "and does not replace it: check doses, indications and contraindications against the primary literature, "
    "the product label and the guidelines of your own institution before you act on them."
)
_FOR_LAYPEOPLE = (
    "This text is general information. It does not replace the advice of a healthcare professional who knows "
    "you or the person you care for. Do not start, stop or change a treatment because of what you read here, "
    "and do not wait to seek help: in an emergency, call your local emergency number."
)
DISCLAIMERS = {
    "clinician": _FOR_PROFESSIONALS,
    "student": _FOR_PROFESSIONALS,
    "patient": _FOR_LAYPEOPLE,
    "caregiver": _FOR_LAYPEOPLE,
}


def specialty_name(code: str) -> str:
    """schema.org's `PrimaryCare` as a reader knows it: `Primary care`."""
    return _WORD_START.sub(" ", code).capitalize()


def disclosed(disclosure: dict) -> list[str]:
    """What a reviewer declared when signing, a line each; an explicit none is said as such."""
    if disclosure.get("none"):
        return ["Disclosures: none to declare."]
    items = disclosure.get("items") or []
    return [f"Disclosure: {': '.join(filter(None, (i.get('entity'), i.get('item'), i.get('detail'))))}." for i in items]


def enumeration(parts: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))
