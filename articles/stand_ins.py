"""Markers while Markdown is read: a stand-in in the text for each, and a superscript link where it stood."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.content import Citation, Entry

_DANGLING = '<span class="dangling" title="{}">[{}]</span>'
#: Longer titles are cut in the preview of a citation.
_PREVIEW = 200


@dataclass(frozen=True)
class Pin:
    """A mark in the margin of a text, at a character of the Markdown as sent: it leads to `target`, an id on the page."""

    at: int
    target: str
    label: str
    title: str
    tone: str


class StandIns:
    """The markers of one text: taken out before Markdown is read, put back as links in its prose.

    Their stand-ins are bracketed by punctuation, as the markers are, so that emphasis around them closes as
    it did; a random part keeps any text from forging one.
    """

    def __init__(
        self, text: str, citations: tuple[Citation, ...], entries: dict[str, Entry], anchor: str,
        pins: tuple[Pin, ...] = (),
    ) -> None:  # fmt: skip
        self.citations, self.entries, self.pins = citations, entries, pins
        self.anchor = f"{anchor}-" if anchor else ""
        self.cited: dict[str, list[str]] = {}
        self.written = [text[c.start : c.end] for c in citations] + [""] * len(pins)
        nonce = secrets.token_hex(8)
        self._stand_in = re.compile(rf"⸢(\d+)\.{nonce}⸣")
        parts, at = [], 0
        for start, end, place in sorted(self._places()):
            parts += (text[at:start], f"⸢{place}.{nonce}⸣")
            at = end
        self.text = "".join((*parts, text[at:]))

    def _places(self) -> Iterator[tuple[int, int, int]]:
        """Where each stands, pins numbered after the citations; a pin within a marker stands behind it."""
        ends = {at: c.end for c in self.citations for at in range(c.start + 1, c.end)} if self.pins else {}
        for place, citation in enumerate(self.citations):
            yield citation.start, citation.end, place
        for place, pin in enumerate(self.pins, len(self.citations)):
            at = ends.get(pin.at, pin.at)
            yield at, at, place

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
        if place >= len(self.citations):
            return self._pin(self.pins[place - len(self.citations)], linked)
        citation = self.citations[place]
        known = [key for key in citation.keys if key in self.entries]
        lost = (*citation.unknown, *(key for key in citation.keys if key not in self.entries))
        shown = [self._number(place, key, linked) for key in known]
        shown += [format_html(_DANGLING, _("No reference in the list has this number or key."), name) for name in lost]
        joined = format_html_join(",", "{}", ((one,) for one in shown))
        return format_html('<sup class="cite">{}</sup>', joined)

    def _pin(self, pin: Pin, linked: bool) -> SafeString:
        if not linked:
            return SafeString("")
        return format_html(
            '<sup class="pin {}"><a href="#{}" id="pin-{}" title="{}" aria-label="{}">{}</a></sup>',
            pin.tone, pin.target, pin.target, pin.title[:_PREVIEW], pin.title[:_PREVIEW], pin.label,
        )  # fmt: skip

    def _number(self, place: int, key: str, linked: bool) -> SafeString:
        entry = self.entries[key]
        if not linked:
            return format_html("{}", entry.number)
        own = f"{self.anchor}cite-{place + 1}-{key}"
        self.cited.setdefault(key, []).append(own)
        return format_html(
            '<a href="#ref-{}" id="{}" aria-label="{}" title="{}">{}</a>',
            key, own, _("Reference {number}").format(number=entry.number), str(entry.csl.get("title", ""))[:_PREVIEW],
            entry.number,
        )  # fmt: skip
