"""Where the words of a comment stand now (W3C text-quote selector): there, reworded within their frame, or lost."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from django.utils.html import strip_tags

from reviews.models import Comment
from reviews.reading import Reading

#: Words put in a quotation's place may be this much longer than it, in characters.
_LONGEST_REWORDING = 400
_MARKERS = re.compile(r"<sup[^>]*>.*?</sup>", re.DOTALL)


@dataclass(frozen=True)
class Anchored:
    """`place` is there, reworded, lost, or general (about no words); `exact` the words as they are now."""

    comment: Comment
    place: str
    exact: str
    audience: str = ""


def anchored(comments: list[Comment], reading: Reading) -> list[Anchored]:
    """Each comment with its place in this text. Markers are left out: their numbers are presentation."""
    texts = {tab.audience: plain(tab.html) for tab in reading.tabs}
    return [_anchor(comment, texts) for comment in comments]


def plain(html: str) -> str:
    """The words as the browser has them, without markers, each white space one blank."""
    return _folded(unescape(strip_tags(_MARKERS.sub("", html))))


def _anchor(comment: Comment, texts: dict[str, str]) -> Anchored:
    quote = {part: _folded(str(comment.quote.get(part, ""))) for part in ("exact", "prefix", "suffix")}
    exact = quote["exact"].strip()
    if not exact:
        return Anchored(comment, "general", "")
    own = [who for who in texts if who == comment.rendition] if comment.rendition else list(texts)
    for who in own:
        if exact in texts[who]:
            return Anchored(comment, "there", exact, who)
    for who in own:
        if now := _within(texts[who], quote["prefix"].strip(), quote["suffix"].strip(), len(exact)):
            return Anchored(comment, "reworded", now, who)
    return Anchored(comment, "lost", exact)


def _within(text: str, prefix: str, suffix: str, length: int) -> str:
    """What stands between the words that framed the quotation, where both still stand and near each other."""
    if len(prefix) < 8 or len(suffix) < 8 or (start := text.find(prefix)) < 0:
        return ""
    start += len(prefix)
    end = text.find(suffix, start, start + length + _LONGEST_REWORDING)
    return text[start:end].strip() if end > start else ""


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text)
