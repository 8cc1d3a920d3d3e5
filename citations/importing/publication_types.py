"""PubMed's publication types, as far as they tell what sort of work a record is."""

from __future__ import annotations

#: MeSH publication characteristics that are no journal article in CSL's terms.
_TYPES = {
    "dataset": "dataset",
    "academic dissertation": "thesis",
    "dissertation": "thesis",
    "newspaper article": "article-newspaper",
    "patent": "patent",
    "preprint": "article",
    "technical report": "report",
    "video-audio media": "motion_picture",
    "webcast": "motion_picture",
    "book": "book",
    "book chapter": "chapter",
    "monograph": "book",
}


def kept(publication_types: list[str]) -> dict:
    """The types as `custom` holds them; real records have a dozen at most, of 70 letters at most."""
    return {"publication_types": [name[:100] for name in publication_types[:50]]} if publication_types else {}


def csl_type(publication_types: list[str], *, is_book: bool = False, is_part: bool = False) -> str:
    """The CSL type of a PubMed record; a journal article unless its types or its titles say otherwise."""
    if is_book:
        return "chapter" if is_part else "book"
    folded = [name.casefold() for name in publication_types]
    return next((_TYPES[name] for name in folded if name in _TYPES), "article-journal")
