"""From text as sent to HTML as shown: the one module in which text of others becomes markup.

Markers are found by their stored offsets, never by reading the text again: what a marker points to was
settled when the revision arrived.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import nh3
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token

from articles.content import Citation, Entry
from citations.formatting import format_item

_LINKS = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_DANGLING = '<span class="dangling" title="No reference in the list has this number or key.">[{}]</span>'
_IN_SCRIPT = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}
_ALIGNED = re.compile(r"text-align:(left|right|center)")
#: Longer titles are cut in the preview of a citation.
_PREVIEW = 200
_TAGS = (
    "a", "p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li",
    "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "sup", "span",
)  # fmt: skip
_ALIGNMENTS = {"left", "right", "center"}
_CLEANER = nh3.Cleaner(
    tags=set(_TAGS),
    attributes={
        "a": {"href", "title", "rel", "id", "aria-label"},
        "ol": {"start"},
        "span": {"title"},
        **{f"h{level}": {"id"} for level in range(2, 7)},
    },
    allowed_classes={"sup": {"cite"}, "span": {"dangling"}, "th": _ALIGNMENTS, "td": _ALIGNMENTS},
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
    text: str, citations: Iterable[Citation], entries: Iterable[Entry], *, anchor: str = ""
) -> Rendered:
    """As `render`, with what a page needs beside it: headings, and the way back from entry to citation."""
    markers = _Markers(text, tuple(citations), {entry.key: entry for entry in entries}, anchor)
    tokens = _MARKDOWN.parse(markers.text)
    headings = tuple(_headings(tokens, markers, f"{anchor or 's'}-"))
    _set_out(tokens, markers)
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return Rendered(_safe(html, _CLEANER), headings, markers.cited)


def reference_line(csl: dict) -> SafeString:
    """An entry of the reference list, in NLM style, with its identifiers as links."""
    return _safe(format_item(csl, "nlm").html or "Nothing is known of this source.", _LINE_CLEANER)


def _safe(html: str, cleaner: nh3.Cleaner) -> SafeString:
    """The only step by which text of others is declared safe: last, and over everything that is shown."""
    return SafeString(cleaner.clean(html))


def data_block(data: dict) -> SafeString:
    """JSON-LD as a data block. Escaped in JSON's own way: nothing in it can end the element or run."""
    escaped = json.dumps(data, ensure_ascii=False).translate(_IN_SCRIPT)
    return format_html('<script type="application/ld+json">{}</script>', SafeString(escaped))


def _parser() -> MarkdownIt:
    """CommonMark and tables. HTML stays text, images become links, only links to web and mail are links."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    parser.validateLink = lambda url: _LINKS.match(url) is not None
    return parser


_MARKDOWN = _parser()


class _Markers:
    """The markers of one text: taken out before Markdown is read, put back as links in its prose.

    Their stand-ins are bracketed by punctuation, as the markers are, so that emphasis around them closes as
    it did; a random part keeps any text from forging one.
    """

    def __init__(
        self, text: str, citations: tuple[Citation, ...], entries: dict[str, Entry], anchor: str
    ) -> None:
        self.citations, self.entries = citations, entries
        self.anchor = f"{anchor}-" if anchor else ""
        self.cited: dict[str, list[str]] = {}
        self.written = [text[c.start : c.end] for c in citations]
        nonce = secrets.token_hex(8)
        self._stand_in = re.compile(rf"⸢(\d+)\.{nonce}⸣")
        parts, at = [], 0
        for place, citation in enumerate(citations):
            parts += (text[at : citation.start], f"⸢{place}.{nonce}⸣")
            at = citation.end
        self.text = "".join((*parts, text[at:]))

    def restored(self, text: str) -> str:
        """The text with its markers as they were written."""
        return self._stand_in.sub(lambda found: self.written[int(found[1])], text)

    def without(self, text: str) -> str:
        """The text without its markers: how a heading reads in a table of contents."""
        return " ".join(self._stand_in.sub("", text).split())

    def split(self, text: str) -> Iterator[tuple[str, int | None]]:
        """Runs of prose, each with the marker that follows it."""
        at = 0
        for found in self._stand_in.finditer(text):
            yield text[at : found.start()], int(found[1])
            at = found.end()
        yield text[at:], None

    def markup(self, place: int, *, linked: bool) -> SafeString:
        """A marker as superscript: its entries' numbers, and what names no entry as it was written."""
        citation = self.citations[place]
        known = [key for key in citation.keys if key in self.entries]
        lost = (*citation.unknown, *(key for key in citation.keys if key not in self.entries))
        shown = [self._number(place, key, linked) for key in known]
        shown += [format_html(_DANGLING, name) for name in lost]
        joined = format_html_join(",", "{}", ((one,) for one in shown))
        return format_html('<sup class="cite">{}</sup>', joined)

    def _number(self, place: int, key: str, linked: bool) -> SafeString:
        entry = self.entries[key]
        if not linked:
            return format_html("{}", entry.number)
        own = f"{self.anchor}cite-{place + 1}-{key}"
        self.cited.setdefault(key, []).append(own)
        return format_html(
            '<a href="#ref-{}" id="{}" aria-label="Reference {}" title="{}">{}</a>',
            key, own, entry.number, str(entry.csl.get("title", ""))[:_PREVIEW], entry.number,
        )  # fmt: skip


def _headings(tokens: list[Token], markers: _Markers, prefix: str) -> Iterator[Heading]:
    """Give the headings levels from h2 on without gaps (the page's title is the h1), and ids of their own."""
    written = {token.tag for token in tokens if token.type == "heading_open"}
    levels = {tag: 2 + place for place, tag in enumerate(sorted(written))}
    taken: set[str] = set()
    for opening, inner in pairwise(tokens):
        if opening.type == "heading_open":
            text = markers.without("".join(child.content for child in inner.children or ()))
            own = _free(prefix + (slugify(text)[:60].strip("-") or "section"), taken)
            opening.attrSet("id", own)
            yield Heading(own, levels[opening.tag], text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, levels[token.tag])}"


def _free(wanted: str, taken: set[str]) -> str:
    name, count = wanted, 1
    while name in taken:
        count += 1
        name = f"{wanted}-{count}"
    taken.add(name)
    return name


def _set_out(tokens: list[Token], markers: _Markers) -> None:
    """Put the markers into their places and turn what would be inline style into classes."""
    for token in tokens:
        if token.type == "inline":
            token.children = list(_inline(token.children or [], markers))
        token.content, token.info = markers.restored(token.content), markers.restored(token.info)
        if aligned := _ALIGNED.match(str(token.attrs.pop("style", ""))):
            token.attrSet("class", aligned[1])


def _inline(tokens: list[Token], markers: _Markers) -> Iterator[Token]:
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


def _pieces(text: str, markers: _Markers, *, linked: bool) -> Iterator[Token]:
    for run, place in markers.split(text):
        yield Token("text", "", 0, content=run)
        if place is not None:
            yield Token("html_inline", "", 0, content=markers.markup(place, linked=linked))
