"""`Idempotency-Key`: the first answer, again, byte for byte."""

import pytest

from articles.models import Article, StoredAnswer
from articles.tasks import tidy
from citations import clock
from tests import acts
from tests.client import Keyed, body

KEY = {"Idempotency-Key": "k-1"}


@pytest.fixture
def author(cast):
    return Keyed(cast.author)


def test_a_repeat_gets_the_same_answer_and_makes_nothing(author):
    first, again = author.send("articles/", body(), **KEY), author.send("articles/", body(), **KEY)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert (again["Location"], again["ETag"]) == (first["Location"], first["ETag"])
    assert Article.objects.count() == 1


def test_the_same_key_with_another_body_is_refused(author):
    author.send("articles/", body(), **KEY)
    answer = author.send("articles/", body(question="Another?"), **KEY)
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"


def test_the_same_key_at_another_address_is_refused(author):
    article = author.send("articles/", body(), **KEY).json()
    assert author.send(f"articles/{article['id']}/withdraw/", body(), **KEY).status_code == 422


def test_another_persons_key_of_the_same_name_is_their_own(author, cast):
    author.send("articles/", body(), **KEY)
    assert Keyed(cast.other_author).send("articles/", body(), **KEY).status_code == 201


def test_a_refused_request_stores_nothing_and_may_be_mended_under_its_key(author):
    assert author.send("articles/", body(specialty="Hips"), **KEY).status_code == 400
    assert author.send("articles/", body(), **KEY).status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_a_key_that_is_none_is_refused(author, key):
    assert author.send("articles/", body(), **{"Idempotency-Key": key}).status_code == 400


def test_an_acceptance_repeated_is_answered_as_the_first(cast):
    editor, rivera = Keyed(cast.editor), Keyed(cast.rivera.user)
    article = acts.submitted(cast)
    seat = editor.send(f"articles/{article.pk}/assignments/", {"board_member": cast.rivera.pk}).json()
    first = rivera.send(f"assignments/{seat['id']}/accept/", **KEY)
    assert rivera.send(f"assignments/{seat['id']}/accept/", **KEY).content == first.content
    assert rivera.send(f"assignments/{seat['id']}/accept/").status_code == 409


def test_after_a_day_a_key_is_new_again(author):
    with clock.shifted(hours=-25):
        author.send("articles/", body(), **KEY)
    assert tidy() == 1
    assert author.send("articles/", body(), **KEY).status_code == 201
    assert Article.objects.count() == 2


def test_no_answer_is_stored_without_a_key(author):
    author.send("articles/", body())
    assert not StoredAnswer.objects.exists()
