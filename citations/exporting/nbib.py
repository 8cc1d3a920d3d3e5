"""NBIB: the MEDLINE display format (NLM, "MEDLINE/PubMed Data Element (Field) Descriptions")."""

from __future__ import annotations

from collections.abc import Iterator

from citations.exporting import fields
from citations.formatting import times
from citations.formatting.people import initials

#: What PubMed prints where a record has no title.
NO_TITLE = "[Not Available]."

_TEXTS = {
    "VI": "volume",
    "IP": "issue",
    "PG": "page",
    "EN": "edition",
    "PB": "publisher",
    "PL": "publisher-place",
    "LA": "language",
    "IS": "ISSN",
    "ISBN": "ISBN",
    "AB": "abstract",
}
_PUBLICATION_TYPES = {
    "article": "Preprint",
    "article-newspaper": "Newspaper Article",
    "book": "Book",
    "chapter": "Book Chapter",
    "dataset": "Dataset",
    "patent": "Patent",
    "report": "Technical Report",
    "thesis": "Dissertation",
}


def write(items: list[tuple[str, dict]]) -> str:
    """The records, parted by blank lines."""
    return "\n".join(_record(item) for _, item in items)


def _record(item: dict) -> str:
    return "".join(f"{tag:<4}- {value}\n" for tag, value in _lines(item) if value)


def _lines(item: dict) -> Iterator[tuple[str, str]]:
    yield "PMID", fields.text(item, "PMID")
    yield "TI", fields.text(item, "title") or NO_TITLE
    yield "BTI" if item.get("type") == "chapter" else "JT", fields.text(item, "container-title")
    yield "TA", fields.text(item, "container-title-short")
    yield "CTI", fields.text(item, "collection-title")
    for name in fields.people(item, "author"):
        yield from _author(name)
    yield from (("FED", _full(name)) for name in fields.people(item, "editor"))
    yield "DP", times.nlm(item)
    for tag, field in _TEXTS.items():
        yield tag, fields.text(item, field)
    yield "PT", _PUBLICATION_TYPES.get(item.get("type", ""), "Journal Article")
    yield "PMC", fields.text(item, "PMCID")
    yield "AID", f"{fields.text(item, 'DOI')} [doi]" if fields.text(item, "DOI") else ""
    yield from (("OT", word.strip()) for word in fields.text(item, "keyword").split(","))


def _author(name: dict) -> Iterator[tuple[str, str]]:
    family = fields.family(name)
    if not family:
        yield "CN", fields.body(name)
        return
    given, suffix = fields.part(name, "given"), fields.part(name, "suffix")
    yield "FAU", _full(name)
    yield "AU", " ".join(part for part in (family, initials(given, family), suffix) if part)


def _full(name: dict) -> str:
    family = fields.family(name).replace(",", " ") or fields.body(name)
    rest = " ".join(part for part in (fields.part(name, "given"), fields.part(name, "suffix")) if part)
    return f"{family}, {rest}" if rest and name.get("family") else family
