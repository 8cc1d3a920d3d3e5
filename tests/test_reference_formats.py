"""Reference lists of articles: sent in any format that is read, fetched in any that is written."""

from __future__ import annotations

import pytest

from articles.models import Article, Entry
from citations.exporting import FORMATS
from citations.importing import parse
from tests import acts
from tests.client import Keyed, body

RIS = """TY  - JOUR
AU  - Tyler, Ann
TI  - Hip flexor strain in runners
PY  - 2022
DO  - 10.5555/ris.1
ER  -\x20

TY  - JOUR
AU  - Okoro, Ben
TI  - Walking after a strain
PY  - 2023
DO  - 10.5555/ris.2
ER  -\x20
"""


@pytest.fixture
def author(cast):
    return Keyed(cast.author)


def sent(**references) -> dict:
    return body(references=references)


def errors(answer) -> list[dict]:
    assert answer.status_code == 400, answer.content
    return answer.json()["errors"]


def test_a_list_in_ris_becomes_the_entries_in_its_order(author):
    article = author.send("articles/", sent(format="ris", text=RIS)).json()
    entries = author.read(f"articles/{article['id']}/references/").json()["results"]
    assert [(e["number"], e["key"], e["kind"]) for e in entries] == [
        (1, "tyler2022", "research"),
        (2, "okoro2023", "research"),
    ]


def test_markers_are_bound_to_what_was_read(author):
    article = author.send("articles/", sent(format="ris", text=RIS)).json()
    assert article["findings"] == {"error": 0, "warning": 0, "info": 0}


def test_the_format_may_be_left_out(author):
    assert author.send("articles/", sent(text=RIS)).status_code == 201


def test_the_same_list_as_entries_has_the_same_hash(author):
    read = parse(RIS)
    entries = [{"key": e.key, "kind": e.kind, "csl": e.csl} for e in read.entries]
    hashes = {
        author.send("articles/?dry_run=true", body(references=references)).json()["content_hash"]
        for references in (entries, {"format": "ris", "text": RIS})
    }
    assert len(hashes) == 1


def test_a_record_that_would_be_skipped_refuses_the_submission_with_line_and_reason(author):
    [error] = errors(author.send("articles/", sent(format="ris", text=RIS + "\nTY  - JOUR\nER  - \n")))
    assert error["pointer"] == "/references/text"
    assert error["detail"].startswith("line 15: ")
    assert not Article.objects.exists()


BAD = {
    "an unknown format": ({"format": "word", "text": RIS}, "/references/format"),
    "no text": ({"format": "ris"}, "/references/text"),
    "another format than is said": ({"format": "csl-json", "text": RIS}, "/references/text"),
    "no list at all": ({"format": "ris", "text": "hello"}, "/references/text"),
    "prose as NBIB": ({"format": "nbib", "text": "hello\nthere"}, "/references/text"),
    "prose as BibTeX": ({"format": "bibtex", "text": "% hello"}, "/references/text"),
    "white space as JSON": ({"format": "csl-json", "text": " \n"}, "/references/text"),
    "an article without references": ({"text": "<article><body/></article>"}, "/references/text"),
    "a field nobody knows": ({"text": RIS, "base64": "AAAA"}, "/references/base64"),
    "over a thousand records": ({"text": "TY  - JOUR\nTI  - A\nER  - \n" * 1_001}, "/references/text"),
}


@pytest.mark.parametrize("references", [[], {"format": "csl-json", "text": "[]"}])
def test_an_explicit_empty_list_is_none(author, references):
    assert author.send("articles/", body(references=references)).status_code == 201


def test_what_was_expected_is_said(author):
    [error] = errors(author.send("articles/", sent(format="ris", text="hello")))
    assert "records begin with `TY  - `" in error["detail"]


@pytest.mark.parametrize("name", BAD)
def test_a_list_that_cannot_be_used_is_refused_where_it_stands(author, name):
    references, pointer = BAD[name]
    assert [error["pointer"] for error in errors(author.send("articles/", sent(**references)))] == [pointer]


@pytest.mark.parametrize("format", FORMATS)
def test_an_articles_references_come_back_in(cast, author, format):
    article = acts.submitted(cast)
    answer = author.read(f"articles/{article.pk}/references/?as={format}")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith(f'attachment; filename="{article.slug}.')
    back = parse(answer.content, format)
    assert [e.csl["DOI"] for e in back.entries] == ["10.5555/hip.1", "10.5555/hip.2"]


def test_a_list_survives_going_out_and_coming_in(cast, author):
    article = acts.submitted(cast)
    text = author.read(f"articles/{article.pk}/references/?as=csl-json").content.decode()
    author.send("articles/", sent(format="csl-json", text=text))
    first, second = (Entry.objects.filter(revision__article=a) for a in Article.objects.order_by("pk"))
    assert [(e.key, e.reference_id) for e in first] == [(e.key, e.reference_id) for e in second]


def test_a_format_nobody_writes_is_refused(cast, author):
    article = acts.submitted(cast)
    answer = author.read(f"articles/{article.pk}/references/?as=docx")
    assert answer.status_code == 400
    assert "ris, bibtex, csl-json, nbib" in answer.json()["detail"]


def test_a_list_of_an_article_that_one_may_not_see_is_not_found(cast):
    article = acts.submitted(cast)
    assert Keyed(cast.other_author).read(f"articles/{article.pk}/references/?as=ris").status_code == 404
