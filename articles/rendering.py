"""From text as sent to HTML as shown: the one module in which text of others becomes markup.

Markers are found by their stored offsets, never by reading the text again: what a marker points to was
settled when the revision arrived.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import nh3
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _
from markdown_it.token import Token

from articles.content import Citation, Entry
from articles.markdown import parser
from articles.stand_ins import Pin, StandIns
from citations.formatting import format_item

_IN_SCRIPT = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}
_ALIGNED = re.compile(r"text-align:(left|right|center)")
_PIN = re.compile(r'<sup class="pin \w+">.*?</sup>', re.DOTALL)
_TAGS = (
    "a", "p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li",
    "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "sup", "span",
)  # fmt: skip
#: What a mark in the margin may be coloured by: a claim's risk, a finding's severity.
_TONES = ("high", "medium", "low", "error", "warning", "info")
_ALIGNMENTS = {"left", "right", "center"}
_CLEANER = nh3.Cleaner(
    tags=set(_TAGS),
    attributes={
        "a": {"href", "title", "rel", "id", "aria-label"},
        "ol": {"start"},
        "span": {"title"},
        **{f"h{level}": {"id"} for level in range(2, 7)},
    },
    allowed_classes={"sup": {"cite", "pin", *_TONES}, "span": {"dangling"}, "th": _ALIGNMENTS, "td": _ALIGNMENTS},
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)

_LINE_CLEANER = nh3.Cleaner(
    tags={"a", "em", "i", "b", "sup", "sub"},
    attributes={"a": {"href"}},
    url_schemes={"http", "https"},
    link_rel="nofollow noopener noreferrer",
)


@dataclass(frozen=True)
class Heading:
    """A line of the table of contents."""

    id: str
    level: int
    text: str


@dataclass(frozen=True)
class Rendered:
    """A rendition as HTML, with its headings, and per entry key the ids of the places that cite it."""

    html: SafeString
    headings: tuple[Heading, ...] = ()
    cited: dict[str, list[str]] = field(default_factory=dict)


def render(
    text: str, citations: Iterable[Citation], entries: Iterable[Entry], *, anchor: str = ""
) -> SafeString:
    """The text as HTML, its markers as links to `#ref-KEY`.

    `anchor` keeps the ids of several texts on one page apart.
    """
    return rendered(text, citations, entries, anchor=anchor).html


def rendered(
    text: str, citations: Iterable[Citation], entries: Iterable[Entry], *, anchor: str = "", pins: Iterable[Pin] = ()
) -> Rendered:
    """As `render`, with what a page needs beside it: headings, and the way back from entry to citation.

    Pins are left out where they would change anything else in the text: a mark must not make another page of it.
    """
    citations, entries, pins = tuple(citations), tuple(entries), tuple(pins)
    plain = _rendered(text, citations, entries, anchor, ())
    if not pins:
        return plain
    pinned = _rendered(text, citations, entries, anchor, pins)
    return pinned if _PIN.sub("", pinned.html) == plain.html else plain


def _rendered(
    text: str, citations: tuple[Citation, ...], entries: tuple[Entry, ...], anchor: str, pins: tuple[Pin, ...]
) -> Rendered:
    markers = StandIns(text, citations, {entry.key: entry for entry in entries}, anchor, pins)
    tokens = _MARKDOWN.parse(markers.text)
    headings = tuple(_headings(tokens, markers, f"{anchor or 's'}-"))
    _set_out(tokens, markers)
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return Rendered(_safe(html, _CLEANER), headings, markers.cited)


def reference_line(csl: dict) -> SafeString:
    """An entry of the reference list, in NLM style, with its identifiers as links."""
    return _safe(format_item(csl, "nlm").html or _("Nothing is known of this source."), _LINE_CLEANER)


def _safe(html: str, cleaner: nh3.Cleaner) -> SafeString:
    """The only step by which text of others is declared safe: last, and over everything that is shown."""
    return SafeString(cleaner.clean(html))  # nosec B703


def data_block(data: dict) -> SafeString:
    """JSON-LD as a data block. Escaped in JSON's own way: nothing in it can end the element or run."""
    escaped = json.dumps(data, ensure_ascii=False).translate(_IN_SCRIPT)
    return format_html('<script type="application/ld+json">{}</script>', SafeString(escaped))  # nosec B703


_MARKDOWN = parser()


def _headings(tokens: list[Token], markers: StandIns, prefix: str) -> Iterator[Heading]:
    """Give the headings levels from h2 on without gaps (the page's title is the h1), and ids of their own."""
    written = {token.tag for token in tokens if token.type == "heading_open"}
    levels = {tag: 2 + place for place, tag in enumerate(sorted(written))}
    taken: Counter[str] = Counter()
    for opening, inner in pairwise(tokens):
        if opening.type == "heading_open":
            text = markers.without("".join(child.content for child in inner.children or ()))
            own = _free(prefix + (slugify(text)[:60].strip("-") or "section"), taken)
            opening.attrSet("id", own)
            yield Heading(own, levels[opening.tag], text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, levels[token.tag])}"


def _free(wanted: str, taken: Counter[str]) -> str:
    """The name itself or, where it is taken, with the next number; each name counts on from its last."""
    name = wanted
    while name in taken:
        taken[wanted] += 1
        name = f"{wanted}-{taken[wanted]}"
    taken[name] = 1
    return name


def _set_out(tokens: list[Token], markers: StandIns) -> None:
    """Put the markers into their places and turn what would be inline style into classes."""
    for token in tokens:
        if token.type == "inline":
            token.children = list(_inline(token.children or [], markers))
        token.content, token.info = markers.restored(token.content), markers.restored(token.info)
        if aligned := _ALIGNED.match(str(token.attrs.pop("style", ""))):
            token.attrSet("class", aligned[1])


def _inline(tokens: list[Token], markers: StandIns) -> Iterator[Token]:
    inside_link = 0
    for token in tokens:
        inside_link += token.nesting if token.type in ("link_open", "link_close") else 0
        if token.type == "text":
            yield from _pieces(token.content, markers, linked=not inside_link)
            continue
        token.content = markers.restored(token.content)
        token.attrs = {name: markers.restored(str(value)) for name, value in token.attrs.items()}
        if token.type == "link_open":
            token.attrSet("rel", "nofollow noopener")
        yield token


def _pieces(text: str, markers: StandIns, *, linked: bool) -> Iterator[Token]:
    for run, place in markers.split(text):
        yield Token("text", "", 0, content=run)
        if place is not None:
            yield Token("html_inline", "", 0, content=markers.markup(place, linked=linked))
