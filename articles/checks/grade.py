"""reading-grade: a patient rendition that needs more schooling than the policy allows."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from functools import lru_cache

from articles.checks.context import Context
from articles.checks.finding import Finding
from articles.claims.reading import Reading, Statement
from articles.content import Content

with warnings.catch_warnings():
    # textstat 0.7.4 looks up its version through pkg_resources, which announces its own end on import.
    warnings.simplefilter("ignore")
    from textstat import textstat

CODE = "reading-grade"
#: A grade from fewer words than this says nothing.
FEWEST_WORDS = 30
_WORD = re.compile(r"[^\W\d_][^\W_]*(?:['’-][^\W\d_]+)*")
_LONGEST_WORD = 40


def grade(reading: Reading, context: Context) -> Iterator[Finding]:
    """Patients cannot follow what they cannot read (PIF TICK: grade 6 to 8)."""
    statements = reading.statements.get("patient", [])
    found = school_grade(statements)
    if found is not None and found > context.grade_limit:
        yield Finding(
            CODE,
            "info",
            f"The patient text reads at school grade {found:.1f}; the policy allows {context.grade_limit:g}.",
            "Use shorter sentences and everyday words; explain a term where it first stands.",
            "patient",
            0,
            len(reading.content.renditions["patient"]),
        )


def grades(content: Content) -> dict[str, float | None]:
    """The school grade of the text for each audience."""
    return {audience: school_grade(said) for audience, said in Reading(content).statements.items()}


def school_grade(statements: list[Statement]) -> float | None:
    """The Flesch-Kincaid grade (Kincaid 1975) of sentences and items, without headings; None if too short."""
    counted = [
        _WORD.findall(said.words) for said in statements if said.sentence.kind in ("paragraph", "item")
    ]
    words = [word for sentence in counted for word in sentence]
    if len(words) < FEWEST_WORDS:
        return None
    syllables = sum(map(_syllables, words))
    return 0.39 * len(words) / len(counted) + 11.8 * syllables / len(words) - 15.59


@lru_cache(maxsize=50_000)
def _syllables(word: str) -> int:
    return max(1, textstat.syllable_count(word[:_LONGEST_WORD]))
