"""Sentences labelled by hand, for claims and doses."""

from __future__ import annotations

from pathlib import Path

import pytest

from articles.claims.reading import Reading, Statement
from tests.checks.pages import page

LABELLED = Path(__file__).with_name("labelled_sentences.txt")
Parsed = tuple[str, float, float, str, tuple[float, float] | None]


def labelled() -> list[tuple[str, list[Parsed], str]]:
    lines = LABELLED.read_text(encoding="utf-8").splitlines()
    rows = [[part.strip() for part in line.split("~")] for line in lines if not line.startswith("#")]
    return [
        (kind, [_label(dose) for dose in doses.split(";") if dose != "-"], text) for kind, doses, text in rows
    ]


def _label(dose: str) -> Parsed:
    given, _, daily = dose.partition("=")
    drug, amount, unit = given.split()
    low, high = map(float, amount.split("-"))
    total = None if daily.strip() == "none" else tuple(round(float(end), 3) for end in daily.split("-"))
    return drug, low, high, unit, total


def said(text: str) -> list[Statement]:
    return Reading(page(text)).statements["clinician"]


def parsed(text: str) -> list[Parsed]:
    return [
        (
            dose.drug or "?",
            dose.low,
            dose.high,
            f"{dose.unit}/{dose.by}" if dose.by else dose.unit,
            tuple(round(end, 3) for end in dose.daily) if dose.daily else None,
        )
        for statement in said(text)
        for dose in statement.doses
    ]


def score(name: str, right: int, told: int, wanted: int) -> None:
    print(
        f"\n{name}: precision {right / told:.3f} ({right} of {told}), recall {right / wanted:.3f} of {wanted}"
    )
    assert right >= 0.9 * told
    assert right >= 0.9 * wanted


def test_the_set_is_large_and_various():
    kinds = [kind for kind, _, _ in labelled()]
    assert len(kinds) >= 150
    assert min(kinds.count(kind) for kind in set(kinds)) >= 5


def test_claims_are_told_from_other_sentences():
    rows = [(kind != "none", any(statement.kind for statement in said(text))) for kind, _, text in labelled()]
    score("claims", rows.count((True, True)), sum(told for _, told in rows), sum(want for want, _ in rows))


@pytest.mark.parametrize("kind", ["dose", "directive", "number", "frequency", "duration"])
def test_each_kind_of_claim_is_recognised(kind):
    rows = [(want == kind, said(text)[0].kind == kind) for want, _, text in labelled()]
    score(kind, rows.count((True, True)), sum(told for _, told in rows), sum(want for want, _ in rows))


def test_doses_are_parsed_with_their_daily_totals():
    right = told = wanted = 0
    for _, want, text in labelled():
        got = parsed(text)
        right += sum(dose in got for dose in want)
        told, wanted = told + len(got), wanted + len(want)
    score("doses", right, told, wanted)
