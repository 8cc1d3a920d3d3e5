from __future__ import annotations

from dataclasses import replace

import pytest

from articles.content import Content
from articles.minor import is_minor
from tests.checks.pages import entry, page

ENTRIES = (entry(1), entry(2))
TEXT = (
    "## The hip\n\nThe hip flexor is a strong mussel. It bends the hip, and it seldom tears. "
    "Many runners know it. It runs deep in the groin.\n\n"
    "You should rest for 2 weeks [1]. Take ibuprofen 200 mg twice daily [2]."
)


def revised(old: str, new: str, **changes) -> Content:
    assert old in TEXT
    return page(TEXT.replace(old, new), *ENTRIES, **changes)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("mussel", "muscle"),
        ("It bends the hip, and", "It bends the hip and"),
        ("Many runners know it.", "Runners know it well."),
        ("The hip flexor", "The **hip flexor**"),
        ("200 mg", "200mg"),
        ("You should rest", "You  should *rest*"),
        ("You should rest for 2 weeks", "You should resst for 2 weeks"),
        ("## The hip", "## Your hip"),
    ],
)
def test_spelling_punctuation_and_some_wording_are_minor(old, new):
    compared = is_minor(page(TEXT, *ENTRIES), revised(old, new))
    assert compared, compared.reason


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("200 mg", "400 mg", "a claim changed"),
        ("twice daily", "thrice daily", "a claim changed"),
        ("2 weeks", "3 weeks", "a claim changed"),
        ("should rest", "should not rest", "a claim changed"),
        ("ibuprofen", "naproxen", "a claim changed"),
        ("You should rest for 2 weeks [1]. ", "", "A citation in the clinician text changed"),
        ("[2]", "[1]", "A citation"),
        ("[2]", "[1,2]", "A citation"),
        ("Many runners know it.", "You should know it.", "a claim was added or removed"),
        ("it seldom tears", "it never tears", "a number or negation changed"),
        ("Many runners", "Many runners of 1990", "a number or negation changed"),
        ("Many runners know it.", "Many runners know aspirin.", "a medicine changed"),
        ("runs deep in", "runs high in", "a direction changed"),
    ],
)
def test_what_a_reviewer_signed_for_is_not_minor(old, new, reason):
    compared = is_minor(page(TEXT, *ENTRIES), revised(old, new))
    assert not compared
    assert reason in compared.reason


@pytest.mark.parametrize(
    ("old", "new"),
    [("from the second week", "from the third week"), ("in two stages", "in three stages"), ("in half a year", "in a year"),
     ("in a dozen days", "in twenty days"), ("twice", "once")],
)  # fmt: skip
def test_a_number_in_words_is_a_number_outside_of_claims_too(old, new):
    before, after = (page(f"{TEXT} Most of it comes back {when}.", *ENTRIES) for when in (old, new))
    assert "a number in words changed" in is_minor(before, after).reason


def test_two_numbers_in_words_are_no_two_spellings_of_one():
    before, after = (page(TEXT.replace("2 weeks", f"{days} days"), *ENTRIES) for days in ("seventeen", "seventy"))
    assert "a number in words changed" in is_minor(before, after).reason


def test_a_new_text_around_the_same_claims_is_not_minor():
    old = "The hip flexor is a strong mussel. It bends the hip, and it seldom tears. Many runners know it."
    new = "Whoever sits long knows this ache. It seldom comes alone. Chairs are to blame."
    assert "much was reworded" in is_minor(page(TEXT, *ENTRIES), revised(old, new)).reason


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Take [4000 mg of ibuprofen daily].", "Take [5000 mg of ibuprofen daily]."),
        ("If ALT <ULN take 4000 mg; if ALT >ULN stop.", "If ALT <ULN take 5000 mg; if ALT >ULN stop."),
        ("Take lorazepam 5 mg.", "Take lorazepam .5 mg."),
        ("Take lorazepam 0.5 mg.", "Take lorazepam 0·8 mg."),
        ("Counts above 10^3^ weigh.", "Counts above 10^6^ weigh."),
        ("Take `400 mg` of ibuprofen.", "Take `800 mg` of ibuprofen."),
        ("Take **40**0 mg of ibuprofen.", "Take **80**0 mg of ibuprofen."),
    ],
)
def test_a_number_is_seen_whatever_markup_stands_around_it(old, new):
    assert not is_minor(page(old), page(new))


def test_a_word_longer_than_any_is_not_compared_letter_by_letter():
    assert not is_minor(page(f"You should take {'a' * 70}b."), page(f"You should take {'a' * 70}c."))


def test_a_changed_reference_is_not_minor():
    other = page(TEXT, entry(1), entry(2, "Another work"))
    assert is_minor(page(TEXT, *ENTRIES), other).reason == "The reference list changed."


def test_a_notice_on_a_reference_changes_no_content():
    other = page(TEXT, entry(1), entry(2, notices=("corrected",)))
    assert is_minor(page(TEXT, *ENTRIES), other)


def test_another_question_or_audience_is_not_minor():
    old = page(TEXT, *ENTRIES)
    assert not is_minor(old, page(TEXT, *ENTRIES, question="What harms?"))
    assert not is_minor(old, page(TEXT, *ENTRIES, audience="patient"))


def test_another_specialty_is_not_minor():
    old = page(TEXT, *ENTRIES)
    assert "specialty" in is_minor(old, replace(old, specialty="Surgical")).reason


def test_nothing_changed_is_minor():
    assert is_minor(page(TEXT, *ENTRIES), page(TEXT, *ENTRIES))
