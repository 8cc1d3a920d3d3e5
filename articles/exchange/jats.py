"""The text as JATS (NISO Z39.96): what archives, aggregators and text miners read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from lxml import etree, html

from articles import addresses
from articles.exchange.elements import E, say
from articles.exchange.jats_references import reference_list

if TYPE_CHECKING:
    from articles.pages.article import ArticlePage

XLINK = "http://www.w3.org/1999/xlink"
_HREF = f"{{{XLINK}}}href"
#: HTML that the page's own renderer writes, and what JATS calls it.
_NAMES = {
    "p": "p", "em": "italic", "strong": "bold", "s": "strike", "code": "monospace", "pre": "preformat",
    "blockquote": "disp-quote", "li": "list-item", "table": "table", "thead": "thead", "tbody": "tbody", "tr": "tr",
    "th": "th", "td": "td", "br": "break",
}  # fmt: skip
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")


def jats(page: ArticlePage) -> str:
    """One rendition of the shown revision with its reference list, as a JATS 1.3 article."""
    entries = list(page.revision.entries.all())
    numbers = {entry.key: entry.number for entry in entries}
    article = etree.Element("article", {"article-type": "other", "dtd-version": "1.3"}, nsmap={"xlink": XLINK})
    article.set("{http://www.w3.org/XML/1998/namespace}lang", "en")
    article.append(_front(page))
    article.append(_body(page, numbers))
    if entries:
        article.append(E.back(reference_list(entries)))
    return etree.tostring(article, xml_declaration=True, encoding="UTF-8", pretty_print=False).decode()


def _front(page: ArticlePage) -> etree._Element:
    meta = E("article-meta", E("article-id", page.article.slug, {"pub-id-type": "publisher-id"}))
    meta.append(E("article-categories", E("subj-group", E.subject(page.specialty))))
    meta.append(E("title-group", E("article-title", page.revision.question)))
    meta.append(_people(page))
    if page.article.last_updated:
        meta.append(E("pub-date", *_day(page.article.last_updated), {"date-type": "pub"}))
    meta.append(E.history(*_history(page)))
    meta.append(E("self-uri", {_HREF: page.address}))
    told = {
        "status": page.status.label,
        "audience": page.rendition.audience,
        "version": str(page.revision.number),
        "content-hash": f"sha256:{page.revision.content_hash}",
    }
    pairs = [E("custom-meta", E("meta-name", name), E("meta-value", value)) for name, value in told.items()]
    meta.append(E("custom-meta-group", *pairs))
    journal = E(
        "journal-meta",
        E("journal-id", addresses.absolute("/"), {"journal-id-type": "publisher-id"}),
        E("journal-title-group", E("journal-title", settings.PUBLISHER)),
        E.publisher(E("publisher-name", settings.PUBLISHER)),
    )
    return E.front(journal, meta)


def _people(page: ArticlePage) -> etree._Element:
    """Authors and, while the approval stands, the physicians who signed."""
    group = E("contrib-group")
    for one in page.revision.contributors.all():
        contrib = E.contrib({"contrib-type": "author"})
        if one.orcid:
            contrib.append(E("contrib-id", f"https://orcid.org/{one.orcid}", {"contrib-id-type": "orcid"}))
        contrib.append(E("string-name", one.name))
        group.append(contrib)
    for signature in page.signatures if page.stands else ():
        contrib = E.contrib(E("string-name", signature["name"]), {"contrib-type": "reviewer"})
        if signature["credentials"]:
            contrib.append(E.degrees(signature["credentials"]))
        group.append(contrib)
    return group


def _history(page: ArticlePage) -> list[etree._Element]:
    dates = [E.date(*_day(page.article.created_at), {"date-type": "received"})]
    if page.stands:
        dates.append(E.date(*_day(page.article.last_reviewed), {"date-type": "accepted"}))
    return dates


def _day(day) -> list[etree._Element]:
    return [E.day(f"{day.day:02}"), E.month(f"{day.month:02}"), E.year(str(day.year))]


def _body(page: ArticlePage, numbers: dict[str, int]) -> etree._Element:
    """The page's own HTML, which is sanitised, element by element; headings open sections."""
    body = E.body()
    open_sections = [(1, body)]
    for element in html.fragments_fromstring(str(page.text.html)):
        if isinstance(element, str):
            continue
        if element.tag in _HEADINGS:
            level = int(element.tag[1])
            while open_sections[-1][0] >= level:
                open_sections.pop()
            section = E.sec(_copied(element, E.title(), numbers))
            open_sections[-1][1].append(section)
            open_sections.append((level, section))
        elif element.tag != "hr":
            open_sections[-1][1].append(_turned(element, numbers))
    return body


def _turned(element: html.HtmlElement, numbers: dict[str, int]) -> etree._Element:
    """One element of the page as JATS has it; what JATS has no name for is its content."""
    if element.tag in ("ul", "ol"):
        return _copied(element, E.list({"list-type": "order" if element.tag == "ol" else "bullet"}), numbers, inside="list")
    if element.tag == "table":
        return E("table-wrap", _copied(element, E.table(), numbers, inside="table"))
    if element.tag == "a":
        return _link(element, numbers)
    return _copied(element, E(_NAMES.get(element.tag, "styled-content")), numbers, inside=element.tag)


def _link(element: html.HtmlElement, numbers: dict[str, int]) -> etree._Element:
    href = element.get("href", "")
    key = href.removeprefix("#ref-")
    if href.startswith("#ref-") and key in numbers:
        return _copied(element, E.xref({"ref-type": "bibr", "rid": f"ref-{numbers[key]}"}), numbers)
    return _copied(element, E("ext-link", {"ext-link-type": "uri", _HREF: href}), numbers)


def _copied(
    source: html.HtmlElement, target: etree._Element, numbers: dict[str, int], *, inside: str = ""
) -> etree._Element:
    """Text and children of one element put into another. A list item holds paragraphs, so bare words become one."""
    holder = target
    if inside in ("li", "blockquote") and not any(child.tag in ("p", "ul", "ol") for child in source):
        holder = etree.SubElement(target, "p")
    bare = inside in ("list", "table", "thead", "tbody", "tr") or (holder is target and inside in ("li", "blockquote"))
    say(holder, "" if bare and not (source.text or "").strip() else source.text)
    for child in source:
        place = holder
        if inside == "li" and holder is target and child.tag not in ("p", "ul", "ol", "pre", "blockquote"):
            place = etree.SubElement(target, "p")
        place.append(_turned(child, numbers))
        say(place, "" if bare and not (child.tail or "").strip() else child.tail)
    return target
