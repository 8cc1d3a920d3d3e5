"""What each MEDLINE tag means."""

from __future__ import annotations

import re

from citations import dates, names
from citations.importing.publication_types import csl_type, kept
from citations.importing.records import Draft
from citations.schemes import clean_doi, clean_pmcid

#: A tag and its value, in the order of the record: authors and bodies alternate.
Field = tuple[str, str]

_ISSN = re.compile(r"\d{4}-\d{3}[\dXx]")
#: News of the work itself, by tag (NLM, "MEDLINE/PubMed Data Element (Field) Descriptions").
_NEWS = {
    "RIN": "a retraction",
    "EIN": "an erratum",
    "ECI": "an expression of concern",
    "RPI": "a retraction with republication",
    "CRI": "a correction with republication",
    "UIN": "an update",
}


def to_draft(fields: list[Field], line: int) -> Draft:
    """The CSL item of a record's fields."""
    told: dict[str, list[str]] = {}
    for tag, value in fields:
        told.setdefault(tag, []).append(value)
    draft = Draft({}, line)
    _add_titles(draft.csl, told)
    draft.csl["author"] = _people(fields, "FAU", "AU", with_bodies=True)
    draft.csl["editor"] = _people(fields, "FED", "ED", with_bodies=False)
    _add_date(draft, told)
    _add_place_in_source(draft.csl, told)
    _add_identifiers(draft.csl, told)
    _add_rest(draft.csl, told)
    for tag, news in _NEWS.items():
        draft.remarks.extend(f"the record tells of {news}: {value}" for value in told.get(tag, []))
    return draft


def _first(told: dict[str, list[str]], *tags: str) -> str:
    return next((told[tag][0] for tag in tags if tag in told), "")


def _add_titles(csl: dict, told: dict[str, list[str]]) -> None:
    # PubMed prints this where a record has no title.
    own = " ".join(told.get("TI", [])).replace("[Not Available].", "").strip()
    book = _first(told, "BTI")
    csl["title"] = own or book or _first(told, "CTI") or _first(told, "VTI", "TT")
    csl["type"] = csl_type(told.get("PT", []), is_book="BTI" in told, is_part=bool(own and book))
    csl["container-title"] = book if own and book else _first(told, "JT", "TA")
    if _first(told, "TA") != csl["container-title"]:
        csl["container-title-short"] = _first(told, "TA")
    if csl["title"] != _first(told, "CTI"):
        csl["collection-title"] = _first(told, "CTI")


def _people(fields: list[Field], full: str, short: str, *, with_bodies: bool) -> list[dict]:
    """Each person once, by the full name where there is one; bodies (CN) in their place among them."""
    tag = full if any(known == full for known, _ in fields) else short
    read = names.inverted if tag == full else names.medline
    wanted = (tag, "CN") if with_bodies else (tag,)
    people = [
        (known, value) for known, value in fields if known in wanted and not names.is_placeholder(value)
    ]
    return [names.literal(value) if known == "CN" else read(value) for known, value in people]


def _add_date(draft: Draft, told: dict[str, list[str]]) -> None:
    for tag in ("DP", "DEP", "PYR"):
        date = dates.read_date(_first(told, tag))
        if date and dates.year({"issued": date}):
            draft.csl["issued"] = date
            return
    if "DP" in told:
        draft.remarks.append(f"no year could be read from {told['DP'][0][:60]!r}")


def _add_place_in_source(csl: dict, told: dict[str, list[str]]) -> None:
    csl["volume"] = _first(told, "VI")
    csl["issue"] = _first(told, "IP")
    csl["page"] = _first(told, "PG") or _locator(told)
    csl["edition"] = _first(told, "EN")
    csl["publisher"] = _first(told, "PB")
    if csl["type"] in ("book", "chapter", "report"):
        csl["publisher-place"] = _first(told, "PL")


def _locator(told: dict[str, list[str]]) -> str:
    """An e-locator (`e1001226`), which electronic journals give instead of pages."""
    for value in told.get("LID", []):
        found = re.fullmatch(r"([A-Za-z]{0,4}\d{1,10})(?: \[pii\])?", value)
        if found:
            return found.group(1)
    return ""


def _add_identifiers(csl: dict, told: dict[str, list[str]]) -> None:
    csl["PMID"] = next((value for value in told.get("PMID", []) if value.isdigit() and value.isascii()), "")
    pmc = _first(told, "PMC")
    csl["PMCID"] = clean_pmcid(f"PMC{pmc}" if pmc.isdigit() else pmc)
    located = told.get("LID", []) + told.get("AID", [])
    marked = [value for value in located if value.endswith("[doi]")]
    bare = [value for value in located if re.match(r"(?:doi:\s*)?10\.\d+/[^\[]*$", value, re.IGNORECASE)]
    csl["DOI"] = next((doi for value in marked + bare if (doi := clean_doi(value))), None)
    issn = [found.group() for value in told.get("IS", []) if (found := _ISSN.match(value))]
    csl["ISSN"] = issn[0] if issn else ""
    csl["ISBN"] = _first(told, "ISBN")


def _add_rest(csl: dict, told: dict[str, list[str]]) -> None:
    csl["abstract"] = "\n".join(told.get("AB", []))
    csl["language"] = _first(told, "LA")
    csl["keyword"] = ", ".join(told.get("OT", []))
    csl["custom"] = kept(told.get("PT", []))
