"""What BibTeX's and BibLaTeX's entry types and fields mean (BibLaTeX manual 3.19, chapter 2)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from citations import dates
from citations.importing.bibtex_names import read_names
from citations.importing.latex import to_text
from citations.importing.records import Draft
from citations.schemes import clean_doi, clean_pmcid

TYPES = {
    **dict.fromkeys(("article", "suppperiodical"), "article-journal"),
    **dict.fromkeys(("book", "mvbook", "booklet", "bookinbook", "collection", "mvcollection"), "book"),
    **dict.fromkeys(("proceedings", "mvproceedings", "reference", "mvreference"), "book"),
    **dict.fromkeys(("inbook", "incollection", "suppbook", "suppcollection"), "chapter"),
    **dict.fromkeys(("inproceedings", "conference"), "paper-conference"),
    **dict.fromkeys(("manual", "report", "techreport"), "report"),
    **dict.fromkeys(("online", "electronic", "www", "webpage"), "webpage"),
    **dict.fromkeys(("thesis", "phdthesis", "mastersthesis", "bachelorsthesis"), "thesis"),
    **dict.fromkeys(("movie", "video"), "motion_picture"),
    **dict.fromkeys(("artwork", "image"), "graphic"),
    "dataset": "dataset",
    "inreference": "entry",
    "jurisdiction": "legal_case",
    "legislation": "legislation",
    "letter": "personal_communication",
    "music": "song",
    "patent": "patent",
    "performance": "performance",
    "periodical": "periodical",
    "software": "software",
    "standard": "standard",
    "unpublished": "manuscript",
}
_NAMES = {
    "author": "author",
    "editor": "editor",
    "translator": "translator",
    "bookauthor": "container-author",
    "commentator": "contributor",
}
#: CSL fields that take the first of these BibTeX fields, as text.
_TEXTS = {
    "container-title-short": ("shortjournal",),
    "volume": ("volume",),
    "publisher": ("publisher", "institution", "school", "organization"),
    "publisher-place": ("address", "location"),
    "edition": ("edition",),
    "collection-title": ("series",),
    "note": ("note", "annote", "addendum", "comment"),
    "abstract": ("abstract",),
    "keyword": ("keywords",),
    "language": ("langid", "language"),
    "number-of-pages": ("pagetotal",),
    "number-of-volumes": ("volumes",),
    "chapter-number": ("chapter",),
    "title-short": ("shorttitle",),
    "event-title": ("eventtitle",),
    "event-place": ("venue",),
    "version": ("version",),
    "status": ("pubstate",),
    "original-title": ("origtitle",),
    "original-publisher": ("origpublisher",),
    "ISBN": ("isbn",),
    "ISSN": ("issn",),
}
_DATES = {"accessed": "urldate", "original-date": "origdate", "event-date": "eventdate"}
_ISSUED_IN_PARTS = frozenset(("article-journal", "paper-conference", "periodical"))
_NUMBERED = frozenset(("report", "patent", "thesis", "legislation", "legal_case", "standard"))
_ADDRESS = re.compile(r"https?://[^\s{}\\]+")
#: What an entry never takes from the one its `crossref` names.
_NOT_INHERITED = frozenset(
    ("crossref", "xdata", "ids", "shorttitle", "label", "title", "subtitle", "booktitle")
)


@dataclass
class RawEntry:
    """An entry's fields with strings resolved and LaTeX still in them."""

    kind: str
    key: str
    line: int
    fields: dict[str, str]


def to_draft(raw: RawEntry, others: Mapping[str, RawEntry]) -> Draft:
    """The CSL item of an entry; `others` are the entries that `crossref` may name, by lower-case key."""
    fields = _with_inherited(raw, others)
    draft = Draft({"type": _type(raw.kind, fields)}, raw.line, raw.key)
    if raw.kind not in TYPES and raw.kind not in ("misc", "other"):
        draft.remarks.append(f"@{raw.kind} is no BibTeX type that is known here: read as a document")
    for field, source in _NAMES.items():
        draft.csl[field] = read_names(fields.get(source, ""), draft.remarks)
    for field, sources in _TEXTS.items():
        draft.csl[field] = next((to_text(fields[source]) for source in sources if fields.get(source)), "")
    _add_titles(draft.csl, fields)
    _add_dates(draft, fields)
    _add_numbers(draft.csl, fields)
    _add_identifiers(draft.csl, fields)
    return draft


def _with_inherited(raw: RawEntry, others: Mapping[str, RawEntry]) -> dict[str, str]:
    parent = others.get(raw.fields.get("crossref", "").strip().casefold())
    if parent is None or parent is raw:
        return raw.fields
    lent = {name: value for name, value in parent.fields.items() if name not in _NOT_INHERITED}
    titles = {"booktitle": parent.fields.get("title", ""), "booksubtitle": parent.fields.get("subtitle", "")}
    return {**lent, **titles, **{name: value for name, value in raw.fields.items() if value}}


def _type(kind: str, fields: dict[str, str]) -> str:
    if kind == "article" and fields.get("entrysubtype") in ("magazine", "newspaper"):
        return f"article-{fields['entrysubtype']}"
    return TYPES.get(kind, "document")


def _title(fields: dict[str, str], name: str) -> str:
    title = to_text(fields.get(name, ""))
    subtitle = to_text(fields.get(name.replace("title", "subtitle"), "")) if name.endswith("title") else ""
    return f"{title.strip()}: {subtitle.strip()}" if title and subtitle else title or subtitle


def _add_titles(csl: dict, fields: dict[str, str]) -> None:
    csl["title"] = _title(fields, "title")
    containers = (_title(fields, name) for name in ("journaltitle", "journal", "booktitle", "maintitle"))
    csl["container-title"] = next((title for title in containers if title), "")
    if not csl["title"] and csl["type"] == "book":
        csl["title"], csl["container-title"] = csl["container-title"], ""


def _add_dates(draft: Draft, fields: dict[str, str]) -> None:
    told = to_text(fields.get("date") or _year_and_month(fields)).strip()
    date = dates.read_date(told)
    if date and dates.year({"issued": date}):
        draft.csl["issued"] = date
    elif date:
        draft.remarks.append(f"no year could be read from {told[:60]!r}")
    for field, source in _DATES.items():
        date = dates.read_date(to_text(fields.get(source, "")))
        if date and "date-parts" in date:
            draft.csl[field] = date


def _year_and_month(fields: dict[str, str]) -> str:
    year, month, day = (fields.get(name, "").strip(" ,") for name in ("year", "month", "day"))
    number = dates.month_number(month)
    if number and re.fullmatch(r"\d{4}", year):
        return f"{year}-{number:02}" + (f"-{int(day):02}" if re.fullmatch(r"[0-9]{1,2}", day) else "")
    return f"{month} {year}" if year else ""


def _add_numbers(csl: dict, fields: dict[str, str]) -> None:
    number = to_text(fields.get("number", ""))
    if csl["type"] in _ISSUED_IN_PARTS:
        csl["issue"] = to_text(fields.get("issue", "")) or number
    elif csl["type"] in _NUMBERED:
        csl["number"] = number
    elif fields.get("series"):
        csl["collection-number"] = number
    else:
        csl["issue"] = to_text(fields.get("issue", "")) or number
    pages = re.sub(r"\s*(?:-{2,3}|[\u2012-\u2015])\s*", "-", fields.get("pages", ""))
    csl["page"] = to_text(pages) or to_text(fields.get("eid", "") or fields.get("articleno", ""))
    if csl["type"] in ("thesis", "report", "patent", "document"):
        csl["genre"] = to_text(fields.get("type", ""))


def _add_identifiers(csl: dict, fields: dict[str, str]) -> None:
    csl["DOI"] = clean_doi(to_text(fields.get("doi", "")))
    csl["PMID"] = _digits(fields.get("pmid", ""))
    csl["PMCID"] = clean_pmcid(fields.get("pmcid", "") or fields.get("pmc", ""))
    if fields.get("eprinttype", "").casefold() in ("pubmed", "pmid"):
        csl["PMID"] = csl["PMID"] or _digits(fields.get("eprint", ""))
    csl["URL"] = _url(fields)


def _digits(text: str) -> str:
    found = re.fullmatch(r"\s*(?:PMID:?\s*)?(\d{1,8})\s*", text, re.IGNORECASE)
    return found.group(1) if found else ""


def _url(fields: dict[str, str]) -> str:
    url = to_text(
        fields.get("url", "").replace("_", "\\_").replace("\\\\_", "\\_").replace("~", "\\textasciitilde{}")
    )
    if not url:
        found = _ADDRESS.search(fields.get("howpublished", "") or fields.get("note", ""))
        url = found.group().rstrip(".,;") if found else ""
    # An address is ASCII (RFC 3986); what is encoded already stays as it is.
    return quote(url.strip(), safe="%/:?#[]@!$&'()*+,;=~-._")
