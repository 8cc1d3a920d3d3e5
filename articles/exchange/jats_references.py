"""A reference list as JATS has it: an element for each field that programs match by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from articles.exchange.elements import E
from articles.models import Entry
from citations import dates
from citations.identifiers import identifiers

_KINDS = {"article-journal": "journal", "book": "book", "chapter": "book", "webpage": "web", "report": "report"}
_FIELDS = (("container-title", "source"), ("publisher", "publisher-name"), ("volume", "volume"), ("issue", "issue"))


def reference_list(entries: Iterable[Entry]) -> etree._Element:
    return E("ref-list", E.title("References"), *(_ref(entry) for entry in entries))


def _ref(entry: Entry) -> etree._Element:
    csl = entry.csl
    cited = E("element-citation", {"publication-type": _KINDS.get(csl.get("type"), "other")})
    cited.extend(_fields(csl))
    return E.ref(E.label(str(entry.number)), cited, {"id": f"ref-{entry.number}"})


def _fields(csl: dict) -> Iterator[etree._Element]:
    if people := [person for person in csl.get("author") or () if isinstance(person, dict)]:
        yield E("person-group", *map(_person, people), {"person-group-type": "author"})
    if csl.get("title"):
        yield E("source" if csl.get("type") == "book" else "article-title", str(csl["title"]))
    for field, name in _FIELDS:
        if csl.get(field):
            yield E(name, str(csl[field]))
    if (year := dates.year(csl)) is not None:
        yield E.year(str(year))
    first, _, last = str(csl.get("page") or "").partition("-")
    if first:
        yield E.fpage(first)
    if last:
        yield E.lpage(last)
    if csl.get("URL"):
        yield E("ext-link", str(csl["URL"]), {"ext-link-type": "uri"})
    for scheme, value in identifiers(csl):
        yield E.isbn(value) if scheme == "isbn" else E("pub-id", value, {"pub-id-type": scheme})


def _person(person: dict) -> etree._Element:
    if not person.get("family"):
        return E.collab(str(person.get("literal") or person.get("given") or ""))
    name = E.name(E.surname(str(person["family"])))
    if person.get("given"):
        name.append(E("given-names", str(person["given"])))
    return name
