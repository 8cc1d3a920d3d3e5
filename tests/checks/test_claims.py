from __future__ import annotations

import pytest

from articles.checks import examine
from articles.claims import risk_tier, same_claims
from articles.claims.reading import MOST_SHARED
from tests.checks.pages import CONTEXT, claims, entry, page


def only(text, *entries, **changes):
    (claim,) = claims(text, *entries, **changes)
    return claim


def same(old, new):
    return same_claims(*([(claim.id, claim.text) for claim in claims] for claims in (old, new)))


def test_a_claim_is_the_sentence_as_sent_with_its_place():
    text = "Groins hurt. You should **rest** [1]. It helps."
    claim = only(text, entry(1))
    assert (claim.text, text[claim.start : claim.end]) == ("You should **rest** [1].",) * 2
    assert (claim.kind, claim.references) == ("directive", ("r1",))


def test_a_list_item_shares_its_citations_among_its_sentences():
    found = claims("- You should rest. Avoid hills [1].\n- You should walk.", entry(1))
    assert [claim.references for claim in found] == [("r1",), ("r1",), ()]


def test_an_item_that_cites_half_a_library_shares_it_with_none_of_its_sentences():
    entries = [entry(number) for number in range(1, MOST_SHARED + 2)]
    item = "- You should rest. Avoid hills [{}]."
    assert [len(claim.references) for claim in claims(item.format(f"1-{MOST_SHARED}"), *entries)] == [MOST_SHARED] * 2
    assert [len(claim.references) for claim in claims(item.format(f"1-{MOST_SHARED + 1}"), *entries)] == [0, MOST_SHARED + 1]


def test_a_dose_comes_parsed_and_others_under_more():
    claim = only("Take ibuprofen 200 mg twice daily or naproxen 220 mg once daily.")
    assert (claim.dose["drug"], claim.dose["daily"]) == ("ibuprofen", [400, 400])
    assert [more["drug"] for more in claim.dose["more"]] == ["naproxen"]


def test_headings_claim_nothing():
    assert claims("## You should rest\n\nHips bend.") == []


def test_the_same_sentence_twice_makes_two_claims():
    ids = [claim.id for claim in claims("You should rest.\n\nHips bend.\n\nYou should rest.")]
    assert len(set(ids)) == 2


def test_a_claim_for_another_audience_is_another_claim():
    assert only("You should rest.", audience="patient").id != only("You should rest.").id


@pytest.mark.parametrize(
    "again",
    [
        "Hips bend. You should take 400 mg of ibuprofen twice daily [1].",
        "You should take 400 mg of ibuprofen twice daily [1].",
        "You should take **400mg** of ibuprofen  twice daily.",
        "- You should usually take 400 mg of the ibuprofen, twice daily [2]",
        "you should take 400\nmg of ibuprofen twice daily.",
    ],
)
def test_a_claim_keeps_its_id_while_its_substance_stays(again):
    first = only("You should take 400 mg of ibuprofen twice daily.")
    assert only(again, entry(1), entry(2)).id == first.id


@pytest.mark.parametrize(
    "again",
    [
        "You should take 600 mg of ibuprofen twice daily.",
        "You should take 400 mcg of ibuprofen twice daily.",
        "You should not take 400 mg of ibuprofen twice daily.",
        "You should take 400 mg of naproxen twice daily.",
        "You should take 400 mg of ibuprofen thrice daily.",
    ],
)
def test_a_changed_dose_number_drug_or_negation_makes_another_claim(again):
    first = only("You should take 400 mg of ibuprofen twice daily.")
    assert only(again).id != first.id
    assert same([first], [only(again)]) == {}


def test_a_mended_spelling_leaves_it_the_same_claim():
    old, new = (
        only("You shoud avoid streching after the operation."),
        only("You should avoid stretching after the operation."),
    )
    assert same([old], [new]) == {new.id: old.id}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Avoid it in hypotension.", "Avoid it in hypertension."),
        ("Avoid cefuroxime here.", "Avoid cefotaxime here."),
        ("Avoid it in pregnancy.", "Avoid it in childhood."),
        ("Avoid it in pregnancy.", "Avoid it in late pregnancy."),
    ],
)
def test_a_turned_meaning_that_looks_like_a_slip_makes_another_claim(old, new):
    assert same([only(old)], [only(new)]) == {}


@pytest.mark.parametrize(
    ("text", "risk", "why"),
    [
        ("Take ibuprofen 200 mg daily.", "high", "gives a dose"),
        ("Warfarin should be stopped.", "high", "prescription medicine (warfarin)"),
        ("Children should rest.", "high", "speaks of children"),
        ("Pregnant women should rest.", "high", "pregnancy"),
        ("Call an ambulance if you faint.", "high", "emergency"),
        ("You should rest.", "medium", "tells the reader what to do"),
        ("Ibuprofen works within 2 hours.", "medium", "speaks of a medicine (ibuprofen)"),
        ("It heals within 2 weeks.", "low", "states a duration"),
    ],
)
def test_a_claim_has_a_risk_and_says_why(text, risk, why):
    claim = only(text)
    assert claim.risk == risk
    assert why in "; ".join(claim.why)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Hips bend.", "low"),
        ("It heals within 2 weeks.", "low"),
        ("It heals within 2 weeks. You should rest.", "medium"),
        ("You should rest. Take ibuprofen 200 mg daily. Children should rest.", "high"),
    ],
)
def test_the_tier_of_a_page_is_that_of_its_riskiest_claim(text, level):
    content = page(text)
    assert risk_tier(content, claims(text)).level == level


def test_a_claim_under_a_prohibition_says_so():
    (claim,) = claims("## Don’t\n\n- use scented soap every day")
    assert "stands under “Don’t”" in claim.why


def test_the_tier_counts_its_reasons():
    text = "Take ibuprofen 200 mg daily. Take aspirin 75 mg daily. Children should rest."
    assert risk_tier(page(text), claims(text)).why == (
        "2 claims: gives a dose",
        "1 claim: speaks of children",
    )


def test_one_examination_says_what_check_and_claims_say():
    content = page("You should rest [1]. Take ibuprofen 200 mg daily.", entry(1))
    examined = examine(content, CONTEXT)
    assert [claim.kind for claim in examined.claims] == ["directive", "dose"]
    assert [found.code for found in examined.findings] == ["dose-uncited"]
    assert examined.risk.level == "high"
