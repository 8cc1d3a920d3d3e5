"""Text and its HTML, built together: the only place where a reference's words become markup."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import quote

#: PubMed types straight quotes and no dashes, and readers compare lines with it.
_STRAIGHT = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "\u00a0": " ", "\u2013": "-"})
_TAG = re.compile(r"<(/?)(i|b|sup|sub|sc|span)(?: [a-z]+=\"[^\"<>]{0,80}\")?>")
_SHOWN = frozenset(("i", "b", "sup", "sub"))
_WEB = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)


class Text(NamedTuple):
    """The same words twice: as they read, and as a page shows them."""

    plain: str
    html: str

    def __bool__(self) -> bool:
        return self.plain != ""


EMPTY = Text("", "")


def plain(value: object) -> Text:
    """Text without markup: whatever it holds, the page shows it as it is."""
    text = _tidy(value)
    return Text(text, html.escape(text))


def rich(value: object, *, italic: bool = False) -> Text:
    """A title, where CSL allows i, b, sup and sub; tags that do not pair stay as the characters they are."""
    text = _tidy(value)
    shown = _with_tags(text) if "<" in text else Text(text, html.escape(text))
    return Text(shown.plain, f"<em>{shown.html}</em>") if italic and shown else shown


def _tidy(value: object) -> str:
    text = value if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""
    if not text.isascii():
        text = text.translate(_STRAIGHT)
    return text.strip()


def _with_tags(text: str) -> Text:
    paired = _paired(list(_TAG.finditer(text)))
    words, page, end = [], [], 0
    for tag in paired:
        piece = text[end : tag.start()]
        words.append(piece)
        page.append(html.escape(piece))
        if tag.group(2) in _SHOWN:
            page.append(f"<{tag.group(1)}{tag.group(2)}>")
        end = tag.end()
    words.append(text[end:])
    page.append(html.escape(text[end:]))
    return Text("".join(words), "".join(page))


def _paired(tags: list[re.Match[str]]) -> list[re.Match[str]]:
    """The tags that open and close in order; an opening one that never closes is not markup."""
    kept: list[re.Match[str]] = []
    open_tags: list[re.Match[str]] = []
    for tag in tags:
        if not tag.group(1):
            open_tags.append(tag)
        elif open_tags and open_tags[-1].group(2) == tag.group(2):
            kept += (open_tags.pop(), tag)
    return sorted(kept, key=re.Match.start)


def link(label: str, address: str) -> Text:
    """A link for http and https, and plain text for anything else."""
    shown = plain(label)
    if not _WEB.fullmatch(address):
        return shown
    return Text(shown.plain, f'<a href="{html.escape(address)}" rel="noopener noreferrer">{shown.html}</a>')


def doi_link(doi: str) -> Text:
    """`doi:10...`, linked to its resolver."""
    return link(f"doi:{doi}", "https://doi.org/" + quote(doi, safe="/:;()._-"))


def ended(text: Text, mark: str = ".") -> Text:
    """The text with a full stop, unless it closes itself."""
    return text if not text or text.plain[-1] in ".?!" else Text(text.plain + mark, text.html + mark)


def concat(*parts: Text | str) -> Text:
    """Parts run together; a `str` is the style's own punctuation."""
    texts = [part if isinstance(part, Text) else Text(part, part) for part in parts]
    return Text("".join(text.plain for text in texts), "".join(text.html for text in texts))


def join(parts: Iterable[Text], separator: str = " ") -> Text:
    """The parts that say something, with `separator` between them."""
    told = [part for part in parts if part]
    return Text(separator.join(part.plain for part in told), separator.join(part.html for part in told))
