"""A revision as people read it to judge it: the text for each audience, its sources, findings and claims."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from articles.models import Claim, Finding, Revision
from articles.models.finding import SEVERITIES
from articles.rendering import rendered
from citations.dates import year
from citations.identifiers import identifiers

RISKS = ("high", "medium", "low")
#: Where an identifier leads. An ISBN has no page of its own.
RESOLVERS = {
    "doi": "https://doi.org/{}",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/{}/",
    "pmcid": "https://www.ncbi.nlm.nih.gov/pmc/articles/{}/",
}
#: Characters of the same line shown on either side of what a finding is about.
_AROUND = 60


@dataclass(frozen=True)
class Tab:
    """The text for one audience."""

    audience: str
    html: SafeString
    words: int


@dataclass(frozen=True)
class Source:
    """An entry of the reference list, with the places that cite it."""

    number: int
    key: str
    kind: str
    title: str
    byline: str
    links: list[tuple[str, str]]
    cited: list[str]


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
    sources: list[Source]
    remarks: list[Remark]
    claims: list[Claim]

    @property
    def open_errors(self) -> int:
        return sum(r.finding.severity == "error" and r.finding.waived_at is None for r in self.remarks)


def read(revision: Revision) -> Reading:
    """Everything a reviewer looks at, in four queries. Worst findings and riskiest claims come first."""
    content = revision.content()
    pages = {
        audience: rendered(text, content.citations[audience], content.entries, anchor=audience)
        for audience, text in content.renditions.items()
    }
    tabs = [Tab(who, page.html, len(content.renditions[who].split())) for who, page in pages.items()]
    places = {
        e.key: [at for page in pages.values() for at in page.cited.get(e.key, [])] for e in content.entries
    }
    sources = [
        _source(entry.number, entry.key, entry.kind, entry.csl, places[entry.key])
        for entry in content.entries
    ]
    findings = sorted(revision.findings.select_related("waived_by"), key=_urgency)
    remarks = [_remark(finding, content.renditions.get(finding.rendition, "")) for finding in findings]
    claims = sorted(revision.claims.all(), key=lambda claim: (RISKS.index(claim.risk), claim.pk))
    return Reading(revision, tabs, sources, remarks, claims)


def _urgency(finding: Finding) -> tuple:
    return finding.waived_at is not None, SEVERITIES.index(finding.severity), finding.pk


def _remark(finding: Finding, text: str) -> Remark:
    if finding.start is None or finding.end is None:
        return Remark(finding, "", "", "")
    start, end = finding.start, finding.end
    before = text[max(0, start - _AROUND) : start].rpartition("\n")[2]
    after = text[end : end + _AROUND].partition("\n")[0]
    return Remark(finding, before, text[start:end], after)


def _source(number: int, key: str, kind: str, csl: dict, cited: list[str]) -> Source:
    where = [_names(csl), csl.get("container-title") or csl.get("publisher"), year(csl)]
    links = [
        (f"{scheme.upper()} {value}", RESOLVERS[scheme].format(value))
        for scheme, value in identifiers(csl) if scheme in RESOLVERS
    ]  # fmt: skip
    address = str(csl.get("URL") or "")
    if not links and address.startswith(("https://", "http://")):
        links.append((address, address))
    title = str(csl.get("title") or "(no title)")
    return Source(number, key, kind, title, ". ".join(str(part) for part in where if part), links, cited)


def _names(csl: dict, most: int = 3) -> str:
    """The first authors by name, as far as a glance needs them."""
    people = csl.get("author") or []
    said = [
        p.get("literal") or " ".join(filter(None, (p.get("family"), p.get("given")))) for p in people[:most]
    ]
    return ", ".join(filter(None, said)) + (", et al" if len(people) > most else "")
