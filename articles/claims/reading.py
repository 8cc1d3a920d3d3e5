"""A revision read once: its sentences and what each of them says, shared by all rules."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from articles.claims.doses import Dose, doses
from articles.claims.sentences import Sentence, sentences
from articles.content import Citation, Content, Entry

_DIGIT = re.compile(r"\d|\b(?:one|two|half|three)\s")


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence with the doses in it."""

    sentence: Sentence
    doses: tuple[Dose, ...]


class Reading:
    """The statements of every rendition, and the reference list by key."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.entries: dict[str, Entry] = {entry.key: entry for entry in content.entries}

    @cached_property
    def statements(self) -> dict[str, list[Statement]]:
        return {
            audience: [_statement(sentence) for sentence in sentences(text, self.citations(audience))]
            for audience, text in self.content.renditions.items()
        }

    def citations(self, audience: str) -> tuple[Citation, ...]:
        return self.content.citations.get(audience, ())


def _statement(sentence: Sentence) -> Statement:
    found = doses(sentence.text, sentence.start) if _DIGIT.search(sentence.text) else ()
    return Statement(sentence, tuple(found))
