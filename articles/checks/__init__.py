"""Checks that catch what a tired reviewer misses: a new rule is one module and one line in RULES."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from articles.checks.cautions import cautions
from articles.checks.context import Context
from articles.checks.dangling import dangling
from articles.checks.duplicate import duplicate
from articles.checks.exceeded import exceeded
from articles.checks.finding import SEVERITIES, Finding
from articles.checks.grade import grade
from articles.checks.incomplete import incomplete
from articles.checks.independence import self_supported
from articles.checks.notices import notices
from articles.checks.outdated import outdated
from articles.checks.self_published import self_published
from articles.checks.shifted import shifted
from articles.checks.subjects import shifted_subjects
from articles.checks.suspected import suspected
from articles.checks.uncited import claim_uncited, dose_uncited
from articles.checks.unidentified import unidentified
from articles.checks.unused import unused
from articles.claims import Claim, Risk, claims_of, risk_tier
from articles.claims.reading import Reading
from articles.content import Content

__all__ = ["RULES", "RULES_VERSION", "SEVERITIES", "Context", "Examination", "Finding", "examine", "news"]

#: The most findings of one rule on one page.
MOST = 200
#: Findings that were made under another version are made again.
RULES_VERSION = 4

RULES = (
    dangling,
    shifted,
    shifted_subjects,
    suspected,
    unused,
    duplicate,
    incomplete,
    unidentified,
    self_published,
    notices,
    outdated,
    dose_uncited,
    claim_uncited,
    self_supported,
    exceeded,
    cautions,
    grade,
)


@dataclass(frozen=True, slots=True)
class Examination:
    """All that the checks have to say of a revision, from one reading of its text."""

    findings: list[Finding]
    claims: list[Claim]
    risk: Risk
    #: The edition of labels and policies that they follow.
    edition: int = 0


def examine(content: Content, context: Context, for_tier: Callable[[str], Context] | None = None) -> Examination:
    """Findings, claims and risk tier together: half the work of asking for them one by one.

    `for_tier` gives the context of the tier that the claims turn out to put the page in: policies differ by tier.
    """
    reading = Reading(content)
    claims = claims_of(reading)
    risk = risk_tier(content, claims)
    context = for_tier(risk.level) if for_tier else context
    return Examination(_findings(reading, context), claims, risk, context.edition)


def news(content: Content) -> list[Finding]:
    """Only what follows from notices on its sources: what may be said of a text that was judged already."""
    return sorted(_bounded(notices(Reading(content), Context())), key=_place)


def _findings(reading: Reading, context: Context) -> list[Finding]:
    found = [finding for rule in RULES for finding in _bounded(rule(reading, context))]
    return sorted(found, key=_place)


def _bounded(found: Iterator[Finding]) -> list[Finding]:
    """At most MOST of a rule's findings: nobody mends ten thousand, and a hostile page must cost no more."""
    kept = list(islice(found, MOST))
    if len(kept) == MOST and next(found, None) is not None:
        kept[-1] = replace(
            kept[-1], message=f"{kept[-1].message} Further findings of this kind are not listed."
        )
    return kept


def _place(finding: Finding) -> tuple[int, str, int]:
    start = -1 if finding.start is None else finding.start
    return SEVERITIES.index(finding.severity), finding.rendition, start
