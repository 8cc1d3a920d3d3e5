"""RIS and NBIB, as exports really write them."""

from __future__ import annotations

import pytest

from citations.importing import ParsedEntry, parse


def ris(*lines: str) -> ParsedEntry:
    [entry] = parse("\n".join(["TY  - JOUR", *lines, "ER  - ", ""]), "ris").entries
    return entry


def nbib(*lines: str) -> ParsedEntry:
    [entry] = parse("\n".join(["PMID- 12345678", *lines, ""]), "nbib").entries
    return entry


def test_a_record_without_er_ends_at_the_next_ty() -> None:
    parsed = parse("TY  - JOUR\nTI  - One\nTY  - BOOK\nTI  - Two\n")
    assert [(entry.csl["title"], entry.line) for entry in parsed.entries] == [("One", 1), ("Two", 3)]


def test_one_space_before_the_hyphen_is_enough() -> None:
    [entry] = parse("TY - JOUR\r\nTI - One\r\nAU - Tyler, T. F.\r\nER -\r\n").entries
    assert entry.csl["author"] == [{"family": "Tyler", "given": "T. F."}]


def test_a_byte_order_mark_hides_no_record() -> None:
    assert len(parse("\ufeffTY  - JOUR\nTI  - One\nER  - \n").entries) == 1


def test_lines_outside_a_record_are_told() -> None:
    parsed = parse("JF  - A journal\nER  - \nTY  - JOUR\nTI  - One\nER  - \n", "ris")
    assert len(parsed.entries) == 1
    assert parsed.skipped[0].reason == "no TY line starts this record"


def test_text_around_the_records_is_passed_over() -> None:
    parsed = parse("Record 1 of 1\nProvider: x\nTY  - JOUR\nTI  - One\nER  - \nEnd of file\n", "ris")
    assert [entry.csl["title"] for entry in parsed.entries] == ["One"]
    assert parsed.skipped == []


def test_accession_and_miscellany_are_not_the_issue() -> None:
    assert "issue" not in ris("TI  - x", "M1  - 254", "AN  - rayyan-1").csl


@pytest.mark.parametrize(
    ("lines", "page"),
    [
        (("SP  - 12", "EP  - 19"), "12-19"),
        (("SP  - e12", "EP  - e12"), "e12"),
        (("SP  - 12-19",), "12-19"),
        (("SP  - ", "EP  - "), None),
    ],
)
def test_pages_come_from_the_first_and_the_last(lines: tuple, page: str | None) -> None:
    assert ris("TI  - x", *lines).csl.get("page") == page


def test_a_last_page_alone_is_left_out_and_told() -> None:
    entry = ris("TI  - x", "EP  - 19")
    assert "page" not in entry.csl
    assert "no first" in entry.remarks[0]


def test_the_fullest_date_of_the_year_counts() -> None:
    assert ris("PY  - 2005", "DA  - 2005/07/15/", "Y2  - 2019/03/28").csl["issued"] == {
        "date-parts": [[2005, 7, 15]]
    }


def test_a_date_without_a_year_is_told() -> None:
    entry = ris("TI  - x", "PY  - in press")
    assert "issued" not in entry.csl
    assert "in press" in entry.remarks[0]


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("van der Berg, Anna", {"family": "van der Berg", "given": "Anna"}),
        ("Artino, Anthony R., Jr.", {"family": "Artino", "given": "Anthony R.", "suffix": "Jr."}),
        ("World Health Organization", {"literal": "World Health Organization"}),
        ("National Board of Health, Unit 2", {"literal": "National Board of Health, Unit 2"}),
        ("Fanning E.", {"family": "Fanning", "given": "E."}),
        ("Homerus", {"literal": "Homerus"}),
    ],
)
def test_a_name_is_a_person_or_a_body(value: str, name: dict) -> None:
    assert ris("TI  - x", f"AU  - {value}").csl["author"] == [name]


def test_several_names_without_commas_are_read_by_their_order_and_told() -> None:
    entry = ris("AU  - Anna Berg", "AU  - Bo Lind")
    assert [name["family"] for name in entry.csl["author"]] == ["Berg", "Lind"]
    assert "without a comma" in entry.remarks[0]


def test_a_doi_in_a_long_note_is_not_taken_for_the_works_own() -> None:
    assert "DOI" not in ris("TI  - x", "N1  - Erratum for doi: 10.1000/abc published last year").csl


def test_an_accession_number_is_a_pmid_only_from_pubmed() -> None:
    assert ris("TI  - x", "AN  - 123", "DB  - PubMed").csl["PMID"] == "123"
    assert "PMID" not in ris("TI  - x", "AN  - 123", "DB  - Scopus").csl


def test_unknown_tags_and_types_are_told() -> None:
    entry = parse("TY  - XXXX\nTI  - One\nQQ  - what\nER  - \n", "ris").entries[0]
    assert entry.csl["type"] == "document"
    assert ["XXXX" in entry.remarks[0], "QQ" in entry.remarks[1]] == [True, True]


def test_the_full_names_of_a_medline_record_are_read_once_with_bodies_in_their_place() -> None:
    entry = nbib(
        "TI  - One", "FAU - Long, Vicky", "AU  - Long V", "CN  - A Study Group", "FAU - Artino, Anthony R Jr"
    )
    assert entry.csl["author"] == [
        {"family": "Long", "given": "Vicky"},
        {"literal": "A Study Group"},
        {"family": "Artino", "given": "Anthony R", "suffix": "Jr"},
    ]


def test_short_names_serve_where_there_are_no_full_ones() -> None:
    assert nbib("TI  - x", "AU  - van der Berg JA 3rd").csl["author"] == [
        {"family": "van der Berg", "given": "JA", "suffix": "3rd"}
    ]


def test_a_lone_article_is_no_body() -> None:
    assert "author" not in nbib("TI  - x", "CN  - the").csl


def test_a_title_runs_over_indented_lines() -> None:
    assert nbib("TI  - A long", "      title").csl["title"] == "A long title"


def test_the_doi_is_the_one_that_is_marked_so() -> None:
    assert nbib("TI  - x", "LID - S123 [pii]", "AID - 10.1000/ABC [doi]").csl["DOI"] == "10.1000/abc"


def test_records_begin_after_a_blank_line_or_at_the_next_pmid() -> None:
    parsed = parse("PMID- 1\nTI  - One\n\nPMC - PMC22222\nTI  - Two\nPMID- 3\nPMID- 4\nTI  - Four\n", "nbib")
    assert [entry.csl.get("title") for entry in parsed.entries] == ["One", "Two", "Four"]


def test_a_book_is_a_book_and_its_chapter_a_chapter() -> None:
    assert nbib("BTI - The hip").csl["type"] == "book"
    assert nbib("TI  - Strains", "BTI - The hip").csl["type"] == "chapter"


def test_a_practice_guideline_is_a_guideline() -> None:
    assert nbib("TI  - Knees", "PT  - Practice Guideline").kind == "guideline"


def test_a_retraction_that_the_record_tells_of_is_told_on() -> None:
    assert "a retraction" in nbib("TI  - x", "RIN - Some J. 2020 Jan;1(1):1. PMID: 2").remarks[0]


@pytest.mark.parametrize("value", ["Smith JA", "J. A. Smith", "Smith J. A."])
def test_initials_tell_the_family_name_where_no_comma_does(value: str) -> None:
    [name] = ris("TI  - x", f"AU  - {value}").csl["author"]
    assert name["family"] == "Smith"
