"""Each code of the contract: when it speaks, when it is silent, and what it says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from articles.checks import RULES, SEVERITIES, Context, examine
from articles.labels import read_labels
from tests.checks.pages import CONTEXT, TODAY, entry, findings, found, page


def test_a_faultless_page_has_no_findings():
    assert findings("You should rest [1]. Hips bend [2].", entry(1), entry(2)) == []


def test_every_finding_says_what_and_how_to_mend_it():
    text = "Rest 2 weeks. Take ibuprofen 800 mg three times daily [9]. You should take warfarin [1]."
    own = entry(1, "Own words", author=[{"literal": "Harbour Health"}], DOI=None, notices=("retracted",))
    told = findings(text, own, entry(2, issued=None), entry(3, issued={"date-parts": [[1990]]}))
    assert len({one.code for one in told}) >= 8
    for one in told:
        assert one.severity in SEVERITIES
        assert one.message.endswith((".", "”."))
        assert one.help.endswith(".")


def test_errors_come_first_then_the_order_of_the_text():
    told = findings("Rest 2 weeks.\n\nTake aspirin 75 mg daily.\n\nSee there [7].", entry(1))
    assert [one.severity for one in told] == sorted((one.severity for one in told), key=SEVERITIES.index)


def test_a_flooded_page_is_told_so_once_a_rule():
    told = found("citation-dangling", "Word [9]. " * 500, entry(1))
    assert len(told) == 200
    assert told[-1].message.endswith("Further findings of this kind are not listed.")


def test_a_rule_is_one_module_that_says_its_codes():
    for rule in RULES:
        assert rule.__doc__, rule.__name__


class TestDangling:
    def test_names_the_marker_and_the_length_of_the_list(self):
        (told,) = found("citation-dangling", "So it is [3].", entry(1), entry(2))
        assert told.severity == "error"
        assert "“[3]” points nowhere: the list has 2 entries, so there is no reference 3" in told.message
        assert (told.start, told.end) == (9, 12)

    def test_names_an_unknown_key(self):
        (told,) = found("citation-dangling", "So it is [@smith2020].", entry(1))
        assert "no reference has the key smith2020" in told.message

    def test_shortens_what_is_longer_than_anybody_reads(self):
        (told,) = found("citation-dangling", f"So it is [@{'k' * 60}].", entry(1))
        assert f"“[@{'k' * 28} …” points nowhere: no reference has the key {'k' * 39}… (" in told.message

    def test_each_unknown_number_is_told(self):
        assert len(found("citation-dangling", "So it is [2, 3].", entry(1))) == 2


class TestShifted:
    def test_more_numbers_than_references_put_every_position_in_doubt(self):
        (told,) = found("citation-shifted", "So it is [4].", entry(1))
        assert told.severity == "error"
        assert "cites numbers up to 4, the list has 1 reference:" in told.message

    def test_an_unknown_key_shifts_nothing(self):
        assert found("citation-shifted", "So it is [@smith2020].", entry(1)) == []

    def test_a_marker_whose_words_fit_the_neighbour_is_told(self):
        text = "Gout flares respond to colchicine [2]. Shingles hurts [3]."
        told = found(
            "citation-shifted", text, entry(1, "Colchicine in gout"), entry(2, "Aciclovir for shingles")
        )
        assert [one.reference for one in told] == ["", "r2"]
        assert "Reference 1, “Colchicine in gout”, does: colchicine, gout" in told[1].message
        assert told[1].confidence == 0.8

    def test_one_marker_alone_proves_nothing(self):
        text = "Gout flares respond to colchicine [2]. Shingles hurts [1]."
        told = found(
            "citation-shifted", text, entry(1, "Colchicine in gout"), entry(2, "Aciclovir for shingles")
        )
        assert told == []

    def test_keys_cannot_shift(self):
        text = "Gout flares respond to colchicine [@r2]. It hurts [3]."
        told = found(
            "citation-shifted", text, entry(1, "Colchicine in gout"), entry(2, "Aciclovir for shingles")
        )
        assert [one.reference for one in told] == [""]


class TestSuspected:
    def test_a_bare_number_is_proposed_with_a_confidence(self):
        told = found("citation-suspected", "Injections can help 1. Drainage works 2.", entry(1), entry(2))
        assert [one.severity for one in told] == ["warning"] * 2
        assert all(0.5 <= one.confidence < 1 for one in told)
        assert "write [1]" in told[0].help

    @pytest.mark.parametrize("space", ["", " "])
    @pytest.mark.parametrize("raised", ["^1^", "<sup>1</sup>", "¹"])
    @pytest.mark.parametrize("stop", [".", ""])
    def test_so_is_a_raised_one(self, stop, raised, space):
        text = f"Injections can help{stop}{space}{raised} Then rest."
        (told,) = found("citation-suspected", text, entry(1))
        assert (text[told.start : told.end], told.confidence) == (raised, 0.93)

    @pytest.mark.parametrize("power", ["10 <sup>3</sup> cells", "4 m <sup>2</sup>", "Ca <sup>2</sup>", "x ² + 1", "2 ^3^", "kg ^2^"])
    def test_the_power_of_a_figure_or_a_unit_is_not(self, power):
        assert found("citation-suspected", f"It counts {power} here.", *(entry(number) for number in range(1, 5))) == []

    @pytest.mark.parametrize(
        "text",
        [
            "It takes 2 to 4 weeks.",
            "Of 20 patients 5 improved.",
            "Grade 2 strains heal.",
            "See table 1.",
            "It fell by 3%.",
            "The area is 4 m² or 10³ cells.",
            "In 2019, 3 trials began.",
            "Aged 5, he fell.",
            "1. First\n2. Second",
            "Take ibuprofen 4 hourly.",
        ],
    )
    def test_counts_labels_and_measures_are_not(self, text):
        assert found("citation-suspected", text, *(entry(number) for number in range(1, 7))) == []

    def test_nothing_is_suspected_where_there_is_no_list(self):
        assert found("citation-suspected", "Injections can help 1.") == []

    def test_nothing_is_suspected_beside_written_markers(self):
        assert found("citation-suspected", "It can help [1]. It works [1]. See there 1.", entry(1)) == []

    def test_a_reference_that_a_bare_number_may_cite_is_not_called_unused(self):
        assert found("citation-unused", "Injections can help 1.", entry(1)) == []


class TestReferences:
    def test_an_uncited_reference_is_unused(self):
        (told,) = found("citation-unused", "So it is [1].", entry(1), entry(2, "Lonely work"))
        assert (told.reference, told.severity) == ("r2", "warning")
        assert "Reference 2, “Lonely work”" in told.message

    def test_a_range_cites_all_between_its_ends(self):
        assert found("citation-unused", "So it is [1-3].", *(entry(number) for number in (1, 2, 3))) == []

    def test_the_same_doi_twice_is_a_duplicate(self):
        told = found(
            "reference-duplicate", "So [1,2].", entry(1, "One"), entry(2, "One", DOI="10.5555/EXAMPLE.1")
        )
        assert [one.reference for one in told] == ["r2"]
        assert "the same work as reference 1" in told[0].message

    def test_the_same_title_under_two_identifiers_is_not(self):
        assert found("reference-duplicate", "So [1,2].", entry(1, "Editorial"), entry(2, "Editorial")) == []

    @pytest.mark.parametrize(
        ("without", "says"),
        [({"author": None}, "no authors"), ({"issued": None}, "no year"), ({"title": " "}, "no title")],
    )
    def test_a_reference_without_author_title_or_year_is_incomplete(self, without, says):
        (told,) = found("reference-incomplete", "So [1].", entry(1, **without))
        assert says in told.message

    def test_a_label_needs_no_persons_but_an_issuer(self):
        label = entry(1, kind="label", author=None, publisher="DailyMed")
        assert found("reference-incomplete", "So [1].", label) == []

    def test_a_reference_without_an_address_is_unidentified(self):
        (told,) = found("reference-unidentified", "So [1].", entry(1, DOI=None))
        assert (told.reference, told.severity) == ("r1", "warning")

    @pytest.mark.parametrize(
        "address", [{"PMID": "12345678"}, {"URL": "https://example.org/a"}, {"ISBN": "9780306406157"}]
    )
    def test_any_address_will_do(self, address):
        assert found("reference-unidentified", "So [1].", entry(1, DOI=None, **address)) == []

    @pytest.mark.parametrize(
        ("kind", "year", "old"),
        [
            ("guideline", 2020, True),
            ("guideline", 2021, False),
            ("research", 2016, False),
            ("research", 2015, True),
        ],
    )
    def test_a_reference_is_outdated_by_the_age_its_kind_allows(self, kind, year, old):
        told = found("reference-outdated", "So [1].", entry(1, kind=kind, issued={"date-parts": [[year]]}))
        assert bool(told) is old

    def test_the_policy_sets_the_age(self):
        context = Context(today=TODAY, reference_age={"research": 1})
        (told,) = [
            one for one in examine(page("So [1].", entry(1)), context).findings if one.code == "reference-outdated"
        ]
        assert "2 years old; for its kind (research) the policy allows 1" in told.message

    def test_without_a_day_nothing_is_old(self):
        told = examine(page("So [1].", entry(1, issued={"date-parts": [[1950]]})), Context()).findings
        assert told == []


class TestNotices:
    @pytest.mark.parametrize(
        ("notice", "severity"),
        [("retracted", "error"), ("concern", "warning"), ("corrected", "info"), ("superseded", "warning")],
    )
    def test_a_noticed_work_that_is_cited_is_told_where(self, notice, severity):
        (told,) = found(f"reference-{notice}", "So it is [1].", entry(1, notices=(notice,)))
        assert (told.severity, told.reference, told.start) == (severity, "r1", 9)

    def test_one_that_is_not_cited_is_not(self):
        assert found("reference-retracted", "So it is.", entry(1, notices=("retracted",))) == []

    def test_citing_it_to_speak_of_its_retraction_is_right(self):
        text = "That trial has been retracted [1]."
        assert found("reference-retracted", text, entry(1, notices=("retracted",))) == []

    def test_citing_it_for_more_than_that_is_not(self):
        text = "That trial has been retracted [1]. It helps [1]."
        (told,) = found("reference-retracted", text, entry(1, notices=("retracted",)))
        assert told.start == text.rindex("[1]")


class TestIndependence:
    @pytest.mark.parametrize(
        "changes",
        [
            {"author": [{"literal": "Harbour Health Medical Advisory Board"}]},
            {"author": [{"family": "Rivera", "given": "M. T."}]},
            {"author": [{"family": "Else", "given": "A."}, {"literal": "Maria Rivera"}]},
            {"publisher": "harbour-health"},
            {"author": [{"literal": "Medical Advisory Board & Editors"}], "DOI": None},
        ],
    )
    def test_the_publisher_and_its_board_are_recognised(self, changes):
        (told,) = found("reference-self-published", "So [1].", entry(1, **changes))
        assert (told.severity, told.reference) == ("warning", "r1")

    @pytest.mark.parametrize(
        "changes",
        [
            {"author": [{"family": "Rivera", "given": "Joan"}]},
            {"author": [{"literal": "Harbourside Healthcare"}]},
            {"author": [{"literal": "Editorial Board of the Lancet"}]},
        ],
    )
    def test_others_of_like_names_are_not(self, changes):
        assert found("reference-self-published", "So [1].", entry(1, **changes)) == []

    def test_a_directive_on_own_word_alone_is_an_error(self):
        own = entry(1, author=[{"literal": "Harbour Health"}])
        (told,) = found("claim-self-supported", "You should rest [1].", own)
        assert told.severity == "error"
        assert "An instruction rests only on reference 1" in told.message

    def test_an_independent_source_beside_it_is_enough(self):
        own = entry(1, author=[{"literal": "Harbour Health"}])
        assert found("claim-self-supported", "You should rest [1,2].", own, entry(2)) == []

    def test_a_mere_number_may_rest_on_it(self):
        own = entry(1, author=[{"literal": "Harbour Health"}])
        assert found("claim-self-supported", "It heals within 2 weeks [1].", own) == []


class TestUncited:
    def test_a_dose_without_a_source_is_an_error(self):
        (told,) = found("dose-uncited", "Hips bend [1]. Take ibuprofen 200 mg daily.", entry(1))
        assert told.severity == "error"
        assert "ibuprofen 200 mg" in told.message

    def test_a_citation_in_the_sentence_supports_it(self):
        assert found("dose-uncited", "Take ibuprofen 200 mg daily [1].", entry(1)) == []

    def test_a_citation_after_the_stop_belongs_to_the_sentence_before(self):
        assert found("dose-uncited", "Take ibuprofen 200 mg daily.[1] Then rest.", entry(1)) == []

    def test_a_citation_anywhere_in_a_list_item_supports_it(self):
        assert found("dose-uncited", "- Take ibuprofen 200 mg daily. It helps [1].", entry(1)) == []

    def test_a_citation_in_another_item_does_not(self):
        assert len(found("dose-uncited", "- Take ibuprofen 200 mg daily.\n- It helps [1].", entry(1))) == 1

    def test_a_citation_in_the_next_sentence_of_a_paragraph_does_not(self):
        assert len(found("dose-uncited", "Take ibuprofen 200 mg daily. It helps [1].", entry(1))) == 1

    def test_a_cell_of_a_table_is_supported_by_its_row(self):
        assert (
            found("dose-uncited", "| drug | dose | source |\n|---|---|---|\n| ibuprofen | 200 mg daily | [1] |", entry(1))
            == []
        )

    @pytest.mark.parametrize(
        "text",
        [
            "Take ibuprofen 200 mg daily\r\rIt helps [1].",
            "Take ibuprofen 200 mg daily\n***\nIt helps [1].",
            "Take ibuprofen 200 mg daily\n> It helps [1].",
            "> Take ibuprofen 200 mg daily\n\nIt helps [1].",
            "Take ibuprofen 200 mg daily\n```\ncode\n```\nIt helps [1].",
            "drug | dose\n--- | ---\nibuprofen | 200 mg daily\nwalking | helps [1]",
            "Take ibuprofen 200 mg daily `[1]`.",
            r"Take ibuprofen 200 mg daily \[1\].",
            "| drug | dose |\n|---|---|\n| ibuprofen | 200 mg daily | [1] |",
        ],
    )
    def test_a_citation_that_the_page_shows_elsewhere_or_not_at_all_does_not(self, text):
        assert len(found("dose-uncited", text, entry(1))) == 1

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("You should rest.", "An instruction (“should”)"),
            ("About 30% relapse.", "A number (“30%”)"),
            ("Stretch three times a week.", "A frequency"),
            ("It heals within 2 weeks.", "A duration"),
        ],
    )
    def test_a_claim_without_a_source_is_a_warning(self, text, says):
        (told,) = found("claim-uncited", text, entry(1))
        assert told.severity == "warning"
        assert says in told.message

    def test_a_page_without_any_references_is_told_so_once(self):
        (told,) = found("claim-uncited", "You should rest. About 30% relapse.")
        assert "The page has no references, and makes 2 statements" in told.message


class TestLabel:
    def test_a_day_above_the_label_is_shown_with_row_arithmetic_and_source(self):
        (told,) = found("dose-exceeds-label", "Take ibuprofen 800 mg three times daily [1].", entry(1))
        assert told.severity == "warning"
        assert "800 mg x 3 a day = 2,400 mg a day: up to 2,400 mg, above the label's 1,200 mg" in told.message
        assert "over the counter, adults, United States (DailyMed, ibuprofen 200 mg tablet;" in told.message

    @pytest.mark.parametrize(
        "text",
        [
            "Take ibuprofen 400 mg three times daily [1].",
            "Take paracetamol 1 g four times daily [1].",
            "Take aspirin 500 mg eight times daily [1].",
            "Never take more than 4 g of paracetamol in 24 hours [1].",
            "Take paracetamol 1 g every 4 to 6 hours (maximum 4 g in 24 hours) [1].",
            "Take ibuprofen 10 mg/kg three times daily [1].",
            "Ibuprofen 800 mg three times daily is given by prescription [1].",
            "An overdose of paracetamol 12 g is often fatal [1].",
            "Give paracetamol 6 g intravenously [1].",
            "Take diclofenac 900 mg daily [1].",
            "Take loperamide 16 mg a day on prescription [1].",
        ],
    )
    def test_it_is_silent_within_the_label_and_beyond_its_table(self, text):
        assert found("dose-exceeds-label", text, entry(1)) == []

    @pytest.mark.parametrize(
        "text",
        [
            "Take paracetamol 1 g every 4 hours [1].",
            "Take Tylenol 5,000 mg a day [1].",
            "Take loratadine 10 mg twice daily [1].",
            "Take loperamide 4 mg three times daily [1].",
            "Take loperamide 20 mg a day on prescription [1].",
            "Take paracetamol 1 g every 4 hours, up to 6 g in 24 hours [1].",
            "Take ibuprofen 2 g at once [1].",
        ],
    )
    def test_it_speaks_above_the_label(self, text):
        assert found("dose-exceeds-label", text, entry(1))


class TestLabelsByPopulation:
    HEADER = "drug,maximum,unit,availability,jurisdiction,population,source,read_on\n"
    ROW = "ibuprofen,{},mg,over the counter,United States,{},A label,2026-11-22\n"
    LABELS = read_labels(HEADER + ROW.format(1200, "adults and children 12 years and over") + ROW.format(600, "children 6 to 11"))

    def told(self, text: str, **changes) -> list[str]:
        context = replace(CONTEXT, labels=self.LABELS)
        return [f.message for f in found("dose-exceeds-label", text, entry(1), context=context, **changes)]

    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("Children may take ibuprofen 300 mg three times a day [1].", "900 mg"),
            ("Aged 8 years, one takes ibuprofen 300 mg three times a day [1].", "900 mg"),
            ("Adults take ibuprofen 400 mg three times a day and children 300 mg three times a day [1].", "900 mg"),
            ("Adults take ibuprofen 400 mg three times a day; children take 300 mg three times a day [1].", "900 mg"),
            ("## Children\n\nIbuprofen 300 mg three times a day [1].", "900 mg"),
            ("For children:\n\n- ibuprofen 300 mg three times a day [1]", "900 mg"),
        ],
    )
    def test_a_dose_for_children_is_compared_with_the_childrens_row(self, text, day):
        (message,) = self.told(text)
        assert f"up to {day}, above the label's 600 mg" in message
        assert "over the counter, children 6 to 11, United States" in message
        assert "no row for that" not in message

    def test_the_question_says_for_whom_where_the_text_does_not(self):
        assert self.told("Ibuprofen 300 mg three times a day [1].", question="How much ibuprofen may my child take?")

    @pytest.mark.parametrize(
        "text",
        [
            "Ibuprofen 400 mg three times a day helps [1].",
            "Adults may take ibuprofen 400 mg three times a day [1].",
            "Adults and children over 12 may take ibuprofen 400 mg three times a day [1].",
            "Ibuprofen 200 mg three times a day for children, 400 mg three times a day for adults [1].",
            "Children take ibuprofen 200 mg three times a day and adults 400 mg three times a day [1].",
        ],
    )
    def test_a_dose_for_adults_is_compared_with_theirs(self, text):
        assert self.told(text) == []

    def test_a_laboratory_value_is_nobody(self):
        (message,) = self.told("Where lactate is high, ibuprofen 600 mg three times a day harms [1].")
        assert "speaks of" not in message

    def test_where_the_table_has_no_row_for_them_the_finding_says_for_whom_its_row_is(self):
        (message,) = self.told("In pregnancy some take ibuprofen 600 mg three times a day [1].")
        assert message.endswith(
            "The page speaks of pregnancy here; the table has no row for that, and this one is for adults and children 12 years "
            "and over."
        )


class TestCautions:
    def test_a_condition_named_elsewhere_on_the_page_is_missing_beside_the_advice(self):
        text = "Ibuprofen can help [1].\n\nPeople on warfarin bruise [1]."
        (told,) = found("caution-missing", text, entry(1))
        assert "advises ibuprofen" in told.message
        assert "warfarin (label: anticoagulant)" in told.message
        assert text[told.start : told.end] == "Ibuprofen"

    def test_the_question_and_the_titles_name_conditions_too(self):
        assert found(
            "caution-missing", "Naproxen can help [1].", entry(1, "Bleeding in cirrhosis and peptic ulcer")
        )
        assert found("caution-missing", "Naproxen can help.", question="What helps in pregnancy?")

    def test_a_page_that_gives_the_caution_misses_none(self):
        text = "Ibuprofen can help [1].\n\nDo not take ibuprofen with warfarin [1]."
        assert found("caution-missing", text, entry(1)) == []

    @pytest.mark.parametrize("meant", ["It must not be taken with a blood thinner", "Never combine this with warfarin"])
    def test_a_caution_that_calls_the_drug_it_is_given(self, meant):
        text = f"Ibuprofen can help adults [1]. {meant} [1]."
        assert found("caution-missing", text, entry(1)) == []

    def test_a_caution_in_another_paragraph_or_about_another_drug_is_not_its_own(self):
        apart = "Ibuprofen can help adults [1].\n\nIt is unsafe to run with warfarin in the blood [1]."
        assert found("caution-missing", apart, entry(1))
        other = "Ibuprofen can help [1]. Paracetamol can help, too [1]. Never combine this with warfarin [1]."
        (told,) = found("caution-missing", other, entry(1))
        assert "advises ibuprofen" in told.message

    def test_a_page_that_advises_against_the_drug_misses_none(self):
        text = "Ibuprofen does not help [1].\n\nPeople on warfarin bruise [1]."
        assert found("caution-missing", text, entry(1)) == []

    def test_drugs_of_one_group_share_a_finding(self):
        text = "Ibuprofen or naproxen can help [1].\n\nStomach ulcers hurt [1]."
        (told,) = found("caution-missing", text, entry(1))
        assert "ibuprofen and naproxen" in told.message

    def test_a_drug_without_a_label_row_has_no_caution(self):
        assert found("caution-missing", "Diclofenac can help [1].\n\nWarfarin bruises [1].", entry(1)) == []


class TestGrade:
    HARD = (
        "Gastrointestinal haemorrhage necessitates immediate hospitalisation, notwithstanding the apparent "
        "insignificance of preliminary symptomatology, particularly among individuals with coexisting "
        "cardiovascular comorbidities requiring uninterrupted anticoagulation therapy throughout "
        "recuperation, rehabilitation and reintegration into customary occupational responsibilities."
    )
    EASY = "Your hip may hurt. Rest it for a day. Put ice on it. Go for a walk. The pain will go. " * 3

    def test_a_patient_text_above_the_grade_is_told(self):
        (told,) = found("reading-grade", self.HARD, audience="patient")
        assert told.severity == "info"
        assert "the policy allows 8" in told.message

    def test_an_easy_one_is_not(self):
        assert found("reading-grade", self.EASY, audience="patient") == []

    def test_clinicians_may_read_what_they_like(self):
        assert found("reading-grade", self.HARD) == []

    def test_the_policy_sets_the_grade(self):
        content = page(self.EASY, audience="patient")
        assert "reading-grade" in [one.code for one in examine(content, Context(grade_limit=-5)).findings]


def test_the_defaults_of_the_context_need_nobody():
    assert isinstance(examine(page("You should rest [1].", entry(1)), Context()).findings, list)
    assert CONTEXT.labels.of("ibuprofen")
