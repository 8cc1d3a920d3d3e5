from __future__ import annotations

import pytest

from articles.claims.amounts import MOST
from articles.claims.doses import Dose
from articles.claims.reading import Reading
from tests.checks.pages import page


def doses(text: str) -> list[Dose]:
    return [dose for said in Reading(page(text)).statements["clinician"] for dose in said.doses]


def only(text: str) -> Dose:
    (dose,) = doses(text)
    return dose


@pytest.mark.parametrize(
    ("text", "arithmetic"),
    [
        ("Ibuprofen 400-600 mg three times daily.", "400-600 mg x 3 a day = 1,200-1,800 mg a day"),
        ("Naproxen 250 mg every 8 to 12 hours.", "250 mg x 2-3 a day = 500-750 mg a day"),
        ("Aspirin 75 mg once daily.", "75 mg a day"),
        ("Methotrexate 15 mg once weekly.", "15 mg once weekly"),
        ("Amoxicillin 15 mg/kg every 8 hours.", "15 mg/kg x 3 a day = 45 mg/kg a day"),
        ("Paracetamol 500 mg to 1 g four times a day.", "500-1,000 mg x 4 a day = 2,000-4,000 mg a day"),
        ("Give fosfomycin 3 g as a single dose.", "3 g once"),
        ("Chew aspirin 300 mg at once.", "300 mg"),
    ],
)
def test_the_arithmetic_of_the_day_is_shown(text, arithmetic):
    assert only(text).arithmetic == arithmetic


def test_each_of_two_doses_goes_with_its_own_drug():
    found = doses("Take ibuprofen (200 mg three times daily) or naproxen (220 mg twice daily).")
    assert [(dose.drug, dose.daily) for dose in found] == [
        ("ibuprofen", (600, 600)),
        ("naproxen", (440, 440)),
    ]


def test_the_drug_may_follow_its_amount():
    assert only("Give 80 mg of atorvastatin after warfarin is stopped.").drug == "atorvastatin"


def test_brand_and_other_names_are_one_drug():
    assert [dose.drug for dose in doses("Take Tylenol 500 mg. Take paracetamol 500 mg.")] == [
        "acetaminophen"
    ] * 2


def test_a_frequency_before_the_dose_counts_too():
    assert only("Twice daily, patients take metformin 500 mg").daily == (1000, 1000)


def test_a_frequency_in_another_clause_does_not():
    assert only("Give ibuprofen 400 mg; walk three times a day.").daily is None


def test_route_and_population_are_told():
    dose = only("Children and pregnant women receive ceftriaxone 1 g intravenously.")
    assert (dose.route, dose.population) == ("intravenous", ("children", "pregnant", "women"))


def test_offsets_count_in_the_rendition():
    text = "## Pain\n\nFirst words.\n\n- Then **ibuprofen** 400 mg."
    dose = only(text)
    assert text[dose.start : dose.end] == "400 mg"


@pytest.mark.parametrize(
    "text",
    [
        "Glucose was 126 mg/dL.",
        "A concentration of 4 mmol/L was measured.",
        "Eat 30 g of fibre a day.",
        "Sodium was restricted to 2 g of sodium daily.",
        "Creatinine clearance below 45 mL/min rules out nitrofurantoin.",
        "The stone weighed 12 mg.",
        "The file has 20 MB.",
        "It grew 5 mm within 10 days.",
        "The 400 units of the hospital took part.",
    ],
)
def test_what_is_measured_or_eaten_is_no_dose(text):
    assert doses(text) == []


@pytest.mark.parametrize(
    "written",
    [
        "400 mg", "400mg", "400-mg", "400 milligrams", "0.4 g", "400,000 mcg", ".4 g", "0·4 g", "·4 g",
        "400  mg", "400 \n mg", "400\r\nmg", "400\rmg", "400&nbsp;mg", "400&thinsp;mg", "400&#8239;mg", "400&#x200B;mg", "40\u00ad0 mg",
        "400,000&#160;mcg", "400&nbsp;000 mcg", "400\u202f000 mcg", "400 000 mcg", r"400\,000 mcg",
        "**400** mg", "400 *mg*", "*400 mg*", "4**00** __mg__", "`400 mg`", "`400` mg", "[400 mg](https://example.org/5)",
        "![400 mg](https://example.org/5.png)", "[400](https://example.org/5 \"500 mg\") mg", "[400 mg]", "<400 mg>",
    ],
)  # fmt: skip
def test_an_amount_is_read_however_it_is_written(written):
    dose = only(f"Take ibuprofen {written} now.")
    assert dose.low * {"mg": 1, "g": 1000, "mcg": 0.001}[dose.unit] == pytest.approx(400)


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("Take **400** mg of ibuprofen.", "400** mg"),
        ("Ibuprofen&nbsp;&ndash; 4,000&#160;mg now.", "4,000&#160;mg"),
        ("> Take ibuprofen 400\r\n> *mg* now.", "400\r\n> *mg"),
        ("Take ibuprofen [400](https://example.org/) mg.", "400](https://example.org/) mg"),
        ("Rest [1].\r\rTake ibuprofen .5 mg.", ".5 mg"),
    ],
)
def test_a_dose_split_by_markup_has_its_place_in_the_text_as_sent(text, sent):
    dose = only(text)
    assert text[dose.start : dose.end] == sent


@pytest.mark.parametrize(
    "text",
    [
        r"\# Take ibuprofen 400 mg daily",
        "&#35; Take ibuprofen 400 mg daily",
        "`#` Take ibuprofen 400 mg daily",
        "[# Take ibuprofen 400 mg daily](https://example.org/)",
        "*# Take ibuprofen 400 mg daily*",
        "Rest\n      # and take ibuprofen 400 mg daily",
        "- Rest\n  \\# and take ibuprofen 400 mg daily",
        "```\n# Take ibuprofen 400 mg daily\n```",
        "    # Take ibuprofen 400 mg daily",
        "> \\# Take ibuprofen 400 mg daily",
        "Take ibuprofen 400 mg daily\n-:-",
        "Take ibuprofen 400 mg daily\n\\===",
        "Take ibuprofen 400 mg daily\n      ===",
    ],
)
def test_what_only_looks_like_a_heading_is_read_for_doses(text):
    assert only(text).low == 400


@pytest.mark.parametrize("text", ["# Ibuprofen 400 mg daily", "Ibuprofen 400 mg daily\n===", "> ## *Ibuprofen* 400 mg daily"])
def test_a_heading_gives_no_dose(text):
    assert doses(text) == []


def test_a_number_without_its_nought_is_read_as_less_than_one():
    assert only("Take lorazepam .5-1 mg at night.").arithmetic == "0.5-1 mg a day"


def test_a_medicine_split_by_markup_is_named():
    text = "Take **ibu**profen or *warf*&shy;arin 400 mg."
    (said,) = Reading(page(text)).statements["clinician"]
    assert [(drug.name, text[drug.start : drug.end]) for drug in said.drugs] == [
        ("ibuprofen", "ibu**profen"),
        ("warfarin", "warf*&shy;arin"),
    ]


def test_a_marker_within_a_dose_does_not_hide_it():
    assert [dose.low for dose in doses("Take ibuprofen 400 [9] mg now.")] == [400]


def test_a_row_of_figures_is_one_claim_whose_first_doses_are_taken_apart():
    (said,) = Reading(page("Take " + ", ".join(f"ibuprofen {n} mg" for n in range(100, 130)) + ".")).statements["clinician"]
    assert said.kind == "dose"
    assert [dose.low for dose in said.doses] == [*range(100, 100 + MOST)]
