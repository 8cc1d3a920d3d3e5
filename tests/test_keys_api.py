"""Keys: what each scope opens, who makes them, and that revoking holds at once."""

import pytest

from articles.models import ApiKey
from articles.tasks import note_use
from citations import clock
from tests import acts
from tests.client import Keyed, body


def scoped(user, *scopes: str) -> Keyed:
    return Keyed(user, scopes)


#          scope           articles  queue  assignments  keys
READS = {
    "author":       (200, 403, 403, 403),
    "editor-read":  (200, 200, 403, 403),
    "editor-write": (200, 200, 403, 403),
    "board":        (200, 403, 200, 403),
}  # fmt: skip


@pytest.mark.parametrize("scope", READS)
def test_a_scope_opens_what_it_names(cast, scope):
    client = scoped(cast.editor, scope)
    paths = ("articles/", "queue/", "assignments/", "keys/")
    assert tuple(client.read(path).status_code for path in paths) == READS[scope]


@pytest.mark.parametrize(("scope", "status"), [("author", 403), ("editor-read", 403), ("editor-write", 200)])
def test_only_the_editors_writing_scope_decides(cast, scope, status):
    article = acts.submitted(cast)
    assert scoped(cast.editor, scope).send(f"articles/{article.pk}/reject/", {"reason": "No."}).status_code == status


def test_a_board_key_submits_nothing_for_an_author(cast):
    assert scoped(cast.author, "board").send("articles/", body()).status_code == 403


def test_an_authors_key_of_an_editor_sees_no_articles_of_others(cast):
    article = acts.submitted(cast)
    assert scoped(cast.editor, "author").read(f"articles/{article.pk}/").status_code == 404


def test_an_authors_key_of_a_superuser_sees_no_articles_of_others(cast):
    article = acts.submitted(cast)
    cast.editor.is_superuser = True
    cast.editor.save()
    assert scoped(cast.editor, "author").read(f"articles/{article.pk}/").status_code == 404


def test_a_key_without_scopes_does_all_that_its_account_may(cast):
    assert scoped(cast.author).send("articles/", body()).status_code == 201


def test_a_scoped_key_makes_no_wider_one(cast):
    assert scoped(cast.author, "author").send("keys/", {"name": "wider"}).status_code == 403


def test_a_new_key_works_and_is_told_once(cast):
    owner = Keyed(cast.author)
    made = owner.send("keys/", {"name": "pipeline", "scopes": ["author"], "days": 30})
    assert made.status_code == 201, made.content
    client = Keyed()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {made.json()['key']}")
    assert client.read("articles/").status_code == 200
    assert made.json()["key"] not in owner.read("keys/").content.decode()


def test_a_revoked_key_is_refused_at_the_next_request(cast):
    owner = Keyed(cast.author)
    made = owner.send("keys/", {"name": "a"}).json()
    client = Keyed()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {made['key']}")
    assert client.read("articles/").status_code == 200
    assert owner.delete(f"/api/v1/keys/{made['id']}/").status_code == 204
    assert client.read("articles/").status_code == 401


def test_nobody_revokes_anothers_key(cast):
    made = Keyed(cast.author).send("keys/", {"name": "a"}).json()
    assert Keyed(cast.other_author).delete(f"/api/v1/keys/{made['id']}/").status_code == 404


def test_the_last_use_of_a_key_is_shown(cast):
    owner = Keyed(cast.author)
    key = ApiKey.objects.get()
    note_use(key.pk, clock.now().isoformat())
    assert owner.read("keys/").json()["results"][0]["last_used"] is not None


def test_a_use_that_is_told_late_does_not_turn_the_clock_back(cast):
    key, _ = ApiKey.objects.create(user=cast.author)
    later = clock.now()
    note_use(key.pk, later.isoformat())
    with clock.shifted(minutes=-5):
        note_use(key.pk, clock.now().isoformat())
    assert ApiKey.objects.get().last_used == later


def test_an_editor_makes_a_key_for_an_author_and_nobody_else_does(cast):
    assert cast.author
    made = Keyed(cast.editor).send("keys/", {"name": "pipeline", "account": "author", "scopes": ["author"]})
    assert made.status_code == 201, made.content
    client = Keyed()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {made.json()['key']}")
    assert client.send("articles/", body()).status_code == 201
    refused = Keyed(cast.other_author).send("keys/", {"name": "theirs", "account": "author"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "/account")


@pytest.mark.parametrize("account", ["rivera", "nobody"])
def test_an_editor_makes_no_key_that_speaks_for_a_board_member(cast, account):
    assert cast.rivera
    assert Keyed(cast.editor).send("keys/", {"name": "k", "account": account}).status_code == 400


def test_a_key_made_in_admin_has_the_scopes_that_were_marked(cast, client):
    client.force_login(cast.editor)
    assert cast.author
    page = client.post("/admin/articles/apikey/add/", {"name": "night", "account": "author", "scopes": ["author"], "days": 30})
    key = ApiKey.objects.get(name="night")
    assert (page.status_code, key.scopes) == (200, ["author"])
    assert "author" in client.get("/admin/articles/apikey/").content.decode()


def test_an_account_may_have_several_keys_and_each_is_revoked_alone(cast):
    owner = Keyed(cast.author)
    first, second = (owner.send("keys/", {"name": name}).json() for name in ("one", "two"))
    assert owner.delete(f"/api/v1/keys/{first['id']}/").status_code == 204
    client = Keyed()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {second['key']}")
    assert client.read("articles/").status_code == 200


def test_an_expired_key_is_refused(cast):
    made = Keyed(cast.author).send("keys/", {"name": "short", "days": 1}).json()
    client = Keyed()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {made['key']}")
    with clock.shifted(days=2):
        assert client.read("articles/").status_code == 401
