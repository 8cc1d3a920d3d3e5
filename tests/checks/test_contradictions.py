from __future__ import annotations

import pytest

from articles.claims.contradictions import contradictions, positions
from tests.checks.pages import claims


def told(one: str, other: str) -> list[str]:
    held = [*positions("a", claims(one)), *positions("b", claims(other))]
    return [contradiction.reason for contradiction in contradictions(held)]


def test_two_maxima_for_one_drug_and_population_contradict():
    assert told(
        "The maximum of ibuprofen is 1,200 mg a day.", "Never take more than 2.4 g of Advil in 24 hours."
    ) == ["Different maxima of a day for ibuprofen, adults: 1,200 mg and 2,400 mg."]


def test_opposite_directives_contradict():
    assert told("Aspirin should be given in pregnancy.", "Avoid aspirin in pregnancy.") == [
        "One advises aspirin, pregnancy; the other advises against it."
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The maximum of ibuprofen is 1,200 mg a day.", "Take up to 1.2 g of ibuprofen a day."),
        ("The maximum of ibuprofen is 1,200 mg a day.", "Take ibuprofen 200 mg twice daily."),
        ("Avoid aspirin in children.", "Aspirin should be given at once."),
        ("Avoid aspirin in pregnancy.", "Aspirin should be given in pregnancy only by specialists."),
        ("Avoid aspirin.", "Avoid aspirin."),
        ("Avoid aspirin.", "Naproxen should be given."),
    ],
)
def test_what_agrees_or_speaks_of_something_else_does_not(one, other):
    assert told(one, other) == []


def test_an_article_is_not_set_against_itself():
    text = "Aspirin should be given in pregnancy. Avoid aspirin in pregnancy."
    assert contradictions(positions("a", claims(text))) == []


def test_both_sentences_are_shown():
    held = [*positions("a", claims("Avoid aspirin.")), *positions("b", claims("Aspirin should be given."))]
    (found,) = contradictions(held)
    assert (found.one.claim.text, found.other.claim.text) == ("Avoid aspirin.", "Aspirin should be given.")
