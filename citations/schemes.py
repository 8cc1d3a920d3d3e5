"""Identifiers out of messy text: a cleaner for each scheme, giving the one spelling to store and compare."""

from __future__ import annotations

import html
import re
from urllib.parse import unquote

import idutils

#: `10.`, a registrant of four to nine digits, a slash (Crossref, "DOIs and matching regular expressions").
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/[^\s\"\u200b]{1,280}")
#: Reader paths that publishers' sites put behind the DOI in an address.
_DOI_TAIL = re.compile(
    r"/(?:full|abstract|abs|pdf|epdf|pdfdirect|epub|fulltext|full-text|html|summary|references|meta|citation|supinfo"
    r"|suppl_file/.*)(?:/.*)?$",
    re.IGNORECASE,
)
#: The check character of a SICI may be `#` (ANSI/NISO Z39.56), which elsewhere begins a fragment.
_SICI_HASH = re.compile(r";2-#$")
_CLOSERS = {")": "(", "]": "[", "}": "{", ">": "<"}
_PMID = re.compile(
    r"(?:pmid\s*[:=]?\s*|(?:https?://)?pubmed\.ncbi\.nlm\.nih\.gov/"
    r"|(?:https?://)?(?:www\.)?ncbi\.nlm\.nih\.gov/(?:m/)?pubmed/|info:pmid/)?0*([1-9]\d{0,7})"
    r"(?:/?(?:[?#].*)?|\s*\[pmid\]|[.;,])",
    re.IGNORECASE,
)
_PMCID = re.compile(r"(?<![a-z])PMC\s?(?:ID)?:?\s?(?:PMC)?0*([1-9]\d{2,8})(?!\d)", re.IGNORECASE)
_ISBN = re.compile(r"(?:97[89][\s\-\u2010-\u2013]{0,2})?(?:\d[\s\-\u2010-\u2013]{0,2}){9}[\dXx](?!\d)")
_ORCID = re.compile(r"(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dXx])(?!\d)")


def clean_doi(text: str) -> str | None:
    """The DOI in `text` without resolver or reader path; lower case, as DOIs compare (DOI Handbook 2.4)."""
    text = html.unescape(text)
    if "%2f" in text.lower() or "://" in text:
        text = unquote(text)
    found = _DOI.search(text)
    if not found:
        return None
    doi = found.group()
    if not _SICI_HASH.search(doi):
        doi = re.split(r"[?#]", doi, maxsplit=1)[0]
    if "://" in text:
        doi = _DOI_TAIL.sub("", doi.split("&", 1)[0])
    doi = _without_tail(doi)
    return doi.lower() if not doi.endswith("/") else None


def _without_tail(doi: str) -> str:
    while doi:
        last = doi[-1]
        opener = _CLOSERS.get(last)
        unbalanced = opener is not None and doi.count(last) > doi.count(opener)
        if not unbalanced and last not in ".,;:'\u2019\u201d*":
            return doi
        doi = doi[:-1]
    return doi


def clean_pmid(text: str) -> str | None:
    """The PubMed id in `text`: bare, labelled, or the address of a PubMed page."""
    found = _PMID.fullmatch(text.strip())
    return found.group(1) if found else None


def clean_pmcid(text: str) -> str | None:
    """The PubMed Central id in `text`, as `PMC123`; a bare number is not one, it may be a PMID."""
    found = _PMCID.search(text)
    return f"PMC{found.group(1)}" if found else None


def clean_isbn(text: str) -> str | None:
    """The first valid ISBN in `text` as 13 digits, so that both forms of one book compare equal."""
    if "://" in text and "isbn" not in text.lower():
        return None
    for found in _ISBN.finditer(text):
        digits = re.sub(r"[^\dXx]", "", found.group()).upper()
        if idutils.is_isbn(digits):
            return digits if len(digits) == 13 else _isbn13(digits)
    return None


def _isbn13(isbn10: str) -> str:
    body = "978" + isbn10[:9]
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body))
    return body + str(-total % 10)


def clean_orcid(text: str) -> str | None:
    """The ORCID iD in `text`, hyphenated, if its check digit and range hold."""
    found = _ORCID.search(text)
    if not found:
        return None
    orcid = "-".join(found.groups()).upper()
    return orcid if idutils.is_orcid(orcid) else None
