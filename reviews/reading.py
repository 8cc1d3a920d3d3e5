"""A revision as people read it to judge it: the text for each audience, its sources, findings and claims."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.utils.safestring import SafeString

from articles.checks.grade import grades
from articles.claims.risk import Risk, tier
from articles.intake import words_in
from articles.models import Claim, Entry, Finding, Revision
from articles.models.finding import SEVERITIES
from articles.pages.reference_list import Group, groups
from articles.references import sources
from articles.rendering import rendered
from articles.stand_ins import Pin
from articles.suggestions import CODE as SUSPECTED
from citations.models import Notice

RISKS = ("high", "medium", "low")
#: Characters of the same line shown on either side of what a finding is about.
_AROUND = 60


@dataclass(frozen=True)
class Tab:
    """The text for one audience."""

    audience: str
    html: SafeString
    words: int
    #: The schooling that it asks for, in years; None where nobody asked, or so short a text says nothing.
    grade: float | None


@dataclass(frozen=True)
class Remark:
    """A finding, with the words it is about."""

    finding: Finding
    before: str
    exact: str
    after: str


@dataclass(frozen=True)
class Reading:
    revision: Revision
    tabs: list[Tab]
    groups: list[Group]
    remarks: list[Remark]
    claims: list[Claim]

    @property
    def risk(self) -> Risk:
        """What its claims make of the whole page."""
        return tier([Risk(claim.risk, tuple(claim.why)) for claim in self.claims])

    @property
    def suspected(self) -> list[Finding]:
        """The citations that the checks only suspect."""
        return [r.finding for r in self.remarks if r.finding.code == SUSPECTED and r.finding.waived_at is None]

    @property
    def open_errors(self) -> int:
        return sum(r.finding.severity == "error" and r.finding.waived_at is None for r in self.remarks)


def read(revision: Revision, *, pinned: bool = False, graded: bool = False) -> Reading:
    """Everything a reviewer looks at, in four queries. Worst findings and riskiest claims come first.

    `pinned` marks in the text where each is, for pages that list them under `finding-ID` and `claim-IDENTITY`. `graded`
    reads each text once more for its school grade.
    """
    entries = Prefetch("entries", Entry.objects.select_related("reference"))
    prefetch_related_objects([revision], entries, "claims")
    content = revision.content()
    findings = sorted(revision.findings.select_related("waived_by"), key=_urgency)
    claims = sorted(revision.claims.all(), key=lambda claim: (RISKS.index(claim.risk), claim.pk))
    pins = _pins(findings, claims) if pinned else {}
    pages = {
        audience: rendered(text, content.citations[audience], content.entries, anchor=audience, pins=pins.get(audience, ()))
        for audience, text in content.renditions.items()
    }
    schooling = grades(content) if graded else {}
    tabs = [Tab(who, page.html, words_in(content.renditions[who]), schooling.get(who)) for who, page in pages.items()]
    cited = {
        e.key: [at for page in pages.values() for at in page.cited.get(e.key, [])] for e in content.entries
    }
    remarks = [_remark(finding, content.renditions.get(finding.rendition, "")) for finding in findings]
    return Reading(revision, tabs, groups(revision.entries.all(), cited), remarks, claims)


def news_of(revision: Revision) -> QuerySet[Notice]:
    """The notices on works that it cites, newest first: what a signer must have seen."""
    return sources.notices([revision.pk]).select_related("reference", "replacement").order_by("-pk")


def _pins(findings: list[Finding], claims: list[Claim]) -> dict[str, list[Pin]]:
    """A mark at the end of what each finding and each claim is about; claims are numbered as they are listed."""
    pins: dict[str, list[Pin]] = defaultdict(list)
    first = {claim.identity: (place, claim) for place, claim in reversed(list(enumerate(claims, 1)))}
    for place, claim in first.values():
        title = f"Claim {place}, {claim.risk} risk"
        pins[claim.rendition].append(Pin(claim.end, f"claim-{claim.identity}", str(place), title, claim.risk))
    for found in findings:
        if found.end is not None and found.waived_at is None:
            title = f"{found.severity.capitalize()}: {found.message}"
            pins[found.rendition].append(Pin(found.end, f"finding-{found.pk}", "!", title, found.severity))
    return pins


def _urgency(finding: Finding) -> tuple:
    return finding.waived_at is not None, SEVERITIES.index(finding.severity), finding.pk


def _remark(finding: Finding, text: str) -> Remark:
    if finding.start is None or finding.end is None:
        return Remark(finding, "", "", "")
    start, end = finding.start, finding.end
    before = text[max(0, start - _AROUND) : start].rpartition("\n")[2]
    after = text[end : end + _AROUND].partition("\n")[0]
    return Remark(finding, before, text[start:end], after)
