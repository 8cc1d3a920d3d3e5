"""What a title is about: its words that the question and most other titles do not share."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from articles.content import Entry

_WORD = re.compile(r"[^\W\d_]{4,}")
#: Words that titles of any subject share.
_GENERIC = frozenset(
    """about acute adult adults after among analysis approach approaches article associated association based been
    before between care case cases children chronic clinic clinical cohort common comparison complication
    complications condition conditions control controlled current data diagnosis diagnostic different directed
    disease diseases disorder disorders during early effect effective effects efficacy evaluation evidence factor
    factors first from guideline guidelines have health high hidden however human impact improve include includes
    including injuries injury international intervention interventions journal large long medical medicine meta
    method methods model most multiple national network novel options other outcome outcomes overview patient
    patients pathology people position practice prevention primary prospective quality randomised randomized rare
    recommendation recommendations recent report research result results review risk role safety secondary severe
    should society some specific standard statement studies study such survey symptoms syndrome systematic term
    test their therapies therapy these this time topic topics treating treatment treatments trial trials type under
    update used using versus when which with within without women year years""".split()
)


def subjects(question: str, entries: Sequence[Entry]) -> list[frozenset[str]]:
    """By entry, the words that set its title apart on this page."""
    titles = [stems(str(entry.csl.get("title") or "")) for entry in entries]
    frequent = Counter(word for title in titles for word in title)
    asked = stems(question)
    return [
        frozenset(word for word in title if word not in asked and frequent[word] * 2 <= len(entries))
        for title in titles
    ]


def stems(text: str) -> frozenset[str]:
    """The words of a text that can name a subject, in lower case and the singular."""
    return frozenset(_stem(word) for word in _WORD.findall(text.lower()) if word not in _GENERIC)


def _stem(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "is", "us")) else word
