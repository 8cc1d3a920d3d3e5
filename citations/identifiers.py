"""What names a work, and the question whether two records speak of one."""

from __future__ import annotations

import hashlib
import json
import re
from difflib import SequenceMatcher

from citations import dates, names
from citations.folding import fold
from citations.schemes import clean_doi, clean_isbn, clean_orcid, clean_pmcid, clean_pmid

__all__ = [
    "clean_doi",
    "clean_isbn",
    "clean_orcid",
    "clean_pmcid",
    "clean_pmid",
    "fingerprint",
    "has_address",
    "identifiers",
    "same_work",
]

_IN_NOTE = {
    "doi": re.compile(r"\bdoi\s*[:=]\s*(\S+)", re.IGNORECASE),
    "pmid": re.compile(r"\bPMID\s*[:=]\s*(\d+)", re.IGNORECASE),
    "pmcid": re.compile(r"\bPMCID\s*[:=]\s*(PMC\d+)", re.IGNORECASE),
}
_DOI_ADDRESS = re.compile(r"//[^/]*doi\.org/|/doi/(?:[a-z]+/)?10\.|^doi:", re.IGNORECASE)
#: An ISBN names the whole book, so it identifies none of the parts.
_PARTS_OF_BOOKS = frozenset(
    ("chapter", "entry", "entry-dictionary", "entry-encyclopedia", "paper-conference")
)
#: Publishers put these before the title of a paper they withdrew; it is still the same paper.
_NOTICE_PREFIX = re.compile(r"^\W*(?:retracted(?: article)?|withdrawn|retraction)\s*[:\-]\s*", re.IGNORECASE)
#: Titles differ past this by a subtitle at most; it bounds the cost of comparing.
_COMPARED = 300


def identifiers(csl: dict) -> list[tuple[str, str]]:
    """What names this very work: (scheme, value) in the order doi, pmid, pmcid, isbn.

    A field wins over the address and the note, where reference managers put what they have no field for.
    The ISBN of a chapter is left out, as it names the book.
    """
    url, note = _text(csl, "URL"), _text(csl, "note")
    found = [
        ("doi", clean_doi(_text(csl, "DOI")) or _doi_of_url(url) or clean_doi(_noted("doi", note))),
        ("pmid", clean_pmid(_text(csl, "PMID")) or clean_pmid(url) or clean_pmid(_noted("pmid", note))),
        ("pmcid", _pmcid_field(csl) or clean_pmcid(url) or clean_pmcid(_noted("pmcid", note))),
        ("isbn", None if csl.get("type") in _PARTS_OF_BOOKS else clean_isbn(_text(csl, "ISBN"))),
    ]
    return [(scheme, value) for scheme, value in found if value]


def has_address(csl: dict) -> bool:
    """Whether a reader can get from this entry to its source: an identifier, or a web address."""
    if identifiers(csl) or clean_isbn(_text(csl, "ISBN")):
        return True
    return re.match(r"https?://[^\s/.]+\.[^\s]+", _text(csl, "URL").strip(), re.IGNORECASE) is not None


def _text(csl: dict, field: str) -> str:
    value = csl.get(field)
    return str(value) if isinstance(value, str | int) else ""


def _noted(scheme: str, note: str) -> str:
    found = _IN_NOTE[scheme].search(note)
    return found.group(1) if found else ""


def _doi_of_url(url: str) -> str | None:
    # Only where the address *is* the DOI's: elsewhere a query or a path may hold another work's.
    return clean_doi(url) if _DOI_ADDRESS.search(url) else None


def _pmcid_field(csl: dict) -> str | None:
    value = _text(csl, "PMCID").strip()
    return clean_pmcid(f"PMC{value}" if value.isdigit() else value)


def _folded_title(csl: dict) -> str:
    """The title to compare by, without the mark of a retraction."""
    title = csl.get("title")
    return fold(_NOTICE_PREFIX.sub("", title)) if isinstance(title, str) else ""


def fingerprint(csl: dict) -> str:
    """A hash of title, year and first author that survives another spelling of the same record.

    An item without a title is hashed whole: two untitled records are not thereby one work.
    """
    title = _folded_title(csl)
    if title:
        told = "\n".join((title.replace(" ", ""), str(dates.year(csl) or ""), fold(names.first_author(csl))))
    else:
        told = json.dumps(csl, sort_keys=True, default=str)
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()


def same_work(a: dict, b: dict) -> float:
    """How sure we are, from 0 to 1, that two records are one work.

    1.0 where an identifier agrees, at most 0.1 where both have one of a scheme and they differ;
    else by title, weighed with year, first author, volume and first page.
    """
    ours, theirs = dict(identifiers(a)), dict(identifiers(b))
    shared = [scheme for scheme in ("doi", "pmid", "pmcid", "isbn") if scheme in ours and scheme in theirs]
    if any(ours[scheme] == theirs[scheme] for scheme in shared):
        return 1.0
    score = _title_likeness(_folded_title(a), _folded_title(b)) * _agreement(a, b)
    return min(score, 0.1) if shared else round(score, 3)


def _title_likeness(a: str, b: str) -> float:
    if not a or not b:
        return 0.0
    if a == b:
        return 1.0
    short, long = sorted((a, b), key=len)
    if long.startswith(short + " ") and short.count(" ") >= 4:
        return 0.95
    return SequenceMatcher(None, a[:_COMPARED], b[:_COMPARED], autojunk=False).ratio() ** 2


def _agreement(a: dict, b: dict) -> float:
    score = _year_agreement(dates.year(a), dates.year(b))
    author_a, author_b = fold(names.first_author(a)), fold(names.first_author(b))
    if author_a and author_b:
        score *= 1.0 if author_a.split()[-1:] == author_b.split()[-1:] else 0.5
    else:
        score *= 0.85
    for field in ("volume", "page"):
        if a.get(field) and b.get(field):
            score *= 1.0 if _first_number(a[field]) == _first_number(b[field]) else 0.7
    return score


def _year_agreement(a: int | None, b: int | None) -> float:
    # Ahead of print and print may lie a year apart.
    if a is None or b is None:
        return 0.9
    return {0: 1.0, 1: 0.9}.get(abs(a - b), 0.4)


def _first_number(value: object) -> str:
    found = re.search(r"\d+", str(value))
    return found.group() if found else str(value)
