"""English headline capitals, as AMA has them in titles of books (AMA Manual of Style, 11th edition, 3.12)."""

from __future__ import annotations

import re

_SMALL = frozenset(
    """a about above across after against along among an and around as at before behind below
    beneath beside between beyond but by despite down during except for from in inside into like
    near nor of off on onto or out outside over past per since so than the through throughout till
    to toward towards under underneath until up upon via vs v with within without yet""".split()  # noqa: SIM905
)
_WORD = re.compile(r"[^\s\-\u2010-\u2015/]+")
_TAG = re.compile(r"</?[a-z]+[^<>]*>")


def headline(title: str, language: str = "") -> str:
    """The title with its words capitalised; titles said to be in another language stay as they are."""
    if language and not language.lower().startswith(("en", "eng")):
        return title
    words = list(_WORD.finditer(title))
    if not words:
        return title
    out, end = [], 0
    for word in words:
        is_edge = (
            word is words[0]
            or word is words[-1]
            or title[: word.start()].rstrip()[-1:] in (":", "?", "!", ".")
        )
        out += (title[end : word.start()], _capital(word.group(), is_edge=is_edge))
        end = word.end()
    return "".join(out) + title[end:]


def _capital(word: str, *, is_edge: bool) -> str:
    lead = re.match(r"[^\w<]*", word).end()
    core = word[lead:]
    if not core or core.startswith("<") or core != core.lower():
        return word
    if not is_edge and core.strip(".,;:!?()'\"") in _SMALL:
        return word
    return word[:lead] + core[0].upper() + core[1:]
