"""What the elements of a JATS citation mean."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from citations import dates, names
from citations.importing.xml import XLINK_HREF, child_text, inner_text, plain_text
from citations.schemes import clean_doi, clean_pmcid, clean_pmid

#: `publication-type` (or `citation-type` in older files), as publishers use it.
_TYPES = {
    **dict.fromkeys(("journal", "periodical", "journal-article"), "article-journal"),
    **dict.fromkeys(("book", "ebook", "monograph"), "book"),
    **dict.fromkeys(("book-chapter", "chapter", "bookchapter"), "chapter"),
    **dict.fromkeys(
        ("confproc", "conf-proc", "conference", "conf-proceedings", "proceedings"), "paper-conference"
    ),
    **dict.fromkeys(("thesis", "dissertation"), "thesis"),
    **dict.fromkeys(("report", "gov", "government", "working-paper"), "report"),
    **dict.fromkeys(("web", "webpage", "website", "web-page", "online"), "webpage"),
    **dict.fromkeys(("data", "database", "dataset"), "dataset"),
    **dict.fromkeys(("software", "computer-program"), "software"),
    **dict.fromkeys(("newspaper", "news"), "article-newspaper"),
    "blog": "post-weblog",
    "clinicaltrial": "webpage",
    "legal": "legislation",
    "letter": "personal_communication",
    "magazine": "article-magazine",
    "patent": "patent",
    "preprint": "article",
    "standard": "standard",
}
_OWN_TITLES = ("article-title", "chapter-title", "data-title", "part-title", "trans-title", "trans-source")
#: Works that have no container but their own title in `source`.
_WHOLE = frozenset(
    ("book", "report", "thesis", "software", "webpage", "dataset", "standard", "patent", "document")
)
_ROLES = {
    "author": "author",
    "allauthors": "author",
    "inventor": "author",
    "editor": "editor",
    "guest-editor": "editor",
    "translator": "translator",
    "transed": "translator",
    "compiler": "compiler",
    "curator": "curator",
    "director": "director",
}
_NAMED = frozenset(("name", "string-name", "collab", "name-alternatives", "collab-alternatives"))


def to_csl(citation: etree._Element) -> dict:
    """The CSL item of one citation element."""
    csl: dict = {"type": _type(citation)}
    _add_titles(csl, citation)
    _add_people(csl, citation)
    _add_dates(csl, citation)
    for field, path in _TEXTS.items():
        csl[field] = child_text(citation, f".//{path}")
    csl["page"] = _pages(citation)
    _add_identifiers(csl, citation)
    _add_address(csl, citation)
    return csl


_TEXTS = {
    "volume": "volume",
    "issue": "issue",
    "publisher": "publisher-name",
    "publisher-place": "publisher-loc",
    "edition": "edition",
    "collection-title": "series",
    "event-title": "conf-name",
    "event-place": "conf-loc",
    "version": "version",
    "ISBN": "isbn",
    "ISSN": "issn",
}


def _type(citation: etree._Element) -> str:
    said = (citation.get("publication-type") or citation.get("citation-type") or "").strip().casefold()
    known = _TYPES.get(said)
    if known == "book" and any(citation.find(f".//{part}") is not None for part in _OWN_TITLES):
        return "chapter" if citation.find(".//source") is not None else "book"
    if known:
        return known
    is_article = citation.find(".//source") is not None and citation.find(".//article-title") is not None
    return "article-journal" if is_article or citation.find(".//source-title") is not None else "document"


def _add_titles(csl: dict, citation: etree._Element) -> None:
    own = next((text for tag in _OWN_TITLES if (text := inner_text(citation.find(f".//{tag}")))), "")
    source = inner_text(citation.find(".//source")) or inner_text(citation.find(".//source-title"))
    if not own and csl["type"] in _WHOLE:
        own, source = source, ""
    csl["title"] = own
    if csl["type"] == "document" and source and own:
        csl["type"] = "article-journal" if child_text(citation, ".//volume", ".//fpage") else "document"
    csl["container-title"] = source


def _add_people(csl: dict, citation: etree._Element) -> None:
    groups = list(citation.iter("person-group"))
    for group in groups:
        role = _ROLES.get((group.get("person-group-type") or "author").casefold(), "contributor")
        csl[role] = csl.get(role, []) + list(_people(group))
    if not csl.get("author"):
        csl["author"] = list(_people(citation))


def _people(group: etree._Element) -> Iterator[dict]:
    for node in group.iterchildren():
        if node.tag in ("name-alternatives", "collab-alternatives") and len(node):
            node = node[0]  # noqa: PLW2901
        if node.tag in _NAMED and (name := _name(node)):
            yield name


def _name(node: etree._Element) -> dict | None:
    family, given = child_text(node, "surname"), child_text(node, "given-names")
    if family or given:
        return names.person(family, given.strip(" ,"), child_text(node, "suffix"))
    text = plain_text(node).strip(" ,;")
    if not text or names.is_placeholder(text):
        return None
    return names.inverted(text) if node.tag in ("name", "string-name") else names.literal(text)


def _add_dates(csl: dict, citation: etree._Element) -> None:
    year = citation.find(".//year")
    inside_access_date = year is not None and year.getparent().tag == "date-in-citation"
    if year is not None and not inside_access_date:
        parts = " ".join(child_text(citation, part) for part in ("month", "day")).strip()
        date = _day(citation, plain_text(year)) or dates.read_date(f"{plain_text(year)} {parts}")
        if date and not dates.year({"issued": date}) and year.get("iso-8601-date"):
            date = dates.read_date(year.get("iso-8601-date"))
        csl["issued"] = date if date and "date-parts" in date else None
    accessed = citation.find(".//date-in-citation")
    if accessed is not None:
        date = dates.read_date(accessed.get("iso-8601-date") or plain_text(accessed))
        csl["accessed"] = date if date and "date-parts" in date else None


def _day(citation: etree._Element, year: str) -> dict | None:
    month = dates.month_number(child_text(citation, "month"))
    found = dates.find_year(year)
    if month is None or found is None:
        return None
    day = child_text(citation, "day")
    return dates.read_date(
        f"{found}-{month:02}" + (f"-{int(day):02}" if re.fullmatch("[0-9]{1,2}", day) else "")
    )


def _pages(citation: etree._Element) -> str:
    first, last = child_text(citation, ".//fpage"), child_text(citation, ".//lpage")
    if first and last and first != last:
        return f"{first}-{last}"
    return first or child_text(citation, ".//page-range", ".//elocation-id") or last.strip(" ,.")


def _add_identifiers(csl: dict, citation: etree._Element) -> None:
    for node in citation.iter("pub-id", "object-id"):
        kind, text = (node.get("pub-id-type") or "").casefold(), plain_text(node)
        if kind == "doi":
            csl["DOI"] = csl.get("DOI") or clean_doi(text)
        elif kind in ("pmid", "medline"):
            csl["PMID"] = csl.get("PMID") or clean_pmid(text)
        elif kind in ("pmcid", "pmc"):
            csl["PMCID"] = csl.get("PMCID") or clean_pmcid(f"PMC{text}" if text.isdigit() else text)
        elif node.get(XLINK_HREF) and "URL" not in csl:
            csl["URL"] = node.get(XLINK_HREF)


def _add_address(csl: dict, citation: etree._Element) -> None:
    links = [node.get(XLINK_HREF) or plain_text(node) for node in citation.iter("ext-link", "uri")]
    for link in links:
        if "doi.org/10." in link:
            csl["DOI"] = csl.get("DOI") or clean_doi(link)
        elif re.match(r"https?://", link) and "URL" not in csl and "europepmc.org/abstract" not in link:
            csl["URL"] = link
    csl["URL"] = csl.get("URL") or next((link for link in links if "doi.org/10." in link), "")
