"""Identifiers out of messy text, and which records are one work."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citations.identifiers import (
    clean_doi,
    clean_isbn,
    clean_orcid,
    clean_pmcid,
    clean_pmid,
    fingerprint,
    has_address,
    identifiers,
    same_work,
)

ITEM = {
    "type": "article-journal",
    "title": "Étude of <i>muscle</i> strain",
    "author": [{"family": "Müller", "given": "Anna"}],
    "issued": {"date-parts": [[2001]]},
}


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("https://doi.org/10.1000/ABC.1", "10.1000/abc.1"),
        ("https://doi.org/10.1000%2Fabc", "10.1000/abc"),
        ("(see doi:10.1000/abc).", "10.1000/abc"),
        ("10.1000/a&lt;b&gt;c", "10.1000/a<b>c"),
        (
            "10.1002/(SICI)1097(199806)46:4<493::AID-P493>3.0.CO;2-#",
            "10.1002/(sici)1097(199806)46:4<493::aid-p493>3.0.co;2-#",
        ),
        ("10.1000/", None),
        ("10.12/abc", None),
    ],
)
def test_a_doi_is_found_in_what_surrounds_it(text: str, doi: str | None) -> None:
    assert clean_doi(text) == doi


def test_the_corpus_of_doi_spellings_is_read_right(corpus: Path) -> None:
    spellings = json.loads((corpus / "identifiers" / "doi_normalisation.json").read_text("utf-8"))
    assert {case["in"]: clean_doi(case["in"]) for case in spellings} == {
        case["in"]: case["out"] for case in spellings
    }


CLEANERS = {
    "doi": clean_doi,
    "isbn": clean_isbn,
    "orcid": clean_orcid,
    "pmcid": clean_pmcid,
    "pmid": clean_pmid,
}


@pytest.mark.parametrize("scheme", CLEANERS)
def test_each_cleaner_takes_its_own_identifiers_and_no_others(corpus: Path, scheme: str) -> None:
    spellings = json.loads((corpus / "identifiers" / "idutils_identifiers.json").read_text("utf-8"))
    taken = {case["input"] for case in spellings if CLEANERS[scheme](case["input"])}
    assert taken == {case["input"] for case in spellings if scheme in case["schemes"]}


def test_both_forms_of_an_isbn_are_one() -> None:
    assert clean_isbn("0-9752298-0-X") == clean_isbn("ISBN 978-0-9752298-0-4") == "9780975229804"


@pytest.mark.parametrize(
    "text", ["PMID: 12082125", "12082125", "https://pubmed.ncbi.nlm.nih.gov/12082125/?x=1"]
)
def test_a_pmid_is_read_bare_labelled_or_from_its_address(text: str) -> None:
    assert clean_pmid(text) == "12082125"


def test_identifiers_come_in_one_order_from_fields_address_and_note() -> None:
    item = {
        "type": "article-journal",
        "note": "PMID: 123\nPMCID: PMC4567",
        "URL": "https://doi.org/10.1000/abc",
        "ISBN": "978-0-9752298-0-4",
    }
    assert identifiers(item) == [
        ("doi", "10.1000/abc"),
        ("pmid", "123"),
        ("pmcid", "PMC4567"),
        ("isbn", "9780975229804"),
    ]


def test_the_isbn_of_a_chapter_is_an_address_but_not_its_identity() -> None:
    chapter = {"type": "chapter", "ISBN": "978-0-9752298-0-4"}
    assert identifiers(chapter) == []
    assert has_address(chapter)


def test_an_address_on_a_publishers_site_is_not_taken_for_a_doi() -> None:
    assert identifiers({"type": "webpage", "URL": "https://example.org/?cites=10.1000/abc"}) == []


@pytest.mark.parametrize("url", ["javascript:alert(1)", "example.org", "http://", ""])
def test_only_a_web_address_counts_as_one(url: str) -> None:
    assert not has_address({"type": "webpage", "URL": url})


def test_a_fingerprint_ignores_case_accents_tags_and_a_retraction_mark() -> None:
    other = {**ITEM, "title": "RETRACTED: etude of Muscle strain.", "author": [{"family": "MULLER"}]}
    assert fingerprint(other) == fingerprint(ITEM)


def test_untitled_records_are_not_one_work() -> None:
    assert fingerprint({"type": "book", "volume": "1"}) != fingerprint({"type": "book", "volume": "2"})


def test_an_identifier_in_common_settles_it() -> None:
    assert same_work({**ITEM, "DOI": "10.1000/A"}, {"type": "book", "DOI": "10.1000/a", "title": "x"}) == 1.0


def test_differing_identifiers_outweigh_a_title() -> None:
    assert same_work({**ITEM, "DOI": "10.1000/a"}, {**ITEM, "DOI": "10.1000/b"}) <= 0.1


def test_the_same_title_by_another_author_in_another_year_is_doubtful() -> None:
    other = {**ITEM, "author": [{"family": "Okafor"}], "issued": {"date-parts": [[1980]]}}
    assert same_work(ITEM, ITEM) > 0.9 > 0.5 > same_work(ITEM, other)


def test_other_titles_are_other_works() -> None:
    assert same_work(ITEM, {**ITEM, "title": "Vitamin D and falls in older adults"}) < 0.5


@given(st.text(max_size=300))
def test_no_text_makes_a_cleaner_fail(text: str) -> None:
    for clean in CLEANERS.values():
        assert clean(text) is None or clean(text)
    assert len(fingerprint({"title": text, "note": text, "URL": text})) == 64
