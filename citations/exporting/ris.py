"""RIS (Research Information Systems, 2011 revision)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from citations.exporting import fields
from citations.importing.ris_types import TYPES
from citations.names import is_body

#: The first RIS type of each CSL type would do; these are the usual ones.
_CODES = {kind: code for code, kind in reversed(TYPES.items())} | {
    "article": "UNPB",
    "article-journal": "JOUR",
    "book": "BOOK",
    "chapter": "CHAP",
    "dataset": "DATA",
    "document": "GEN",
    "entry": "ENCYC",
    "graphic": "ART",
    "legislation": "STAT",
    "manuscript": "UNPB",
    "motion_picture": "VIDEO",
    "paper-conference": "CONF",
    "periodical": "JFULL",
    "report": "RPRT",
    "review": "JOUR",
    "standard": "STAND",
    "webpage": "ELEC",
}
_SERIAL = frozenset(("JOUR", "MGZN", "NEWS"))
_RANGE = re.compile(r"([A-Za-z]*\d+)-([A-Za-z]*\d+)")
_TEXTS = {
    "TI": "title",
    "ST": "title-short",
    "VL": "volume",
    "IS": "issue",
    "ET": "edition",
    "PB": "publisher",
    "CY": "publisher-place",
    "DO": "DOI",
    "UR": "URL",
    "C2": "PMCID",
    "LA": "language",
    "AB": "abstract",
    "N1": "note",
    "M1": "number",
}


def write(items: list[tuple[str, dict]]) -> str:
    """The records, one after another."""
    return "\n".join(_record(key, item) for key, item in items)


def _record(key: str, item: dict) -> str:
    lines = ((tag, value) for tag, value in _lines(key, item) if value or tag == "ER")
    return "".join(f"{tag}  - {value}\n" for tag, value in lines)


def _lines(key: str, item: dict) -> Iterator[tuple[str, str]]:
    code = _CODES.get(item.get("type", ""), "GEN")
    yield "TY", code
    yield from _people(item)
    yield from _dates(item)
    yield from _containers(item, code)
    yield from _pages(fields.text(item, "page"))
    for tag, field in _TEXTS.items():
        yield tag, fields.text(item, field)
    yield from (("SN", value) for field in ("ISSN", "ISBN") if (value := fields.text(item, field)))
    if fields.text(item, "PMID"):
        yield from (("AN", fields.text(item, "PMID")), ("DB", "PubMed"))
    yield from (("KW", word.strip()) for word in fields.text(item, "keyword").split(","))
    yield from (("ID", key), ("ER", ""))


def _people(item: dict) -> Iterator[tuple[str, str]]:
    roles = (("AU", "author"), ("ED", "editor"), ("A3", "collection-editor"), ("TA", "translator"))
    for tag, role in roles:
        yield from ((tag, _name(name)) for name in fields.people(item, role))


def _name(name: dict) -> str:
    family = fields.family(name)
    if not family:
        # A comma would part the name of a body: EndNote doubles those that do not.
        text = fields.body(name)
        return text.replace(",", ",,") if is_body(text) else text
    parts = (family.replace(",", " "), fields.part(name, "given"), fields.part(name, "suffix"))
    return ", ".join(part for part in parts if part)


def _dates(item: dict) -> Iterator[tuple[str, str]]:
    date = fields.numeric_date(item, "issued", "/")
    if date:
        yield "PY", date[:4]
        yield "DA", date + "/" * (3 - len(date.split("/")))
    yield "Y2", fields.numeric_date(item, "accessed", "/")


def _containers(item: dict, code: str) -> Iterator[tuple[str, str]]:
    yield "JF" if code in _SERIAL else "T2", fields.text(item, "container-title")
    yield "JA", fields.text(item, "container-title-short")
    yield "T3" if item.get("container-title") else "T2", fields.text(item, "collection-title")


def _pages(page: str) -> Iterator[tuple[str, str]]:
    found = _RANGE.fullmatch(page)
    if found:
        yield from (("SP", found.group(1)), ("EP", found.group(2)))
    else:
        yield "SP", page
