"""Notices in PubMed XML: CommentsCorrections and PublicationType (NLM, "PubMed DTD", 2025)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from citations import dates
from citations.importing.pubmed import records, to_draft
from citations.importing.records import Skipped
from citations.importing.xml import child_text
from citations.notice_sources.crossref import as_day
from citations.notices import Notice, nature_of
from citations.schemes import clean_doi, clean_pmid

#: `...In` stands on the paper and points to the notice; these stand on the notice and point to the paper.
_ON_THE_NOTICE = re.compile(r"(?:Of|For|From)$")
#: Of these RefTypes only a few are news: comments and cited references are not.
_NEWS = re.compile(
    r"(?:Retraction|Erratum|ExpressionOfConcern|CorrectedandRepublished|RetractedandRepublished|Update)"
    r"(?:In|Of|For|From)"
)
_SOURCE_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d(?: [A-Z][a-z]{2}(?: \d{1,2})?)?)")


def read(text: str) -> Iterator[Notice | Skipped]:
    """The notices of a PubMed file."""
    for record in records(text):
        if isinstance(record, Skipped):
            yield record
        else:
            yield from of_record(record)


def of_record(record: etree._Element) -> Iterator[Notice]:
    """What one record tells: of itself, or, if it is a notice, of the paper that it is about."""
    own = to_draft(record).csl
    told = []
    for link in record.iter("CommentsCorrections"):
        kind = link.get("RefType", "")
        if _NEWS.fullmatch(kind):
            told.append(_of_link(link, kind, own))
    yield from told
    types = own.get("custom", {}).get("publication_types", ())
    if "Retracted Publication" in types and not any(notice.nature == "retraction" for notice in told):
        yield Notice(
            "retraction", "pubmed", doi=own.get("DOI"), pmid=own.get("PMID"), title=own.get("title", "")
        )


def _of_link(link: etree._Element, kind: str, own: dict) -> Notice:
    source = child_text(link, "RefSource")
    other = {"doi": clean_doi(source), "pmid": clean_pmid(child_text(link, "PMID"))}
    mine = {"doi": own.get("DOI"), "pmid": own.get("PMID") or None}
    is_notice = _ON_THE_NOTICE.search(kind) is not None
    work, notice = (other, mine) if is_notice else (mine, other)
    found = _SOURCE_DATE.search(source)
    when = own.get("issued") if is_notice else dates.read_date(found.group(1)) if found else None
    return Notice(
        nature=nature_of(kind) or "correction",
        source="pubmed",
        date=as_day(when),
        title="" if is_notice else own.get("title", ""),
        **work,
        notice_doi=notice["doi"],
        notice_pmid=notice["pmid"],
    )
