"""New revisions over the API: the right version is revised, or none."""

import pytest

from articles.models import Article
from tests.client import Keyed, body


@pytest.fixture
def author(cast):
    return Keyed(cast.author)


@pytest.fixture
def first(author):
    return author.send("articles/", body())


def revise(author, first, tag, **changes):
    headers = {"If-Match": tag} if tag else {}
    return author.send(f"articles/{first.json()['id']}/revisions/", body(**changes), **headers)


def test_a_revision_names_what_it_revises(author, first):
    answer = revise(author, first, first["ETag"], question="What else helps?")
    assert answer.status_code == 201
    assert (answer.json()["revision"], answer.json()["question"]) == (2, "What else helps?")


def test_without_if_match_nothing_is_revised(author, first):
    assert revise(author, first, None, question="What else helps?").status_code == 428
    assert Article.objects.get().current.number == 1


def test_a_stale_tag_revises_nothing(author, first):
    revise(author, first, first["ETag"], question="What else helps?")
    answer = revise(author, first, first["ETag"], question="And what does not?")
    assert answer.status_code == 412
    assert answer["Content-Type"] == "application/problem+json"
    assert Article.objects.get().current.number == 2


def test_a_weak_tag_matches_nothing_and_is_told_so(author, first):
    answer = revise(author, first, f'W/{first["ETag"]}', question="What else helps?")
    assert answer.status_code == 412
    assert "weak" in answer.json()["detail"]
    assert Article.objects.get().current.number == 1


def test_the_same_content_again_is_no_revision(author, first):
    answer = revise(author, first, first["ETag"])
    assert (answer.status_code, answer.json()["revision"]) == (200, 1)


def test_an_article_keeps_the_external_id_it_came_with(author):
    first = author.send("articles/", body(external_id="pipeline-42"))
    refused = revise(author, first, first["ETag"], external_id="pipeline-43", question="What else helps?")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "/external_id")
    assert Article.objects.get().current.number == 1
    assert revise(author, first, first["ETag"], external_id="pipeline-42", question="What else helps?").status_code == 201


def test_an_acceptance_in_between_does_not_make_a_revision_stale(author, first, cast):
    editor, rivera = Keyed(cast.editor), Keyed(cast.rivera.user)
    invited = editor.send(f"articles/{first.json()['id']}/assignments/", {"board_member": cast.rivera.pk}).json()
    rivera.send(f"assignments/{invited['id']}/accept/")
    assert revise(author, first, first["ETag"], question="What else helps?").status_code == 201


def test_a_board_member_who_joins_the_writers_may_no_longer_review(author, first, cast):
    assert cast.rivera
    revise(author, first, first["ETag"], contributors=[{"name": "Pat Rivera", "board_member": "rivera"}])
    editor = Keyed(cast.editor)
    answer = editor.send(f"articles/{first.json()['id']}/assignments/", {"board_member": cast.rivera.pk})
    why = ["wrote this article"]
    assert (answer.status_code, answer.json()["excluded_by"]) == (409, why)


def test_the_diff_names_what_changed(author, first):
    revise(author, first, first["ETag"], renditions={"clinician": "Rest the hip for long [1]. Strengthen it [2].\n"})
    answer = author.read(f"articles/{first.json()['id']}/revisions/2/diff/?from=1").json()
    assert answer["from"] == 1
    assert [change["op"] for change in answer["renditions"]["clinician"] if change["op"] != "equal"]
    assert answer["question"] is None
