"""The closed lists in a reader's words."""

from __future__ import annotations

import re
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from citations.kinds import KINDS

_WORD_START = re.compile(r"(?<=[a-z])(?=[A-Z])")

AUDIENCE_NAMES = {
    "clinician": gettext_noop("Clinician"),
    "patient": gettext_noop("Patient"),
    "caregiver": gettext_noop("Caregiver"),
    "student": gettext_noop("Student"),
}
#: Completes "the text for ...".
FOR_AUDIENCES = {
    "clinician": gettext_noop("a clinician"),
    "patient": gettext_noop("a patient"),
    "caregiver": gettext_noop("a caregiver"),
    "student": gettext_noop("a student"),
}
#: Why a published article is reviewed again: completes "The board is reviewing it again: ...".
CAUSES = {
    "due": gettext_noop("the time for its re-review has come"),
    "notice": gettext_noop("a source that it cites has received a notice"),
    "report": gettext_noop("an error in it was reported"),
    "licence": gettext_noop("one of its signatures no longer counts"),
}
#: What an editor settled where the board left it open: completes "Approved by an editor's decision: ...".
GAPS = {
    "dissent": gettext_noop("the board did not agree"),
    "specialty": gettext_noop("too few physicians of its specialty signed"),
    "audience": gettext_noop("no physician signed for some of its readers"),
    "claims": gettext_noop("some statements of high risk were not confirmed by a physician"),
    "other": gettext_noop("the board alone did not give it"),
}
PROVENANCES = {
    "human": gettext_noop("Written by people."),
    "ai": gettext_noop("Drafted by an AI system, not by a person."),
    "mixed": gettext_noop("Written by people with the help of an AI system."),
}
_KINDS = (
    gettext_noop("Guideline"), gettext_noop("Research"), gettext_noop("Product label"), gettext_noop("Book"),
    gettext_noop("Web page"), gettext_noop("Other"),
)  # fmt: skip
KIND_NAMES = dict(zip(KINDS, _KINDS, strict=True))
#: What has become known of a source, beside its entry.
STANDINGS = {
    "retracted": gettext_noop("Retracted"),
    "concern": gettext_noop("Expression of concern"),
    "corrected": gettext_noop("Corrected"),
    "superseded": gettext_noop("Superseded"),
}
_FOR_PROFESSIONALS = gettext_noop(
    "This text is written for healthcare professionals and those in training. It supports clinical judgement "
    "and does not replace it: check doses, indications and contraindications against the primary literature, "
    "the product label and the guidelines of your own institution before you act on them."
)
_FOR_LAYPEOPLE = gettext_noop(
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
    return _(_WORD_START.sub(" ", code).capitalize())


def disclosed(disclosure: dict) -> list[str]:
    """What a reviewer declared when signing, a line each; an explicit none is said as such."""
    if disclosure.get("none"):
        return [_("Disclosures: none to declare.")]
    told = ((i.get("entity"), i.get("item") and _(i["item"]), i.get("detail")) for i in disclosure.get("items") or [])
    return [_("Disclosure: {said}.").format(said=": ".join(filter(None, parts))) for parts in told]


def enumeration(parts: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *first, last = parts or [""]
    return _("{first} and {last}").format(first=", ".join(first), last=last) if first else last


def day(value: date) -> str:
    """A date as `3 March 2026`: no country reads it another way."""
    return date_format(value, _("j F Y"))
