"""What a source is to a reader: the label beside each entry of a reference list.

The kind decides how old a source may be and how far a dose may rest on it, so a guess leans to the weaker
claim: a text is called a guideline only where its record says so.
"""

from __future__ import annotations

import re

MEANINGS = {
    "guideline": "recommendations for practice by a society, agency or panel",
    "research": "a study, trial, review or other paper that reports or weighs evidence",
    "label": "an official product label: prescribing information or a package leaflet",
    "book": "a book, a chapter or an entry in a work of reference",
    "web": "a page or post on the web",
    "other": "anything else, or not told by the record",
}
KINDS = tuple(MEANINGS)
#: Years until a source of a kind counts as outdated, where nobody says otherwise.
YEARS = {"guideline": 5, "research": 10, "label": 5, "book": 10, "web": 5, "other": 10}

_GUIDELINE_GENRES = frozenset(
    (
        "guideline",
        "practice guideline",
        "consensus development conference",
        "consensus development conference, nih",
    )
)
_GUIDELINE = re.compile(
    r"\b(?:guidelines?(?: for| on|:|$)|guideline (?:summary|update)|clinical practice guidelines?"
    r"|practice parameters?|consensus (?:statement|guidelines?|recommendations?)"
    r"|(?:position|scientific|recommendation) statement|leitlinie|appropriateness criteria"
    r"|recommendations for (?:the )?(?:management|treatment|diagnosis|prevention))",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"\b(?:prescribing information|package (?:insert|leaflet)|summary of product characteristics|drug label"
    r"|medication guide|drug facts|fachinformation)\b|\[(?:package insert|label|prescribing information)\]",
    re.IGNORECASE,
)
_LABEL_HOSTS = ("dailymed.nlm.nih.gov", "accessdata.fda.gov", "medicines.org.uk/emc", "labeling.pfizer.com")
#: Papers *about* guidelines (how well they are followed, how good they are) are research.
_ABOUT_GUIDELINES = re.compile(
    r"\b(?:adherence|compliance|concordance|implementation|impact|appraisal|evaluation|quality|comparison)"
    r" (?:to|with|of)\b",
    re.IGNORECASE,
)
_BY_TYPE = {
    "book": "book",
    "chapter": "book",
    "classic": "book",
    "entry": "book",
    "entry-dictionary": "book",
    "entry-encyclopedia": "book",
    "webpage": "web",
    "post": "web",
    "post-weblog": "web",
    "article": "research",
    "article-journal": "research",
    "dataset": "research",
    "paper-conference": "research",
    "report": "research",
    "review": "research",
    "thesis": "research",
}


def guess_kind(csl: dict) -> str:
    """The kind that a record's own words suggest, for where nobody has said it."""
    title, genre = _text(csl, "title"), _text(csl, "genre").lower()
    on_label_site = any(host in _text(csl, "URL") for host in _LABEL_HOSTS)
    if on_label_site or _LABEL.search(title) or _LABEL.search(genre):
        return "label"
    if _says_guideline(csl, genre) or (_GUIDELINE.search(title) and not _ABOUT_GUIDELINES.search(title)):
        return "guideline"
    return _BY_TYPE.get(_text(csl, "type"), "other")


def _says_guideline(csl: dict, genre: str) -> bool:
    custom = csl.get("custom")
    types = custom.get("publication_types") if isinstance(custom, dict) else None
    told = [genre, *(name.lower() for name in types or () if isinstance(name, str))]
    return not _GUIDELINE_GENRES.isdisjoint(told)


def _text(csl: dict, field: str) -> str:
    value = csl.get(field)
    return value if isinstance(value, str) else ""
