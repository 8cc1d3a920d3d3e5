"""Which format a source is in, by what stands in it; a file's name is not asked, it is often wrong."""

from __future__ import annotations

import re

from citations.importing.records import UnknownFormat

#: Formats show themselves early; records may follow a page of preamble.
_LOOKED_AT = 100_000

_RIS = re.compile(r"^[\s\ufeff]{0,20}TY {0,2}-", re.MULTILINE)
_NBIB = re.compile(r"^(?:PMID|PMC |PMCR|OWN |STAT|DCOM|TI  |FAU |BTI )-", re.MULTILINE)
_BIBTEX = re.compile(r"@[ \t]{0,8}[A-Za-z]{1,40}[ \t\r\n]{0,8}[{(]")
_PUBMED = re.compile(
    r"<(?:Pubmed(?:Book)?Article(?:Set)?|MedlineCitation(?:Set)?|BookDocument|eFetchResult)[\s>]"
)
_JATS = re.compile(r"<(?:article|ref-list|ref|(?:element|mixed|nlm)-citation|back|pmc-articleset|book)[\s>]")
_CROSSREF = re.compile(
    r'"(?:message-type|reference-count|is-referenced-by-count|indexed)"\s*:|"(?:container-)?title"\s*:\s*\['
)


def detect(text: str) -> str:
    """The format's name; raises UnknownFormat where none fits."""
    head = text[:_LOOKED_AT].lstrip("\ufeff \t\r\n")
    if head.startswith("<"):
        return _detect_xml(head)
    if head.startswith(("{", "[")):
        return "crossref" if _CROSSREF.search(head) else "csl-json"
    for name, sign in (("ris", _RIS), ("nbib", _NBIB), ("bibtex", _BIBTEX)):
        if sign.search(head):
            return name
    raise UnknownFormat("the source is not RIS, NBIB, BibTeX, CSL-JSON, PubMed XML, JATS or Crossref JSON")


def _detect_xml(head: str) -> str:
    if _PUBMED.search(head):
        return "pubmed-xml"
    if _JATS.search(head):
        return "jats"
    raise UnknownFormat("the source is XML or HTML, but neither PubMed XML nor JATS")
