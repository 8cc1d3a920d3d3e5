"""A revision read once: its sentences and what each of them says, shared by all rules."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from articles.claims.directives import directive
from articles.claims.doses import Dose, doses
from articles.claims.drugs import Mention, mentions
from articles.claims.frequencies import counted
from articles.claims.measures import clinical_number, duration, opened
from articles.claims.sentences import Sentence, sentences
from articles.content import Citation, Content, Entry
from articles.markers.bare import Suspect, suspects
from articles.markers.prose import prose, shown
from articles.markers.shown import Shown

#: No frequency or duration is without one of these.
_TIMES = ("day", "dai", "week", "month", "year", "hour", "hr", "night", "annual", "bedtime", "ning", "minute")
#: An item that cites more entries than this supports none of its sentences in particular: each rests on its own markers.
MOST_SHARED = 50
#: A sentence shorter than this, in characters, claims nothing.
_SHORTEST = 8


class Statement(NamedTuple):
    """A sentence and what it says: the medicines it names, its doses, what makes it a claim."""

    sentence: Sentence
    #: The sentence with spaces for its markers, so that no rule takes a citation for a measure.
    words: str
    #: The entries cited in its sentence or, in a list or table, in its whole item or row; None without any marker.
    support: tuple[str, ...] | None
    drugs: tuple[Mention, ...]
    doses: tuple[Dose, ...]
    #: "dose", "directive", "number", "frequency" or "duration", the weightiest that applies; "" for no claim.
    kind: str
    #: The words that show the kind.
    evidence: str


class Reading:
    """The statements of every rendition, and the reference list by key."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.entries: dict[str, Entry] = {entry.key: entry for entry in content.entries}

    @cached_property
    def statements(self) -> dict[str, list[Statement]]:
        """By audience, in the order of the text."""
        return {audience: self._read(audience, shown) for audience, shown in self.shown.items()}

    @cached_property
    def shown(self) -> dict[str, Shown]:
        """By audience: the words that the page shows."""
        return {audience: shown(text) for audience, text in self.content.renditions.items()}

    @cached_property
    def opened(self) -> dict[str, str]:
        """By audience: what is shown, as the patterns want it, see `measures`."""
        return {audience: opened(shown.text) for audience, shown in self.shown.items()}

    @cached_property
    def suspects(self) -> dict[str, list[Suspect]]:
        """By audience: bare numbers that read like markers.

        Where more markers are written than suspected, its bare numbers are numbers.
        """
        return {
            audience: self._suspects(audience, text) for audience, text in self.content.renditions.items()
        }

    def citations(self, audience: str) -> tuple[Citation, ...]:
        """The markers of a rendition in the order of the text."""
        return self.content.citations.get(audience, ())

    def _suspects(self, audience: str, text: str) -> list[Suspect]:
        found = suspects(text, prose(text), len(self.entries))
        return found if len(found) > len(self.citations(audience)) else []

    def _read(self, audience: str, shown: Shown) -> list[Statement]:
        named = mentions(shown.text)
        all_sentences = sentences(shown, self.citations(audience))
        items = _cited_by_item(all_sentences)
        found, at = [], 0
        for sentence in all_sentences:
            while at < len(named) and named[at].start < sentence.place:
                at += 1
            first = at
            while at < len(named) and named[at].start < sentence.place + len(sentence.text):
                at += 1
            support = items[sentence.block] if sentence.block in items else _support(sentence.citations)
            found.append(_statement(shown, sentence, support, tuple(named[first:at])))
        return found


def _cited_by_item(all_sentences: list[Sentence]) -> dict[int, tuple[str, ...] | None]:
    """By block, told once for all its sentences: an item may have thousands, each with a marker."""
    cited: dict[int, list[Citation]] = {}
    for sentence in all_sentences:
        if sentence.citations and sentence.kind in ("item", "row"):
            cited.setdefault(sentence.block, []).extend(sentence.citations)
    told = {block: _support(citations) for block, citations in cited.items()}
    return {block: keys for block, keys in told.items() if keys is None or len(keys) <= MOST_SHARED}


def _support(citations: Sequence[Citation]) -> tuple[str, ...] | None:
    return tuple(dict.fromkeys(key for citation in citations for key in citation.keys)) if citations else None


def _statement(
    shown: Shown, sentence: Sentence, support: tuple[str, ...] | None, named: tuple[Mention, ...]
) -> Statement:
    words = _without_markers(shown, sentence)
    drugs = tuple(Mention(shown.start(drug.start), shown.end(drug.end), drug.name, drug.group) for drug in named)
    if sentence.kind == "heading" or len(words) < _SHORTEST:
        return Statement(sentence, words, support, drugs, (), "", "")
    given = doses(words, named, sentence.place)
    found = tuple(dose._replace(start=shown.start(dose.start), end=shown.end(dose.end)) for dose in given)
    kind, evidence = ("dose", found[0].text) if found else _kind(words)
    return Statement(sentence, words, support, drugs, found, kind, evidence)


def _without_markers(shown: Shown, sentence: Sentence) -> str:
    words = sentence.text
    for citation in sentence.citations:
        start, end = (max(0, shown.place(offset) - sentence.place) for offset in (citation.start, citation.end))
        words = words[:start] + " " * (end - start) + words[end:]
    return words


def _kind(words: str) -> tuple[str, str]:
    text = opened(words)
    if told := directive(text):
        return "directive", told
    if number := clinical_number(text):
        return "number", number
    if any(map(text.__contains__, _TIMES)):
        if often := counted(text):
            return "frequency", often
        if lasting := duration(text):
            return "duration", lasting
    return "", ""
