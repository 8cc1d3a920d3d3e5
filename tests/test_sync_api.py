"""Lists: search, sparse fields, sync without gaps, and answers that need not be sent again."""

from __future__ import annotations

import base64

import psycopg
import pytest
from django.test import Client

from articles import syncing, workflow
from articles.models import Article
from tests import acts, stack
from tests.client import Keyed, body


@pytest.fixture
def author(cast):
    return Keyed(cast.author)


def found(client: Keyed, query: str) -> list[int]:
    answer = client.read(f"articles/?{query}")
    assert answer.status_code == 200, answer.content
    return [article["id"] for article in answer.json()["results"]]


def test_words_are_found_in_the_text_and_the_best_come_first(author, cast):
    in_text = acts.submitted(cast, question="What helps runners?", text="Iliopsoas strain heals by itself [1] [2].")
    in_question = acts.submitted(cast, question="What is an iliopsoas strain?")
    acts.submitted(cast, question="Does a knee need rest?")
    assert found(author, "q=iliopsoas") == [in_question.pk, in_text.pk]
    assert found(author, 'q="iliopsoas strain" -runners') == [in_question.pk]


def test_a_search_quotes_where_the_words_stand(author, cast):
    acts.submitted(cast, question="What helps runners?", text="The iliopsoas heals & mends by itself [1] [2].")
    (line,) = author.read("articles/?q=iliopsoas").json()["results"]
    (quoted,) = line["highlights"]
    assert quoted["rendition"] == "clinician"
    assert [run["text"] for run in quoted["runs"] if run["match"]] == ["iliopsoas"]
    assert "heals & mends by itself" in "".join(run["text"] for run in quoted["runs"])


def test_a_search_finds_what_the_current_revision_says_and_no_former_one(author, cast):
    article = author.send("articles/", body(question="What about walnuts?")).json()
    author.send(f"articles/{article['id']}/revisions/", body(question="What about almonds?"), **{"If-Match": "*"})
    assert found(author, "q=walnuts") == []
    assert found(author, "q=almonds") == [article["id"]]


def test_a_search_never_finds_what_the_caller_may_not_see(cast):
    acts.submitted(cast, question="What about walnuts?")
    assert found(Keyed(cast.other_author), "q=walnuts") == []


def test_a_search_is_paged_by_rank_without_a_gap(author, cast):
    made = {acts.submitted(cast, question=f"What about walnuts {'walnuts ' * n}?").pk for n in range(5)}
    seen, path = [], "/api/v1/articles/?q=walnuts&page_size=2"
    while path:
        page = author.get(path).json()
        seen += [article["id"] for article in page["results"]]
        path = page["next"]
    assert len(seen) == 5
    assert set(seen) == made


@pytest.mark.parametrize("words", ["'", '"', "a & | !", "-", "the of", "%", "\\", "<script>", "🦴", "a" * 200])
def test_no_words_bring_a_fault(author, words):
    assert author.get("/api/v1/articles/", {"q": words}).status_code == 200


def test_only_the_fields_that_are_asked_for_are_sent(author, cast):
    article = acts.submitted(cast)
    assert author.read("articles/?fields=id,state").json()["results"] == [{"id": article.pk, "state": "submitted"}]
    assert author.read(f"articles/{article.pk}/?fields=slug").json() == {"slug": article.slug}


def test_a_field_that_does_not_exist_is_named(author):
    answer = author.read("articles/?fields=id,colour")
    assert answer.status_code == 400
    assert "colour" in answer.json()["detail"]


def test_a_token_leads_to_what_changed_since_and_to_nothing_else(committed, cast):
    author = Keyed(cast.author)
    acts.submitted(cast)
    token = author.read("articles/").json()["sync_token"]
    assert found(author, f"updated_since={token}") == []
    later = acts.submitted(cast)
    assert found(author, f"updated_since={token}") == [later.pk]


def test_what_a_long_transaction_commits_late_is_told_by_the_token_from_before(committed, cast):
    """Its time lies before answers that were given meanwhile, so no time would find it."""
    author, article = Keyed(cast.author), acts.submitted(cast)
    token = author.read("articles/").json()["sync_token"]
    with psycopg.connect(stack.superuser_url()) as slow:
        slow.execute("UPDATE articles_article SET warnings = 7 WHERE id = %s", [article.pk])
        other = acts.submitted(cast, question="Another question?")
        between = author.read(f"articles/?updated_since={token}").json()
        assert [line["id"] for line in between["results"]] == [other.pk]
    after = author.read(f"articles/?updated_since={between['sync_token']}").json()
    assert article.pk in [line["id"] for line in after["results"]]


def test_all_pages_of_one_list_carry_the_token_of_its_first(committed, cast):
    author = Keyed(cast.author)
    for _ in range(3):
        acts.submitted(cast)
    first = author.read("articles/?page_size=2").json()
    acts.submitted(cast)
    second = author.get(first["next"]).json()
    assert second["sync_token"] == first["sync_token"]
    assert len(found(author, f"updated_since={second['sync_token']}")) == 1


def test_beside_very_many_open_transactions_a_token_stays_short_and_tells_something_twice(committed, cast, monkeypatch):
    monkeypatch.setattr(syncing, "_MOST_OPEN", 1)
    author = Keyed(cast.author)
    with psycopg.connect(stack.superuser_url()) as first, psycopg.connect(stack.superuser_url()) as second:
        for slow in (first, second):
            slow.execute("SELECT pg_current_xact_id()")
        article = acts.submitted(cast)
        token = author.read("articles/").json()["sync_token"]
        assert syncing.read(token)[1].endswith(":")
        assert found(author, f"updated_since={token}") == [article.pk]


@pytest.mark.parametrize("since", ["2020-01-01", "2020-01-01T00:00:00Z", "2020-01-01T00:00:00"])
def test_a_date_does_too(author, cast, since):
    article = acts.submitted(cast)
    assert found(author, f"updated_since={since}") == [article.pk]
    assert found(author, "updated_since=2999-01-01") == []


def as_token(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


NO_SNAPSHOTS = ["1.2", "1.:", "1.2:1:", "1.0:1:", "1.1:3:3", "1.2:4:3,", "1.1:5:4,2", "1.1:2:x", "1.1:9" + "9" * 30 + ":"]


@pytest.mark.parametrize(
    "since", ["yesterday", "2020-13-01", "////", "x" * 500, "%00", *[as_token(text) for text in NO_SNAPSHOTS]]
)
def test_what_is_no_moment_is_refused(author, since):
    assert author.read(f"articles/?updated_since={since}").status_code == 400


def test_a_token_from_another_server_is_refused_and_says_what_to_do(author):
    answer = author.read(f"articles/?updated_since={as_token('1.2:2:')}")
    assert answer.status_code == 400
    assert "read everything once" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["articles/", "articles/{id}/", "articles/{id}/findings/", "references/", "keys/"])
def test_what_the_client_has_already_is_not_sent_again(author, cast, path):
    path = path.format(id=acts.submitted(cast).pk)
    first = author.read(path)
    again = author.read(path, **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "private" in first["Cache-Control"]


def test_what_others_do_elsewhere_changes_no_tag_of_a_list(committed, cast):
    """The token moves with every transaction of the server; the list's own words do not."""
    author = Keyed(cast.author)
    acts.submitted(cast)
    first = author.read("articles/")
    workflow.submit(acts.draft(question="Whose is this?"), by=cast.other_author)
    again = author.read("articles/", **{"If-None-Match": first["ETag"]})
    assert again.status_code == 304


def test_a_changed_list_has_another_tag(author, cast):
    first = author.read("articles/?fields=id")["ETag"]
    acts.submitted(cast)
    assert author.read("articles/?fields=id", **{"If-None-Match": first}).status_code == 200


def test_a_new_article_moves_no_page_of_a_list(author, cast):
    made = [acts.submitted(cast).pk for _ in range(4)][::-1]
    first = author.read("articles/?page_size=2").json()
    acts.submitted(cast)
    second = author.get(first["next"]).json()
    assert [line["id"] for line in first["results"] + second["results"]] == made


def test_the_row_says_which_transaction_changed_it_whoever_asks(db, cast):
    article = acts.submitted(cast)
    Article.objects.filter(pk=article.pk).update(changed_in=1)
    assert acts.fresh(article).changed_in > 1


@pytest.mark.parametrize("path", ["articles/", "articles/batch/", "public/articles/x/questions/"])
def test_a_body_that_is_too_long_is_refused_unread(db, settings, path):
    settings.BODY_LIMIT = settings.BATCH_LIMIT = 1000
    answer = Client().post(f"/api/v1/{path}", b" " * 1001, content_type="application/json")
    assert answer.status_code == 413
    assert answer["Content-Type"] == "application/problem+json"
