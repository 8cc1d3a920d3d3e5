"""News about works: read from its sources, and what follows from all of it."""

from __future__ import annotations

import io
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citations.importing.records import Skipped, UnknownFormat
from citations.notice_sources import read_notices
from citations.notice_sources.crossref import of_work
from citations.notice_sources.pubmed import read as read_pubmed
from citations.notice_sources.retraction_watch import read as read_retraction_watch
from citations.notice_sources.retraction_watch import read_date, read_identifier, read_list
from citations.notices import NATURES, Notice, is_marked_retracted, nature_of, status

HEADER = (
    "Record ID,Title,Subject,Institution,Journal,Publisher,Country,Author,URLS,ArticleType,RetractionDate,"
    "RetractionDOI,RetractionPubMedID,OriginalPaperDate,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,"
    "Reason,Paywalled,Notes,\n"
)


def row(number: int = 1, title: str = "A title", nature: str = "Retraction", doi: str = "10.1000/A") -> str:
    return (
        f"{number},{title},(BLS) Biology;,Somewhere;,A Journal,A Publisher,Sweden,Ann Ek;Bo Lind,http://example.org,"
        f"Research Article;,3/9/2026 0:00,10.1000/notice,0,1/1/2020 0:00,{doi},unavailable,{nature},"
        "+Rogue Editor;+ Plagiarism;,No,,\n"
    )


def read_csv(*rows: str) -> list[Notice | Skipped]:
    return list(read_retraction_watch(io.BytesIO((HEADER + "".join(rows)).encode())))


def told(*notices: tuple[str, str | None]) -> tuple[str, ...]:
    return status(Notice(nature, "x", date.fromisoformat(day) if day else None) for nature, day in notices)


def test_a_correction_after_a_retraction_leaves_it_retracted() -> None:
    assert told(("retraction", "2011-01-01"), ("correction", "2017-01-01")) == ("retracted", "corrected")


def test_only_a_reinstatement_lifts_a_retraction() -> None:
    assert told(("retraction", "2011-01-01"), ("reinstatement", "2017-01-01")) == ()


def test_a_retraction_after_a_reinstatement_stands() -> None:
    assert told(("reinstatement", "2011-01-01"), ("retraction", "2017-01-01")) == ("retracted",)


def test_the_order_in_which_notices_are_given_does_not_matter() -> None:
    assert told(("reinstatement", "2017-01-01"), ("retraction", "2011-01-01")) == ()


def test_an_undated_reinstatement_does_not_lift_a_dated_retraction() -> None:
    assert told(("retraction", "2011-01-01"), ("reinstatement", None)) == ("retracted",)


def test_a_concern_stays_when_a_retraction_is_lifted() -> None:
    notices = (
        ("expression_of_concern", "2010-01-01"),
        ("retraction", "2011-01-01"),
        ("reinstatement", "2012-01-01"),
    )
    assert told(*notices) == ("concern",)


def test_nothing_told_is_nothing_known() -> None:
    assert status([]) == ()


@given(st.lists(st.tuples(st.sampled_from(sorted(NATURES)), st.dates() | st.none())))
def test_the_status_never_depends_on_order(notices: list) -> None:
    made = [Notice(nature, "x", day) for nature, day in notices]
    assert status(made) == status(reversed(made))


@pytest.mark.parametrize(
    ("name", "nature"),
    [
        ("Retraction", "retraction"),
        ("retration", "retraction"),
        ("Expression of concern", "expression_of_concern"),
        ("expression-of-concern", "expression_of_concern"),
        ("err", "correction"),
        ("Erratum", "correction"),
        ("corrigendum", "correction"),
        ("addendum", "correction"),
        ("new_version", "superseded"),
        ("withdrawal", "retraction"),
        ("partial_retraction", "expression_of_concern"),
        ("Reinstatement", "reinstatement"),
        ("RetractedandRepublishedIn", "retraction"),
        ("comment", None),
        ("", None),
    ],
)
def test_each_sources_word_has_one_nature(name: str, nature: str | None) -> None:
    assert nature_of(name) == nature


@pytest.mark.parametrize(
    ("title", "is_marked"),
    [
        ("RETRACTED: A study", True),
        ("Retracted Article: A study", True),
        ("Retraction: A study", False),
        ("Retracted papers in medicine", False),
        ("A study", False),
    ],
)
def test_the_mark_of_a_retracted_paper_is_not_the_head_of_a_notice(title: str, is_marked: bool) -> None:
    assert is_marked_retracted(title) is is_marked


def test_a_row_of_the_database_becomes_a_notice() -> None:
    assert read_csv(row()) == [
        Notice(
            nature="retraction",
            source="retraction-watch",
            date=date(2026, 3, 9),
            record_id="1",
            doi="10.1000/a",
            title="A title",
            authors=("Ann Ek", "Bo Lind"),
            notice_doi="10.1000/notice",
            reasons=("Rogue Editor", "Plagiarism"),
            addresses=("http://example.org",),
        )
    ]


def test_a_broken_row_costs_no_other_and_is_told_with_its_line() -> None:
    found = read_csv(
        row(1), "2,too short\n", row(3), row(4, nature="Rumour"), row(5, title="", doi="0"), row(6)
    )
    assert [notice.record_id for notice in found if isinstance(notice, Notice)] == ["1", "3", "6"]
    assert [skipped.line for skipped in found if isinstance(skipped, Skipped)] == [3, 5, 6]


def test_a_quote_left_open_swallows_no_other_row() -> None:
    found = read_csv(row(1), row(2, title='"An open quote'), row(3), row(4))
    assert [notice.record_id for notice in found if isinstance(notice, Notice)] == ["1", "3", "4"]


def test_a_title_on_two_lines_is_one_title() -> None:
    [notice] = read_csv(row(title='"A title, on\ntwo lines"'))
    assert notice.title == "A title, on two lines"


def test_a_csv_of_another_sort_is_refused() -> None:
    with pytest.raises(UnknownFormat):
        list(read_retraction_watch(io.BytesIO(b"a,b\n1,2\n")))
    with pytest.raises(UnknownFormat):
        list(read_notices(io.BytesIO(b"a,b\n1,2\n")))


@given(st.lists(st.binary(max_size=60) | st.just(row().encode()), max_size=20))
def test_no_bytes_make_the_csv_reader_fail(lines: list[bytes]) -> None:
    found = list(read_retraction_watch([HEADER.encode(), *lines]))
    assert all(isinstance(one, Notice | Skipped) for one in found)


def test_an_update_stands_on_the_notice_or_on_the_paper() -> None:
    update = {
        "DOI": "10.1000/B",
        "type": "retraction",
        "source": "publisher",
        "updated": {"date-parts": [[2020, 5, 1]]},
    }
    [on_notice] = of_work({"DOI": "10.1000/a", "update-to": [update]})
    [on_paper] = of_work({"DOI": "10.1000/a", "updated-by": [update]})
    assert (on_notice.doi, on_notice.notice_doi, on_notice.date) == (
        "10.1000/b",
        "10.1000/a",
        date(2020, 5, 1),
    )
    assert (on_paper.doi, on_paper.notice_doi) == ("10.1000/a", "10.1000/b")


def test_a_marked_title_is_a_retraction_by_itself() -> None:
    [notice] = of_work({"DOI": "10.1000/a", "title": ["RETRACTED: A study"]})
    assert (notice.nature, notice.doi) == ("retraction", "10.1000/a")


@pytest.mark.parametrize("update", ["x", {}, {"type": "rumour", "DOI": "10.1000/b"}, {"type": "retraction"}])
def test_an_update_that_cannot_be_read_is_told(update: object) -> None:
    [skipped] = of_work({"DOI": "10.1000/a", "update-to": [update]})
    assert isinstance(skipped, Skipped)


def pubmed(links: str, types: str = "") -> list:
    return list(
        read_pubmed(
            f"<PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>A study</ArticleTitle>"
            f"<PublicationTypeList>{types}</PublicationTypeList></Article><CommentsCorrectionsList>{links}"
            "</CommentsCorrectionsList></MedlineCitation></PubmedArticle>"
        )
    )


def link(kind: str) -> str:
    source = "<RefSource>Some J. 2020 May 2;1(1):1. doi: 10.1000/n.</RefSource>"
    return f'<CommentsCorrections RefType="{kind}">{source}<PMID>2</PMID></CommentsCorrections>'


def test_a_link_on_the_paper_points_to_the_notice() -> None:
    [notice] = pubmed(link("RetractionIn"))
    assert (notice.nature, notice.pmid, notice.notice_pmid, notice.notice_doi) == (
        "retraction",
        "1",
        "2",
        "10.1000/n",
    )
    assert notice.date == date(2020, 5, 2)


def test_a_link_on_the_notice_points_to_the_paper() -> None:
    [notice] = pubmed(link("ErratumFor"))
    assert (notice.nature, notice.pmid, notice.doi, notice.notice_pmid) == (
        "correction",
        "2",
        "10.1000/n",
        "1",
    )


def test_comments_and_citations_are_no_news() -> None:
    assert pubmed(link("CommentIn") + link("Cites")) == []


def test_a_retracted_publication_without_a_link_is_retracted_all_the_same() -> None:
    kind = "<PublicationType>Retracted Publication</PublicationType>"
    assert [notice.nature for notice in pubmed("", kind)] == ["retraction"]
    assert len(pubmed(link("RetractionIn"), kind)) == 1


def test_the_rules_of_the_corpus_hold(cases: list[dict]) -> None:
    [case] = [case for case in cases if case["outcome"] == "rules"]
    words = {
        "retracted": "retracted",
        "not_retracted": "",
        "concern": "concern",
        "corrected": "corrected",
        "clean": "",
    }
    for rule in case["rules"]:
        if rule["rule"] == "status":
            assert (told(*map(tuple, rule["notices"])) or ("",))[0] == words[rule["expect"]]
        elif rule["rule"] == "absent identifiers":
            assert [read_identifier(value) for value in rule["values"]] == [None] * len(rule["values"])
        elif rule["rule"] == "nature values":
            assert None not in [nature_of(value) for value in rule["values"]]
        elif rule["rule"] == "date":
            found = read_date(rule["value"])
            assert (found.isoformat() if found else None) == rule["expect"]
        elif rule["rule"] == "reasons":
            assert list(read_list(rule["value"])) == rule["expect"]


def test_the_rows_of_the_corpus_are_read_as_it_says(corpus: Path, cases: list[dict]) -> None:
    [case] = [case for case in cases if case["format"] == "retraction-watch-csv"]
    by_doi = defaultdict(list)
    with (corpus / case["file"]).open("rb") as file:
        for notice, record in zip(read_notices(file), case["records"], strict=True):
            by_doi[notice.doi].append(notice)
            found = {
                "record_id": notice.record_id,
                "nature": notice.nature,
                "original_doi": notice.doi,
                "original_pmid": notice.pmid,
                "notice_doi": notice.notice_doi,
                "notice_pmid": notice.notice_pmid,
                "date": notice.date.isoformat(),
                "reasons": list(notice.reasons),
                "n_authors": len(notice.authors),
            }
            assert {field: value for field, value in found.items() if value is not None} == record
    assert {doi: status(by_doi[doi])[0] for doi in case["status_by_doi"]} == case["status_by_doi"]


def test_the_updates_of_the_corpus_are_read_as_it_says(corpus: Path, cases: list[dict]) -> None:
    for case in (case for case in cases if any("updates" in record for record in case.get("records") or ())):
        with (corpus / case["file"]).open("rb") as file:
            found = [(notice.nature, notice.doi) for notice in read_notices(file)]
        updates = [update for record in case["records"] for update in record["updates"]]
        assert found == [(nature_of(update["type"]), update["doi"]) for update in updates]
