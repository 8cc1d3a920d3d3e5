"""Articles that were reviewed before they came here: stated, shown as that, never as Approved."""

from __future__ import annotations

import pytest
from django.test import Client

from articles.models import Article
from tests import acts
from tests.client import Keyed, body
from tests.desk import Visitor, said

STATED = {"by": "The Hip Society's panel", "on": "2025-03-01", "evidence": "https://hips.example/reviews/7"}


@pytest.fixture
def author(cast):
    return Keyed(cast.author)


def test_it_is_kept_and_told_to_the_author(author):
    made = author.send("articles/", body(external_review=STATED)).json()
    assert made["external_review"] == STATED
    assert made["state"] == "submitted"
    assert made["public_status"]["label"] == "Submitted"
    assert made["public_status"]["caution"] is True


def test_the_statement_is_under_the_content_hash(author):
    with_it = author.send("articles/?dry_run=true", body(external_review=STATED)).json()
    without = author.send("articles/?dry_run=true", body()).json()
    assert with_it["content_hash"] != without["content_hash"]


def test_a_revision_that_does_not_repeat_it_states_nothing(author):
    made = author.send("articles/", body(external_review=STATED)).json()
    path = f"articles/{made['id']}/revisions/"
    assert author.send(path, body(), **{"If-Match": "*"}).json()["external_review"] is None


def test_readers_are_told_that_it_was_elsewhere_and_by_whom(author):
    made = author.send("articles/", body(external_review=STATED)).json()
    told = Client().get(f"/api/v1/public/articles/{made['slug']}/").json()
    assert told["external_review"] == STATED
    assert (told["reviewed_by"], told["last_reviewed"]) == ([], None)
    page = Client().get(f"/articles/{made['slug']}/").content.decode()
    assert "Hip Society" in page
    assert "not an approval" in page


def test_machines_are_told_of_a_review_elsewhere_and_of_none_by_the_board(author):
    made = author.send("articles/", body(external_review=STATED)).json()
    data = Client().get(f"/articles/{made['slug']}/", headers={"Accept": "application/ld+json"})
    page = Client().get(f"/articles/{made['slug']}.jsonld") if data["Content-Type"].startswith("text/html") else data
    said = page.json()
    assert said["review"]["author"]["name"] == STATED["by"]
    assert "reviewedBy" not in said
    assert "lastReviewed" not in said


def test_once_the_board_has_approved_it_speaks_for_itself(author, cast):
    made = author.send("articles/", body(external_review=STATED)).json()
    acts.approved_again(Article.objects.get(pk=made["id"]), cast)
    told = Client().get(f"/api/v1/public/articles/{made['slug']}/").json()
    assert told["external_review"] is None
    assert len(told["reviewed_by"]) == 2
    assert "Hip Society" not in Client().get(f"/articles/{made['slug']}/").content.decode()


def test_it_waits_in_the_queue_for_a_first_round_by_its_risk(author, cast):
    low = author.send("articles/", body(external_review=STATED)).json()
    high = author.send("articles/", body(question="How much?", external_review=STATED)).json()
    editor = Keyed(cast.editor)
    assert editor.send(f"articles/{high['id']}/risk/", {"tier": "high", "reason": "Doses."}).status_code == 200
    assert [line["id"] for line in editor.read("queue/").json()["results"]] == [high["id"], low["id"]]
    assert [line["id"] for line in editor.read("articles/?external_review=true&risk=high").json()["results"]] == [high["id"]]


def test_the_board_member_sees_it_on_the_desk(author, cast):
    made = author.send("articles/", body(external_review=STATED)).json()
    seat = acts.seated(Article.objects.get(pk=made["id"]), cast.rivera, cast.editor)
    assert "Hip Society&#x27;s panel on 2025-03-01" in said(Visitor(cast.rivera.user).desk(seat))


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [({"on": "2999-01-01"}, "/external_review/on"), ({"by": ""}, "/external_review/by"), ({"state": "approved"}, "/external_review/state")],
)
def test_what_it_says_is_read_strictly(author, changes, pointer):
    answer = author.send("articles/", body(external_review=STATED | changes))
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == pointer
