"""/problems/<slug>/: the address in every refusal leads to a page that explains it."""

import pytest
from django.test import Client

from articles.errors import Refusal
from articles.idempotency import InFlight, KeyReused
from medreview.problem_kinds import KINDS
from tests.client import Keyed, body


def refusals(kind: type[Refusal] = Refusal) -> list[type[Refusal]]:
    return [kind, *(deeper for below in kind.__subclasses__() for deeper in refusals(below))]


@pytest.mark.parametrize("slug", KINDS)
def test_each_kind_of_problem_has_a_page(db, slug):
    page = Client().get(f"/problems/{slug}/")
    assert page.status_code == 200
    assert f"<h1>{KINDS[slug].title}</h1>" in page.content.decode()


def test_every_refusal_that_a_door_can_raise_is_explained_with_its_own_title_and_status():
    assert {InFlight, KeyReused} <= set(refusals())
    assert {(r.slug, r.title, r.status) for r in refusals()} <= {(s, k.title, k.status) for s, k in KINDS.items()}


def test_an_unknown_kind_of_problem_is_not_found(db):
    assert Client().get("/problems/nonsense/").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("get", "articles/", {}, 401),
        ("get", "articles/999/", {"key": True}, 404),
        ("delete", "articles/", {"key": True}, 405),
        ("get", "articles/", {"key": True, "Accept": "text/html"}, 406),
        ("post", "articles/", {"key": True, "Content-Type": "text/plain"}, 415),
        ("post", "articles/", {"key": True}, 400),
        ("get", "nowhere/", {}, 404),
    ],
)
def test_the_type_of_a_refusal_is_an_address_that_answers(cast, settings, method, path, headers, status):
    client = Keyed(cast.author) if headers.get("key") else Keyed()
    sent = {name: value for name, value in headers.items() if name != "key"}
    media = sent.pop("Content-Type", "application/json")
    answer = client.generic(method.upper(), f"/api/v1/{path}", b"{}", content_type=media, headers=sent)
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert client.get(answer.json()["type"].removeprefix(settings.BASE_URL)).status_code == 200


def test_a_revision_without_if_match_is_told_where_to_read_why(cast, settings):
    author = Keyed(cast.author)
    article = author.send("articles/", body()).json()
    answer = author.send(f"articles/{article['id']}/revisions/", body())
    assert answer.status_code == 428
    assert answer.json()["type"] == f"{settings.BASE_URL}/problems/precondition-required/"


BAD_QUERIES = [
    "cursor=%00", "cursor=%ff%fe", "cursor=abc", "cursor=cD0lMDA%3D", "cursor=bz05OTk5OTk5OTk5OTk5OTk5OTk5OQ%3D%3D",
    "state=%00", "state=approved%00", "specialty=%ff", "risk=%00", "external_id=%00", "external_id=%ed%a0%80", "q=%00",
    "q=%ff", "overdue=7", "updated_since=0000-00-00", "updated_since=%00", "updated_since=99999-01-01T00:00:00Z", "page_size=-1",
    "page_size=99999999999999999999999", "page_size=%00", "fields=%00", "cursor=cD0n",
]  # fmt: skip


@pytest.mark.parametrize("path", ["articles/", "references/", "assignments/", "public/articles/", "queue/"])
@pytest.mark.parametrize("query", BAD_QUERIES)
def test_an_odd_query_never_brings_a_fault(cast, path, query):
    answer = Keyed(cast.editor).read(f"{path}?{query}")
    assert answer.status_code in (200, 400, 404), answer.content
    if answer.status_code != 200:
        assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("number", ["-1", "0", "9" * 18, "9" * 30, "%00", "1e3", "٣"])
def test_an_odd_id_is_not_found(cast, number):
    editor = Keyed(cast.editor)
    for path in ("articles/{}/", "assignments/{}/", "references/{}/", "articles/{}/revisions/{}/"):
        assert editor.read(path.format(number, number)).status_code == 404, path


@pytest.mark.parametrize("method", ["head", "options"])
def test_heads_and_options_are_answered(cast, method):
    assert getattr(Keyed(cast.author), method)("/api/v1/articles/").status_code == 200


@pytest.mark.parametrize(("path", "media"), [("/", "text/html"), ("/api/v1/articles/", "application/problem+json")])
def test_a_request_for_a_host_that_is_not_ours_is_refused_in_the_callers_form(db, path, media):
    answer = Client(headers={"Host": "elsewhere.example"}).get(path)
    assert answer.status_code == 400
    assert answer["Content-Type"].startswith(media)


def test_a_form_without_its_token_is_refused_in_words_for_people(db):
    answer = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "rivera"})
    assert answer.status_code == 403
    assert "load the page anew" in answer.content.decode()
