"""What both styles ask of an item: which sort of source it is, and the parts they both print."""

from __future__ import annotations

import re

from citations.formatting.text import EMPTY, Text, plain

_SORTS = {
    **dict.fromkeys(("article-journal", "article-magazine", "article-newspaper"), "journal"),
    **dict.fromkeys(("review", "review-book", "periodical"), "journal"),
    **dict.fromkeys(("chapter", "entry", "entry-dictionary", "entry-encyclopedia"), "chapter"),
    "paper-conference": "chapter",
    "article": "preprint",
    **dict.fromkeys(("webpage", "post", "post-weblog"), "web"),
}
_ORDINAL = re.compile(r"(\d{1,3})(?:st|nd|rd|th)?(?:\s+ed(?:ition|\.)?)?\.?", re.IGNORECASE)


def sort_of(csl: dict) -> str:
    """One of journal, chapter, preprint, web or book: how the styles lay an item out.

    What is of no such type is laid out by what it has: in a container like an article, alone like a book.
    """
    kind = csl.get("type", "")
    sort = _SORTS.get(kind)
    if sort == "chapter" and not csl.get("container-title"):
        return "book"
    if sort == "journal" and not csl.get("container-title"):
        return "web" if csl.get("URL") and not csl.get("DOI") else "book"
    if sort:
        return sort
    is_serial = csl.get("container-title") and csl.get("volume") and kind in ("document", "")
    return "journal" if is_serial else "book"


def journal(csl: dict) -> str:
    """The abbreviation without its points where the record has one, else the full title."""
    short = csl.get("container-title-short") or csl.get("journalAbbreviation")
    if isinstance(short, str) and short.strip():
        return " ".join(short.replace(".", " ").split()) if short.count(".") else short
    return str(csl.get("container-title", ""))


def volume(csl: dict) -> str:
    """`125(2)`, `(27)` where there is no volume."""
    issue = f"({csl['issue']})" if csl.get("issue") not in (None, "") else ""
    return f"{csl.get('volume', '')}{issue}"


def edition(csl: dict) -> Text:
    """`4th ed.`; nothing for a first edition, which neither style names."""
    said = str(csl.get("edition", "")).strip()
    found = _ORDINAL.fullmatch(said)
    if not said or (found and int(found.group(1)) == 1):
        return EMPTY
    if found:
        return plain(f"{ordinal(int(found.group(1)))} ed.")
    return plain(said if re.search(r"\bed(?:ition|\.|$)", said) else f"{said} ed.")


def ordinal(number: int) -> str:
    """`1st`, `2nd`, `11th`."""
    if 10 <= number % 100 <= 20:
        return f"{number}th"
    return f"{number}{({1: 'st', 2: 'nd', 3: 'rd'}).get(number % 10, 'th')}"
