"""News about a work (retracted, corrected, doubted, reinstated, replaced) and what follows for citing it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

NATURES = {
    "retraction": "the work is withdrawn from the literature",
    "expression_of_concern": "the editors doubt the work, or withdrew a part of it",
    "correction": "a part of the work was wrong and has been put right",
    "superseded": "a newer version has taken the work's place",
    "reinstatement": "a retraction is taken back",
}
STATUSES = ("retracted", "concern", "corrected", "superseded")

#: What Crossref, PubMed and Retraction Watch call each, and what publishers write instead: lower case and `_`
#: for what is no letter. A partial retraction leaves a work that may be cited with care: a concern.
_NAMES = {
    "retraction": """retraction retracted retract retration retractions retraction_notice retraction_in
        retraction_of withdrawal withdrawn removal removed retractedandrepublishedin
        retractedandrepublishedfrom retractionin retractionof retracted_and_republished
        retracted_publication retraction_of_publication""",
    "expression_of_concern": """expression_of_concern expressions_of_concern expressionofconcern concern
        concerns eoc editorial_expression_of_concern expressionofconcernin expressionofconcernfor
        partial_retraction""",
    "correction": """correction corrections corrected err erratum errata corrigendum corrigenda addendum
        addenda clarification amendment erratumin erratumfor correctedandrepublishedin
        correctedandrepublishedfrom corrected_and_republished published_erratum
        publisher_correction author_correction""",
    "superseded": """superseded superseded_by new_version new_edition newversion newedition updatein updateof
        update updated version_of_record""",
    "reinstatement": "reinstatement reinstated reinstate retraction_of_retraction",
}
_BY_NAME = {name: nature for nature, names in _NAMES.items() for name in names.split()}
_NOT_LETTERS = re.compile(r"[^a-z]+")
#: The mark that publishers put before the title of the paper itself; `Retraction:` heads the notice.
_RETRACTED_TITLE = re.compile(
    r"^\W*(?:retracted|withdrawn)(?:\s+(?:article|paper|chapter))?\s*[:\u2013\u2014-]", re.I
)


@dataclass(frozen=True)
class Notice:
    """One piece of news, as its source tells it: about which work, in which publication, and why."""

    nature: str
    source: str
    date: date | None = None
    record_id: str = ""
    #: The work that the news is about, as far as the source names it.
    doi: str | None = None
    pmid: str | None = None
    title: str = ""
    authors: tuple[str, ...] = ()
    #: The publication that tells the news; it may be the work itself.
    notice_doi: str | None = None
    notice_pmid: str | None = None
    reasons: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


class Told(Protocol):
    """What `status` asks of a notice, wherever it is kept."""

    nature: str
    date: date | None


def nature_of(name: str) -> str | None:
    """The nature that a source's own word for it means, or None for a word nobody knows."""
    return _BY_NAME.get(_NOT_LETTERS.sub("_", name.casefold()).strip("_"))


def is_marked_retracted(title: str) -> bool:
    """Whether a title carries its publisher's mark that the paper was retracted."""
    return _RETRACTED_TITLE.match(title) is not None


def status(notices: Iterable[Told]) -> tuple[str, ...]:
    """What is to be known of a work from all its notices, gravest first; empty when nothing is.

    Not the latest wins: a correction after a retraction leaves the work retracted, and only a reinstatement
    on the same day or later lifts it. Undated notices count as the earliest: none lifts a dated retraction.
    """
    told = list(notices)
    natures = {notice.nature for notice in told}
    lifted = max((_day(notice) for notice in told if notice.nature == "reinstatement"), default=None)
    retracted = [_day(notice) for notice in told if notice.nature == "retraction"]
    known = {
        "retracted": any(lifted is None or day > lifted for day in retracted),
        "concern": "expression_of_concern" in natures,
        "corrected": "correction" in natures,
        "superseded": "superseded" in natures,
    }
    return tuple(name for name in STATUSES if known[name])


def _day(notice: Told) -> date:
    return notice.date or date.min
