"""The example page: exactly these findings, and none besides."""

from __future__ import annotations

import re

import pytest

from articles.checks import Context, Finding, examine
from articles.content import Content, Entry
from articles.markers import bind
from tests.checks.pages import TODAY

#: (code, severity, the entry or the words it is about, what the message must say)
EXPECTED = [
    ("citation-shifted", "error", None, "cites numbers up to 6, the list has 5 references"),
    ("citation-dangling", "error", "[6]", "there is no reference 6"),
    (
        "citation-shifted",
        "error",
        "[5]",
        "Reference 4, “Management and treatment of iliopsoas abscess.”, does: abscess",
    ),
    (
        "claim-self-supported",
        "error",
        "Treatment for iliopsoas muscle strain",
        "Dr.Oracle Medical Advisory Board",
    ),
    ("claim-self-supported", "error", "Over-the-counter NSAIDs", "A dose rests only on reference 1"),
    ("reference-self-published", "warning", "r1", "listed as a guideline"),
    ("reference-incomplete", "warning", "r2", "no authors"),
    ("reference-incomplete", "warning", "r3", "no authors"),
    ("reference-incomplete", "warning", "r4", "no authors"),
    ("reference-incomplete", "warning", "r5", "no authors"),
    ("reference-unidentified", "warning", "r1", "no DOI"),
    ("reference-unidentified", "warning", "r2", "no DOI"),
    ("reference-unidentified", "warning", "r3", "no DOI"),
    ("reference-unidentified", "warning", "r4", "no DOI"),
    ("reference-unidentified", "warning", "r5", "no DOI"),
    ("reference-outdated", "warning", "r4", "of 2009, 17 years old"),
    ("reference-outdated", "warning", "r5", "of 2012, 14 years old"),
    ("claim-uncited", "warning", "When managing iliopsoas", "is essential to"),
    ("claim-uncited", "warning", "It is crucial to address", "is crucial to"),
    ("dose-exceeds-label", "warning", "400-600mg", "400-600 mg x 3 a day = 1,200-1,800 mg a day"),
    ("dose-exceeds-label", "warning", "220-440mg", "220 mg is naproxen sodium (the salt)"),
    ("caution-missing", "warning", "ibuprofen", "warfarin (label: anticoagulant)"),
]
REFERENCE = re.compile(r"(Guideline|Research)\n\n(.+)\n\n(.+), (\d{4})\n")


@pytest.fixture(scope="module")
def example(shared) -> str:
    return (shared / "seed-article.txt").read_text(encoding="utf-8")


def page(example: str, *, brackets: bool) -> Content:
    """The page as its author meant it: bare markers as they stand, or rewritten as [n]."""
    question, _, rest = example.partition("\n")
    text, _, listed = rest[rest.index("From the Guidelines") :].partition("\nReferences\n")
    if brackets:
        text = re.sub(r"(?<=[a-z]) ([1-6])(?=[ .\n])", r" [\1]", text)
    entries = tuple(_entry(number, *fields) for number, fields in enumerate(REFERENCE.findall(listed), 1))
    citations = {"clinician": bind(text, [entry.key for entry in entries])}
    return Content(question, {"clinician": text}, entries, citations)


def _entry(number: int, kind: str, title: str, source: str, year: str) -> Entry:
    csl = {"type": "article-journal", "title": title, "issued": {"date-parts": [[int(year)]]}}
    csl |= {"author": [{"literal": source}]} if kind == "Guideline" else {"container-title": source}
    return Entry(number, f"r{number}", kind.lower(), csl)


CONTEXT = Context(publisher=("Dr.Oracle",), today=TODAY)


def test_the_example_gives_exactly_the_findings_of_the_table(example):
    content = page(example, brackets=True)
    text = content.renditions["clinician"]
    left = examine(content, CONTEXT).findings
    for code, severity, about, says in EXPECTED:
        matching = [
            one for one in left if (one.code, one.severity) == (code, severity) and says in one.message
        ]
        matching = [one for one in matching if about == _about(one, text, about)]
        assert len(matching) == 1, (code, about)
        left.remove(matching[0])
    assert left == []


def _about(finding: Finding, text: str, words: str | None) -> str | None:
    """The entry a finding is about, or as many of the words it stands at as are expected."""
    if finding.start is None:
        return finding.reference or None
    return text[finding.start : finding.end][: len(words or "")]


def test_the_doses_of_the_example_are_set_against_the_label(example):
    messages = [
        found.message for found in examine(page(example, brackets=True), CONTEXT).findings if "exceeds" in found.code
    ]
    assert "1,200 mg in 24 hours (6 x 200 mg), over the counter" in messages[0]
    assert "up to 880 mg, above the label's 660 mg" in messages[1]


def test_bare_markers_are_suspected_and_never_bound(example):
    content = page(example, brackets=False)
    suspected = [found for found in examine(content, CONTEXT).findings if found.code == "citation-suspected"]
    text = content.renditions["clinician"]
    numbers = [text[found.start : found.end] for found in suspected]
    assert numbers == ["1", "1", "1", "1", "1", "1", "2", "3", "4", "2", "2", "5", "6"]
    assert all(0.5 <= found.confidence < 1 for found in suspected)
    assert content.citations["clinician"] == ()


def test_the_example_without_a_known_publisher_still_shows_its_own_guideline(example):
    codes = [found.code for found in examine(page(example, brackets=True), Context()).findings]
    assert "reference-self-published" in codes


def test_the_example_is_of_high_risk_for_its_doses(example):
    risk = examine(page(example, brackets=True), CONTEXT).risk
    assert (risk.level, risk.why) == ("high", ("1 claim: gives a dose",))
