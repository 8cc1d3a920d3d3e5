"""What each RIS tag means, and for which type of work."""

from __future__ import annotations

import re

from citations import dates, names
from citations.importing.records import Draft
from citations.importing.ris_types import TYPES
from citations.schemes import clean_doi, clean_isbn, clean_pmcid

TAGS = tuple(
    """TY A1 A2 A3 A4 AB AD AN AU AV BT C1 C2 C3 C4 C5 C6 C7 C8 CA CN CP CT CY DA DB DO DP ED EP ET ID
    IS J1 J2 JA JF JO KW L1 L2 L3 L4 LA LB LK M1 M2 M3 N1 N2 NV OP PB PP PY RI RN RP SE SN SP ST T1 T2
    T3 TA TI TT U1 U2 U3 U4 U5 UR VL VO Y1 Y2 ER""".split()  # noqa: SIM905
)
#: In these, T2 names the series that the whole work belongs to; elsewhere, what contains it.
_WHOLE = frozenset(("book", "report", "thesis", "classic", "map", "software", "standard"))
_NUMBERED = frozenset(("report", "patent", "standard", "bill", "legislation", "legal_case"))
_ISSN = re.compile(r"(?<![\d-])\d{4}-?\d{3}[\dXx](?![\d-])")
_URL = re.compile(r"\s*;\s*(?=https?://)|\s+(?=https?://)")
#: Notes that only repeat a field, or tell how the export came about.
_IDLE_NOTE = re.compile(r"(?:doi:?\s*)?10\.\d{4,9}/\S+|cited by\s*:?.*|export date:.*", re.IGNORECASE)

Record = dict[str, list[str]]


def to_draft(record: Record, line: int) -> Draft:
    """The CSL item of a record as rispy gives it: tag to values, empty ones included."""
    told = {tag: values for tag, raw in record.items() if tag != "TY" and (values := [v for v in raw if v])}
    code = " ".join(record["TY"] if isinstance(record["TY"], list) else [record["TY"]]).strip().upper()
    draft = Draft({"type": TYPES.get(code, "document")}, line)
    if code and code not in TYPES and code not in ("GEN", "UNKN"):
        draft.remarks.append(f"{code[:40]!r} is no RIS type: read as a document")
    _add_titles(draft.csl, told)
    _add_people(draft, told)
    _add_dates(draft, told)
    _add_place_in_source(draft, told)
    _add_identifiers(draft.csl, told)
    _add_rest(draft.csl, told)
    return draft


def _first(record: Record, *tags: str) -> str:
    return next((record[tag][0] for tag in tags if tag in record), "")


def _add_titles(csl: dict, record: Record) -> None:
    csl["title"] = _first(record, "TI", "T1", "CT") or _own_title(csl, record)
    container = ("JF", "T2", "BT", "JO", "J1", "JA", "J2")
    if csl["type"] in _WHOLE:
        csl["collection-title"] = _first(record, "T2", "T3")
        return
    if csl["type"] == "chapter":
        container = ("T2", "BT", "JF", "JO", "TI")
    csl["container-title"] = _first(record, *container)
    csl["collection-title"] = _first(record, "T3")
    short = next((_first(record, tag) for tag in ("J2", "JA", "JO", "J1") if tag in record), "")
    if short != csl["container-title"]:
        csl["container-title-short"] = short


def _own_title(csl: dict, record: Record) -> str:
    return _first(record, "BT") if csl["type"] == "book" else ""


def _add_people(draft: Draft, record: Record) -> None:
    csl = draft.csl
    csl["author"] = _names(record.get("AU", []) + record.get("A1", []), draft)
    csl["editor"] = _names(record.get("ED", []) + record.get("A2", []), draft)
    csl["collection-editor"] = _names(record.get("A3", []), draft)
    csl["translator"] = _names(record.get("TA", []), draft)
    if csl["type"] in _WHOLE and record.get("A4"):
        csl["translator"] += _names(record["A4"], draft)


def _names(values: list[str], draft: Draft) -> list[dict]:
    values = [part for value in values for part in _split_names(value)]
    values = [value for value in values if not names.is_placeholder(value)]
    read = [names.inverted(value) for value in values]
    if len(values) > 1 and not any("," in value for value in values):
        natural = [names.natural(value) for value in values]
        if all(natural) and all("literal" in name for name in read):
            draft.remarks.append(
                "names stand without a comma: the last word of each was taken as the family name"
            )
            return natural
    return read


def _split_names(value: str) -> list[str]:
    # Several people in one tag are parted by semicolons, which no name holds.
    return [part for part in re.split(r"\s*;\s*", value) if part] if ";" in value else [value]


def _add_dates(draft: Draft, record: Record) -> None:
    read = [
        date for tag in ("PY", "Y1", "DA") for text in record.get(tag, []) if (date := dates.read_date(text))
    ]
    dated = [date for date in read if "date-parts" in date]
    if dated:
        year = dated[0]["date-parts"][0][0]
        same_year = [date for date in dated if date["date-parts"][0][0] == year]
        draft.csl["issued"] = max(same_year, key=lambda date: len(date["date-parts"][0]))
    elif read:
        draft.remarks.append(f"no year could be read from {_first(record, 'PY', 'Y1', 'DA')[:60]!r}")
    accessed = dates.read_date(_first(record, "Y2"))
    if accessed and "date-parts" in accessed:
        draft.csl["accessed"] = accessed


def _add_place_in_source(draft: Draft, record: Record) -> None:
    csl = draft.csl
    csl["volume"] = _first(record, "VL", "VO")
    csl["issue"] = _first(record, "IS", "CP")
    first, last = _first(record, "SP"), _first(record, "EP")
    if first and last and last != first and "-" not in first:
        csl["page"] = last if last.startswith(f"{first}-") else f"{first}-{last}"
    else:
        csl["page"] = first or _first(record, "C7")
        if last and not first:
            draft.remarks.append(f"page {last[:40]!r} was left out: there is a last page and no first")
    if csl["type"] in _NUMBERED:
        csl["number"] = _first(record, "M1", "IS")


def _add_identifiers(csl: dict, record: Record) -> None:
    urls = [
        part for value in record.get("UR", []) + record.get("LK", []) for part in _URL.split(value) if part
    ]
    csl["URL"] = urls[0] if urls else ""
    for text in (*record.get("DO", []), *record.get("M3", []), *record.get("N1", []), *record.get("L3", [])):
        csl["DOI"] = csl.get("DOI") or _own_doi(text)
    csl["DOI"] = csl.get("DOI") or next((clean_doi(url) for url in urls if "doi.org/" in url), None)
    for text in record.get("SN", []):
        _add_serial_number(csl, text)
    csl["PMCID"] = clean_pmcid(_first(record, "C2"))
    database = _first(record, "DB", "DP").casefold()
    if re.fullmatch(r"[1-9]\d{0,7}", _first(record, "AN")) and re.search(r"pubmed|medline|\bnlm\b", database):
        csl["PMID"] = _first(record, "AN")


def _own_doi(text: str) -> str | None:
    """A note may speak of another work: only a text that is a DOI, and no more, counts."""
    return clean_doi(text) if len(text.split()) <= 2 else None


def _add_serial_number(csl: dict, text: str) -> None:
    if clean_isbn(text) and csl["type"] != "article-journal":
        csl["ISBN"] = csl.get("ISBN") or text
    elif _ISSN.search(text):
        csl["ISSN"] = csl.get("ISSN") or _ISSN.search(text).group()
    else:
        csl["ISBN"] = csl.get("ISBN") or (text if clean_isbn(text) else None)


def _add_rest(csl: dict, record: Record) -> None:
    csl["abstract"] = _first(record, "AB", "N2")
    csl["publisher"] = _first(record, "PB")
    csl["publisher-place"] = _first(record, "CY", "PP")
    csl["edition"] = _first(record, "ET")
    csl["language"] = _first(record, "LA")
    csl["keyword"] = ", ".join(record.get("KW", []))
    csl["title-short"] = _first(record, "ST") if _first(record, "ST") != csl["title"] else ""
    csl["call-number"] = _first(record, "CN")
    csl["number-of-volumes"] = _first(record, "NV")
    if csl["type"] in ("thesis", "report", "webpage") and not clean_doi(_first(record, "M3")):
        csl["genre"] = _first(record, "M3")
    notes = [note for note in record.get("N1", []) + record.get("RN", []) if not _IDLE_NOTE.fullmatch(note)]
    csl["note"] = "\n".join(notes)
