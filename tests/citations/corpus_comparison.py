"""Entries as read against what the corpus says they hold, field by field, in the corpus's own normal form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from citations import dates
from citations.identifiers import clean_doi
from citations.importing import ParsedEntry

#: What is compared. Types in other vocabularies than CSL's are not: each peer maps them in its own way.
COMPARED = (
    "title",
    "authors",
    "n_authors",
    "year",
    "journal",
    "journal_abbr",
    "volume",
    "issue",
    "pages",
    "doi",
    "pmid",
    "pmcid",
    "url",
    "publisher",
    "issn",
    "isbn",
    "csl_type",
    "keywords",
    "pub_types",
    "ref_id",
)


def fold_title(text: str) -> str:
    text = re.sub(r"</?[a-zA-Z][^<>]*>", "", text)
    text = unicodedata.normalize("NFC", re.sub(r"[{}]", "", text))
    return " ".join(text.split()).rstrip(".,; ").casefold()


def fold_pages(text: str) -> str:
    text = re.sub(r"\s*(?:--|[\u2010-\u2015])\s*", "-", str(text)).strip(" ,.")
    first, _, last = "-".join(part.lstrip("0") or part for part in text.split("-")).partition("-")
    if first.isdecimal() and last.isdecimal() and len(last) < len(first):
        last = first[: len(first) - len(last)] + last
    return f"{first}-{last}" if last else first


def _name(name: dict) -> str:
    particle = name.get("particle") or name.get("non-dropping-particle", "")
    parts = (particle, name.get("family", ""), name.get("given", ""), name.get("suffix", ""))
    whole = name.get("literal") or name.get("raw") or " ".join(part for part in parts if part)
    return " ".join(whole.replace(".", " ").split()).casefold()


def _same_names(expected: list[dict], found: list[dict]) -> bool:
    return [_name(name) for name in expected] == [_name(name) for name in found]


def matches(field: str, expected: object, entry: ParsedEntry) -> bool:
    csl = entry.csl
    if field == "authors":
        return _same_names(expected, csl.get("author", []))
    if field == "n_authors":
        return len(csl.get("author", [])) == expected
    if field == "year":
        return dates.year(csl) == expected
    if field == "title":
        return fold_title(expected) == fold_title(csl.get("title", ""))
    if field in ("journal", "journal_abbr"):
        # The two forms of one journal's name: some goldens hold the abbreviation as the name.
        held = [csl.get("container-title", ""), csl.get("container-title-short", "")]
        return fold_title(expected) in [fold_title(title) for title in held]
    if field == "pages":
        return fold_pages(expected) == fold_pages(csl.get("page", ""))
    if field == "doi":
        return clean_doi(expected) == csl.get("DOI")
    if field == "url":
        return _same_url(expected, csl)
    if field == "issn" or field == "isbn":
        digits = re.sub(r"\D", "", str(expected))
        return digits in re.sub(r"\D", "", csl.get("ISSN", "") + " " + csl.get("ISBN", ""))
    if field == "csl_type":
        return csl["type"] == expected
    if field == "keywords":
        return ", ".join(expected) == csl.get("keyword")
    if field == "pub_types":
        return csl.get("custom", {}).get("publication_types") == expected
    if field == "ref_id":
        return entry.key == expected
    return str(csl.get({"pmid": "PMID", "pmcid": "PMCID"}.get(field, field), "")) == str(expected)


def _same_url(expected: str, csl: dict) -> bool:
    held = csl.get("URL", "")
    by_doi = "doi.org/" in expected and clean_doi(expected) == csl.get("DOI")
    return held.rstrip("/") == expected.rstrip("/") or by_doi


def compare(case: dict, entries: list[ParsedEntry]) -> Iterator[tuple[str, bool, str]]:
    """(field, whether it holds, message) of every field asserted, but for those on which peers may differ."""
    lenient = set(case.get("lenient") or ())
    for place, record in enumerate(case.get("records") or ()):
        entry = entries[place] if place < len(entries) else None
        for field, expected in record.items():
            if field in COMPARED and field not in lenient:
                held = entry is not None and matches(field, expected, entry)
                yield (
                    field,
                    held,
                    "" if held else f"record {place} {field}: {expected!r}, read {_shown(entry)}",
                )


def _shown(entry: ParsedEntry | None) -> str:
    if entry is None:
        return "nothing"
    return repr({field: value for field, value in entry.csl.items() if field != "abstract"})[:1_500]
