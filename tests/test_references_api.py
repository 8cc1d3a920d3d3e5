"""/api/v1/references/: the registry to be read, and reference lists to be parsed and formatted."""

from __future__ import annotations

import base64
from datetime import date

import pytest

from articles import policies
from citations import news
from citations.models import Reference
from citations.notices import Notice as Told
from tests import acts
from tests.client import Keyed

RIS = "TY  - JOUR\nAU  - Tyler, Ann\nTI  - Hip flexor strain in runners\nPY  - 2022\nDO  - 10.5555/ris.1\nER  - \n"


@pytest.fixture
def author(cast):
    return Keyed(cast.author)


def parse(client: Keyed, **body):
    return client.send("references/parse/", body)


def pointers(answer) -> list[str]:
    assert answer.status_code == 400, answer.content
    return [error["pointer"] for error in answer.json()["errors"]]


def told(nature: str = "retraction", **said) -> Told:
    beside = {"source": "test", "date": date(2026, 5, 1), "doi": "10.5555/hip.1", "record_id": nature}
    return Told(nature=nature, **beside | said)


# --- Parsing ----------------------------------------------------------------------------------------------


def test_a_list_is_parsed_in_the_format_that_stands_in_it(author):
    answer = parse(author, text=RIS).json()
    assert answer["format"] == "ris"
    [entry] = answer["entries"]
    assert (entry["key"], entry["kind"], entry["line"]) == ("tyler2022", "research", 1)
    assert entry["csl"]["DOI"] == "10.5555/ris.1"
    assert answer["skipped"] == []


def test_a_list_is_parsed_in_the_format_that_is_named(author):
    answer = parse(author, format="bibtex", text="@article{rest, title={Rest}, year=2020}")
    assert answer.json()["entries"][0]["key"] == "rest"


def parsed_codes(client: Keyed, text: str) -> list[str]:
    return [finding["code"] for finding in parse(client, text=text).json()["entries"][0]["findings"]]


def test_a_list_is_told_what_a_member_of_the_board_wrote_as_a_submission_is(author, cast):
    assert cast.rivera
    assert "reference-self-published" in parsed_codes(author, RIS.replace("Tyler, Ann", "Rivera, Pat"))
    assert "reference-self-published" not in parsed_codes(author, RIS)


def test_a_list_is_judged_by_the_ages_of_the_policy(author):
    assert "reference-outdated" not in parsed_codes(author, RIS)
    policies.change("medium", {"reference_years": {"research": 2}})
    assert "reference-outdated" in parsed_codes(author, RIS)


def test_parsing_costs_the_same_queries_however_long_the_list(author, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        parse(author, text="".join(RIS.replace("ris.1", f"ris.{number}") for number in range(50)))


def test_a_file_is_parsed_from_base64_whatever_its_encoding(author):
    latin = RIS.replace("Ann", "Åse").encode("cp1252")
    answer = parse(author, base64=base64.b64encode(latin).decode()).json()
    assert answer["entries"][0]["csl"]["author"] == [{"family": "Tyler", "given": "Åse"}]
    assert "cp1252" in answer["remarks"][0]


def test_what_was_skipped_is_told_with_line_and_reason(author):
    answer = parse(author, text=RIS + "TY  - JOUR\nER  - \n").json()
    assert len(answer["entries"]) == 1
    assert [skipped["line"] for skipped in answer["skipped"]] == [7]
    assert answer["skipped"][0]["reason"]


def test_an_entry_comes_with_its_findings(author):
    answer = parse(author, text="TY  - JOUR\nTI  - Rest\nER  - \n").json()
    codes = {finding["code"] for finding in answer["entries"][0]["findings"]}
    assert codes == {"reference-incomplete", "reference-unidentified"}


def test_the_same_work_twice_is_a_finding_on_the_second(author):
    entries = parse(author, text=RIS + RIS).json()["entries"]
    assert [[f["code"] for f in entry["findings"]] for entry in entries] == [[], ["reference-duplicate"]]


def test_a_retracted_work_is_told_before_anything_is_submitted(author):
    news.take([told(doi="10.5555/ris.1")])
    assert parse(author, text=RIS).json()["entries"][0]["findings"][0]["code"] == "reference-retracted"


def test_parsing_writes_nothing(author):
    parse(author, text=RIS)
    assert not Reference.objects.exists()


BAD = {
    "neither text nor base64": ({}, "/text"),
    "both text and base64": ({"text": RIS, "base64": "AAAA"}, "/text"),
    "base64 that is none": ({"base64": "no base64!"}, "/base64"),
    "a format nobody knows": ({"format": "docx", "text": RIS}, "/format"),
    "text in no known format": ({"text": "Dear editors, ..."}, "/text"),
    "bytes in no known format": ({"base64": base64.b64encode(b"\x00\x01").decode()}, "/base64"),
    "prose that is said to be RIS": ({"format": "ris", "text": "hello"}, "/text"),
    "XML that is none": ({"format": "jats", "text": "<article"}, "/text"),
    "another field": ({"text": RIS, "lines": True}, "/lines"),
    "a number for a text": ({"text": 5}, "/text"),
    "too long": ({"text": RIS + " " * 2_000_000}, "/text"),
    "too many records": ({"text": "TY  - JOUR\nTI  - A\nER  - \n" * 5_001}, "/text"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_parsed_is_refused_where_it_stands(author, name):
    body, pointer = BAD[name]
    assert pointers(parse(author, **body)) == [pointer]


def test_a_body_over_the_limit_of_all_bodies_is_refused_whole(author):
    answer = parse(author, text="ä" * 1_100_000)
    assert answer.status_code == 413
    assert "4 MB" in answer.json()["detail"]


# --- Formatting -------------------------------------------------------------------------------------------


def test_items_are_formatted_as_lines_and_as_html(author):
    item = acts.paper(1) | {"title": "Rest <i>in vivo</i> & walk", "volume": "7", "page": "1-9"}
    answer = author.send("references/format/", {"style": "nlm", "items": [item]}).json()
    assert answer["lines"][0].startswith("Tyler A. Rest in vivo & walk. ")
    assert "Rest <i>in vivo</i> &amp; walk" in answer["html"][0]


def test_a_style_nobody_knows_is_refused(author):
    assert pointers(author.send("references/format/", {"style": "apa", "items": []})) == ["/style"]


def test_an_item_that_is_no_csl_is_refused_where_it_stands(author):
    items = [acts.paper(1), {"type": "article-journal", "title": 7}]
    assert pointers(author.send("references/format/", {"style": "ama", "items": items})) == ["/items/1/title"]


# --- The registry -----------------------------------------------------------------------------------------


def titles(client: Keyed, query: str) -> list[str]:
    return [row["title"][-6:] for row in client.read(f"references/?{query}").json()["results"]]


FOUND = {
    "a DOI": ("doi=10.5555/HIP.2", ["part 2"]),
    "the address of a DOI": ("doi=https://doi.org/10.5555/hip.1", ["part 1"]),
    "a DOI of nothing here": ("doi=10.5555/other", []),
    "what is no DOI": ("doi=hip", []),
    "a PMID of nothing here": ("pmid=31415", []),
    "an identifier among the words": ("q=doi:10.5555/hip.1", ["part 1"]),
    "words of the title, begun": ("q=runn STRAIN flex", ["part 2", "part 1"]),
    "a word that is not there": ("q=strain knee", []),
    "only signs": ("q=%3F%3F", []),
    "a standing": ("standing=retracted", ["part 1"]),
    "another standing": ("standing=corrected", []),
}


@pytest.mark.parametrize("name", FOUND)
def test_works_are_found_by(cast, author, name):
    query, expected = FOUND[name]
    acts.submitted(cast)
    news.take([told()])
    assert titles(author, query) == expected


def test_a_standing_nobody_knows_is_refused(author):
    assert author.read("references/?standing=fine").status_code == 400


def test_a_work_is_told_with_identifiers_and_notices(cast, author):
    acts.submitted(cast)
    news.take([told(notice_doi="10.5555/note", reasons=("Error in data",))])
    work = Reference.objects.get(identifiers__value="10.5555/hip.1")
    answer = author.read(f"references/{work.pk}/").json()
    assert answer["identifiers"] == [{"scheme": "doi", "value": "10.5555/hip.1"}]
    assert answer["standing"] == ["retracted"]
    [notice] = answer["notices"]
    assert (notice["nature"], notice["source"], notice["notice_doi"]) == (
        "retraction",
        "test",
        "10.5555/note",
    )


@pytest.mark.parametrize("path", ["references/", "references/1/"])
def test_nobody_reads_references_without_a_key(db, path):
    assert Keyed().read(path).status_code == 401


def test_a_work_that_is_not_there_is_not_found(author):
    assert author.read("references/999999/").status_code == 404


def test_only_citing_articles_that_the_caller_may_see_are_told(cast, author):
    own = acts.submitted(cast)
    work = Reference.objects.get(identifiers__value="10.5555/hip.1")
    stranger = Keyed(cast.other_author).read(f"references/{work.pk}/").json()
    assert stranger["citing_articles"] == []
    assert [a["id"] for a in author.read(f"references/{work.pk}/").json()["citing_articles"]] == [own.pk]
    assert str(own.slug) not in str(stranger)


def test_an_article_that_no_longer_cites_a_work_is_not_told_as_citing(cast, author):
    article = acts.submitted(cast)
    acts.articles.revise(article, acts.draft("Rest the hip [1].", references=1), by=cast.author)
    work = Reference.objects.get(identifiers__value="10.5555/hip.2")
    assert author.read(f"references/{work.pk}/").json()["citing_articles"] == []


def test_a_list_of_works_takes_the_same_queries_however_long(cast, author, django_assert_max_num_queries):
    acts.submitted(cast, references=6)
    with django_assert_max_num_queries(4):
        assert len(author.read("references/").json()["results"]) == 6
