"""Reference lists in JATS (NISO Z39.96), whole articles or the list alone, tagged finely or as mixed text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from citations import dates
from citations.importing.jats_fields import to_csl
from citations.importing.records import Draft, Skipped, UnknownFormat
from citations.importing.xml import fragments, parse_xml, plain_text
from citations.schemes import clean_doi

_CITATIONS = ("element-citation", "mixed-citation", "nlm-citation", "citation")
_CONTAINERS = frozenset(
    (
        "article",
        "ref-list",
        "ref",
        "back",
        "root",
        "pmc-articleset",
        "book",
        "book-part",
        "response",
        *_CITATIONS,
    )
)


def read(text: str) -> Iterator[Draft | Skipped]:
    """The references of an article, or of a list by itself."""
    for reference in _references(text):
        if isinstance(reference, Skipped):
            yield reference
        else:
            yield from _read_reference(reference)


def _references(text: str) -> Iterator[etree._Element | Skipped]:
    try:
        root = parse_xml(text)
    except UnknownFormat:
        found = [] if "<!ENTITY" in text else list(fragments(text, ("ref",)))
        if not found:
            raise
        yield from found
        return
    _drop_namespaces(root)
    if root.tag not in _CONTAINERS and root.find(".//ref-list") is None:
        raise UnknownFormat(f"the XML is not JATS: its outermost element is {root.tag!r}")
    yield from [root] if root.tag in ("ref", *_CITATIONS) else root.iter("ref")


def _drop_namespaces(root: etree._Element) -> None:
    for node in root.iter(etree.Element):
        if node.tag.startswith("{http://jats.nlm.nih.gov"):
            node.tag = etree.QName(node).localname


def _read_reference(reference: etree._Element) -> Iterator[Draft | Skipped]:
    line, key = reference.sourceline or 1, reference.get("id", "")
    citations = [reference] if reference.tag in _CITATIONS else list(reference.iter(*_CITATIONS))
    citations = [node for node in citations if not _is_alternative(node)]
    if not citations:
        yield Skipped(line, f"reference {key!r} holds no citation")
    for citation in citations:
        draft = Draft(to_csl(citation), line, key)
        if not draft.csl.get("title") and not draft.csl.get("container-title"):
            _read_untagged(draft, citation)
        yield draft


def _is_alternative(citation: etree._Element) -> bool:
    """The second form of one citation (`citation-alternatives`) is not a second citation."""
    parent = citation.getparent()
    if parent is None or parent.tag != "citation-alternatives":
        return False
    return next(iter(parent.iterchildren(*_CITATIONS))) is not citation


def _read_untagged(draft: Draft, citation: etree._Element) -> None:
    """A citation in running text: kept whole as a note, with what can be told from it for certain."""
    text = plain_text(citation)
    if not text:
        return
    draft.csl["note"] = text
    draft.csl["DOI"] = draft.csl.get("DOI") or clean_doi(text)
    found = re.search(r"\((\d{4})[a-z]?\)|;\s*(\d{4})\b|\b(\d{4})\b(?=\s*[;.])", text)
    if found and not draft.csl.get("issued"):
        draft.csl["issued"] = dates.read_date(next(filter(None, found.groups())))
    draft.remarks.append("the citation is running text without tags: its title and authors are in the note")
