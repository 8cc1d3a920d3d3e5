"""XML from strangers: no entities, no DTD, nothing fetched, no huge trees; and text with CSL's four tags."""

from __future__ import annotations

import html
import html.entities
import re
from collections.abc import Iterator

from lxml import etree

from citations.importing.lines import LineFinder
from citations.importing.records import Skipped, UnknownFormat

#: 50 MB of text as read; a full PubMed file of 30,000 records is larger and is no reference list.
MAX_LENGTH = 50_000_000
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"

_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,30});")
_OWN_TO_XML = frozenset(("amp", "lt", "gt", "quot", "apos"))
#: How far into a file its DOCTYPE is looked for: comments may stand before it.
_PROLOG = 20_000
#: Records cut out of a broken file have lost the declarations of the prefixes that JATS uses.
_WRAPPER = (
    '<wrapper xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:mml="http://www.w3.org/1998/Math/MathML" '
    'xmlns:ali="http://www.niso.org/schemas/ali/1.0/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
)
_TAGS = {"i": "i", "italic": "i", "b": "b", "bold": "b", "sup": "sup", "sub": "sub"}


def parse_xml(text: str) -> etree._Element:
    """The root element. Raises UnknownFormat for text that declares entities, is too long or not XML."""
    if len(text) > MAX_LENGTH:
        raise UnknownFormat(f"the XML is {len(text):,} characters long: at most {MAX_LENGTH:,} are read")
    if "<!ENTITY" in text:
        raise UnknownFormat("the XML declares entities of its own, which are not read")
    try:
        return etree.fromstring(_prepared(text).encode("utf-8", "replace"), _parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnknownFormat(f"the XML is not well formed: {error}") from error


def _parser() -> etree.XMLParser:
    # The text is decoded already: what its declaration says of its encoding no longer holds.
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _prepared(text: str) -> str:
    """Without DOCTYPE, and with HTML's named characters, which publishers use without declaring them."""
    start = text.find("<!DOCTYPE", 0, _PROLOG)
    end = text.find(">", start) if start >= 0 else -1
    if end >= 0:
        if "[" in text[start:end]:
            raise UnknownFormat("the XML carries a DTD of its own, which is not read")
        # As many line breaks as before, so that lines are told right.
        text = text[:start] + "\n" * text.count("\n", start, end) + text[end + 1 :]
    return _ENTITY.sub(_character, text) if "&" in text else text


def _character(entity: re.Match[str]) -> str:
    name = entity.group(1)
    if name in _OWN_TO_XML or f"{name};" not in html.entities.html5:
        return entity.group()
    # `&LT;` is HTML's too, and must not become markup.
    return html.escape(html.entities.html5[f"{name};"])


def fragments(text: str, names: tuple[str, ...]) -> Iterator[etree._Element | Skipped]:
    """The records of a file that is not well formed as a whole, each parsed by itself."""
    lines = LineFinder(text)
    opening = re.compile(rf"<({'|'.join(names)})(?=[\s>])")
    end = 0
    for start in opening.finditer(text):
        if start.start() < end:
            continue
        line, closing = lines.at(start.start()), f"</{start.group(1)}>"
        end = text.find(closing, start.end())
        if end < 0:
            yield Skipped(line, f"the {start.group(1)} element is not closed")
            return
        end += len(closing)
        try:
            root = parse_xml(f"{_WRAPPER}{text[start.start() : end]}</wrapper>")
        except UnknownFormat as error:
            yield Skipped(line, str(error))
            continue
        root[0].sourceline = line
        yield root[0]


def inner_text(element: etree._Element | None) -> str:
    """The text of an element with italics, bold, superscript and subscript as CSL's tags, and no others."""
    return " ".join("".join(_pieces(element)).split()) if element is not None else ""


def _pieces(element: etree._Element) -> Iterator[str]:
    for event, node in etree.iterwalk(element, events=("start", "end")):
        tag = (
            _TAGS.get(etree.QName(node).localname)
            if isinstance(node.tag, str) and node is not element
            else None
        )
        if event == "start":
            yield f"<{tag}>" if tag else ""
            yield node.text or ""
        else:
            yield f"</{tag}>" if tag else ""
            yield (node.tail or "") if node is not element else ""


def plain_text(element: etree._Element | None) -> str:
    """The text of an element without any tags."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def child_text(element: etree._Element | None, *paths: str) -> str:
    """The text of the first of `paths` that has any."""
    for path in paths if element is not None else ():
        text = plain_text(element.find(path))
        if text:
            return text
    return ""
