"""Many articles in one request."""

from __future__ import annotations

import json

import pytest

from articles import history, workflow
from articles.models import Article
from tests.client import Keyed, body
from tests.test_query_counts import counted


@pytest.fixture
def author(cast):
    return Keyed(cast.author)


def items(count: int, **changes) -> list[dict]:
    return [body(external_id=f"x{n}", question=f"What helps against pain number {n}?", **changes) for n in range(count)]


def test_every_good_item_comes_in(author):
    answer = author.send("articles/batch/", items(3))
    assert answer.status_code == 207
    assert [result["status"] for result in answer.json()["results"]] == [201, 201, 201]
    assert Article.objects.count() == 3


def test_twenty_five_items_take_as_many_queries_as_one(author):
    one = counted(lambda: author.send("articles/batch/", items(1)))
    sent = [item | {"external_id": f"y{n}", "question": f"And number {n}?"} for n, item in enumerate(items(25))]
    assert counted(lambda: author.send("articles/batch/", sent)) <= one
    assert Article.objects.count() == 26


def test_items_with_the_same_question_get_addresses_of_their_own(author):
    results = author.send("articles/batch/", [body(), body(), body()]).json()["results"]
    assert [result["status"] for result in results] == [201] * 3
    assert len({result["slug"] for result in results}) == 3
    assert all(not history.first_break(article) for article in Article.objects.all())


def test_what_came_with_a_key_is_not_done_again_beside_new_items(author):
    key = {"Idempotency-Key": "night-1"}
    first = author.send("articles/batch/", items(2), **key).json()["results"]
    again = author.send("articles/batch/", [*items(2), {"question": "?"}, *items(4)[3:]], **key).json()["results"]
    assert again[:2] == first
    assert [result["status"] for result in again] == [201, 201, 400, 201]
    assert Article.objects.count() == 3


def test_a_bad_item_spoils_no_other_and_is_pointed_at(author):
    sent = items(3)
    sent[1]["specialty"] = "Hips"
    results = author.send("articles/batch/", sent).json()["results"]
    assert [result["status"] for result in results] == [201, 400, 201]
    assert results[1]["errors"][0]["pointer"] == "/specialty"
    assert Article.objects.count() == 2


@pytest.mark.parametrize("bad", [5, "text", None, [], {}, {"question": "a\u0000"}, float("nan")])
def test_an_item_that_is_no_article_is_a_400_of_its_own(author, bad):
    results = author.send("articles/batch/", [bad, *items(1)]).json()["results"]
    assert [result["status"] for result in results] == [400, 201]


def test_an_item_that_is_there_already_is_told_where(author):
    results = author.send("articles/batch/", items(1) * 2).json()["results"]
    assert [result["status"] for result in results] == [201, 409]
    assert results[1]["article"] == results[0]["id"]
    assert results[1]["location"] == results[0]["location"]


def test_a_dry_run_tells_what_is_there_already_as_the_real_one_would(author):
    author.send("articles/", body(external_id="x0"))
    results = author.send("articles/batch/?dry_run=true", items(2) + items(3)[1:]).json()["results"]
    assert [result["status"] for result in results] == [409, 200, 409, 200]
    assert results[0]["location"]
    assert "item of this batch" in results[2]["detail"]


def test_one_a_line_comes_in_too_and_a_broken_line_is_its_own_error(author):
    lines = [json.dumps(item) for item in items(2)]
    sent = "\n".join([lines[0], '{"question": ', lines[1], ""])
    answer = author.post("/api/v1/articles/batch/", sent.encode(), content_type="application/x-ndjson")
    assert [result["status"] for result in answer.json()["results"]] == [201, 400, 201]


def test_a_batch_cut_short_goes_on_where_it_was(author):
    sent, key = items(4), {"Idempotency-Key": "night-1"}
    first = author.send("articles/batch/", sent[:2], **key).json()["results"]
    again = author.send("articles/batch/", sent, **key).json()["results"]
    assert again[:2] == first
    assert [result["status"] for result in again] == [201] * 4
    assert Article.objects.count() == 4


def test_another_item_under_the_same_key_is_refused(author):
    key = {"Idempotency-Key": "night-1"}
    author.send("articles/batch/", items(1), **key)
    changed = items(1, topics=["other"])
    assert author.send("articles/batch/", changed, **key).json()["results"][0]["status"] == 422


def test_a_dry_run_writes_nothing(author):
    results = author.send("articles/batch/?dry_run=true", items(2)).json()["results"]
    assert [result["status"] for result in results] == [200, 200]
    assert all("claims" in result for result in results)
    assert not Article.objects.exists()


def test_more_than_a_thousand_are_refused_whole(author):
    assert author.send("articles/batch/", [{}] * 1001).status_code == 413


def test_a_batch_that_is_no_list_is_refused(author):
    assert author.send("articles/batch/", {"question": "x"}).status_code == 400


def test_a_board_member_sends_no_batch(cast):
    assert Keyed(cast.rivera.user).send("articles/batch/", items(1)).status_code == 403


@pytest.mark.long
def test_of_a_thousand_items_the_bad_ones_are_named_and_all_others_are_in(author):
    bad = set(range(5, 1000, 27))
    assert len(bad) == 37
    short = {"references": [], "renditions": {"clinician": "Rest."}}
    sent = [body(external_id=f"x{n}", question=f"Question {n}?", **short) for n in range(1000)]
    for place in bad:
        sent[place]["specialty"] = "Hips"
    results = author.send("articles/batch/", sent).json()["results"]
    assert {result["index"] for result in results if result["status"] != 201} == bad
    assert all(results[place]["errors"][0]["pointer"] == "/specialty" for place in bad)
    assert Article.objects.count() == 963


def test_results_come_a_line_at_a_time_to_who_asks_for_lines(author):
    answer = author.send("articles/batch/", items(2), Accept="application/x-ndjson")
    assert answer["Content-Type"] == "application/x-ndjson"
    lines = [json.loads(line) for line in b"".join(answer).splitlines()]
    assert [line["status"] for line in lines] == [201, 201]


TOO_LONG = b"[" + b"1" * 5000 + b"]"
NO_JSON = [b"", b"[", b"[1", b"[1,", b"[1 2]", b"[1] 2", b'["\xff"]', b'["', b"[1,]", b"nonsense", TOO_LONG]


@pytest.mark.parametrize("raw", NO_JSON)
def test_what_is_no_json_is_refused_before_anything_is_done(author, raw):
    answer = author.post("/api/v1/articles/batch/", raw, content_type="application/json")
    assert answer.status_code == 400, answer.content
    assert not Article.objects.exists()


def test_an_empty_list_is_an_empty_answer(author):
    assert author.send("articles/batch/", []).json() == {"results": []}


def test_a_list_is_read_across_the_parts_in_which_it_comes(author):
    """Items longer than what is read at a time, and marks that fall between two parts."""
    sent = items(3, note="x" * 4000, topics=["é" * 99] * 50)
    raw = json.dumps(sent, ensure_ascii=False, indent=700).encode()
    answer = author.post("/api/v1/articles/batch/", raw, content_type="application/json")
    assert [result["status"] for result in answer.json()["results"]] == [201] * 3


def test_a_fault_in_one_item_is_that_items_alone(author, monkeypatch):
    submit_all = workflow.submit_all

    def broken(drafts, *, by):
        if any(draft.external_id == "x1" for draft in drafts):
            raise RuntimeError("a defect")
        return submit_all(drafts, by=by)

    monkeypatch.setattr(workflow, "submit_all", broken)
    results = author.send("articles/batch/", items(3)).json()["results"]
    assert [result["status"] for result in results] == [201, 500, 201]
