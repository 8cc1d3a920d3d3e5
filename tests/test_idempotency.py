"""`Idempotency-Key`: the first answer, again, byte for byte."""


import pytest

from articles.models import ApiKey, Article, StoredAnswer, Webhook
from articles.tasks import tidy
from citations import clock
from tests import acts
from tests.client import Keyed, body
from tests.test_mass_assignment import DOCUMENT, undone  # noqa: F401  (fixture)
from tests.test_routes import people, things  # noqa: F401  (fixtures)

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


def test_the_documents_offer_it_where_it_is_honoured_and_nowhere_else(undone, people):  # noqa: F811
    """A key that came with another request is refused by whoever looks at it."""
    for user, key in ((user, key) for user in filter(None, people.values()) for key in ("k", "k/0")):
        StoredAnswer.objects.create(user=user, key=key, request_digest="of another", status=200, created_at=clock.now())
    offered, honoured = {}, {}
    for path, operations in DOCUMENT["paths"].items():
        if told := operations.get("post"):
            offered[path] = "Idempotency-Key" in [sent["name"] for sent in told.get("parameters", [])]
            batch = path.endswith("/batch/")
            answer, _ = undone("POST", path.removeprefix("/api/v1/"), "[{}]" if batch else "{}", **{"Idempotency-Key": "k"})
            honoured[path] = (answer.json()["results"][0]["status"] if batch else answer.status_code) == 422
    assert offered == honoured
    assert [path for path in offered if not offered[path]] == [
        "/api/v1/public/articles/{slug}/questions/", "/api/v1/public/articles/{slug}/reports/",
        "/api/v1/references/format/", "/api/v1/references/parse/",
    ]  # fmt: skip


def test_the_longest_key_that_the_documents_allow_is_taken(author):
    for path, sent in (("articles/", body()), ("articles/batch/", [body()])):
        (told,) = [said for said in DOCUMENT["paths"][f"/api/v1/{path}"]["post"]["parameters"] if said["in"] == "header"]
        most = told["schema"]["maxLength"]
        taken, refused = (author.send(path, sent, **{"Idempotency-Key": "k" * n}).status_code for n in (most, most + 1))
        assert (taken // 100, refused) == (2, 400), path


HOOK = {"address": "https://8.8.8.8/hooks"}


TOLD_ONCE = [("webhooks/", HOOK, "secret", Webhook), ("keys/", {"name": "a"}, "key", ApiKey)]


@pytest.mark.parametrize(("path", "sent", "member", "made"), TOLD_ONCE)
def test_a_secret_is_told_again_to_who_repeats_and_lies_in_no_table(author, path, sent, member, made):
    first, again = author.send(path, sent, **KEY), author.send(path, sent, **KEY)
    assert (first.status_code, again.content) == (201, first.content)
    assert again["Cache-Control"] == "no-store"
    assert made.objects.count() == 1 + (made is ApiKey)
    assert first.json()[member].encode() not in bytes(StoredAnswer.objects.get().body)


def test_a_repeated_rotation_rotates_once(author):
    hook = author.send("webhooks/", HOOK).json()
    path = f"webhooks/{hook['id']}/rotate-secret/"
    first = author.send(path, **KEY)
    assert author.send(path, **KEY).content == first.content
    assert first.json()["secret"] != hook["secret"]


def test_a_secret_is_told_again_to_the_key_alone_that_asked_first(author, cast):
    author.send("webhooks/", HOOK, **KEY)
    refused = Keyed(cast.author).send("webhooks/", HOOK, **KEY)
    assert refused.status_code == 422
    assert "another API key" in refused.json()["detail"]
    assert Webhook.objects.count() == 1
