"""POST /api/v1/articles/: what comes in, and what is refused with a word that helps."""

import pytest

from articles.models import Article
from tests.client import Keyed, body


@pytest.fixture
def author(cast):
    return Keyed(cast.author)


def test_a_submission_is_answered_with_its_address_and_etag(author):
    answer = author.send("articles/", body())
    assert answer.status_code == 201, answer.content
    assert answer["Location"] == answer.json()["links"]["self"]
    assert answer["ETag"].startswith('"r1-')


def test_a_submission_is_answered_with_its_state_and_what_may_be_done(author):
    article = author.send("articles/", body(external_id="pipeline-42")).json()
    assert article["state"] == "submitted"
    assert article["external_id"] == "pipeline-42"
    assert article["revision"] == 1
    assert article["findings"] == {"error": 0, "warning": 0, "info": 0}
    assert article["actions"] == ["revise", "withdraw"]
    assert article["queue"]["position"] == 1
    assert article["public_status"] == {
        "label": "Submitted", "caution": True, "overdue": False, "update_pending": False,
    }  # fmt: skip


def test_markers_are_bound_to_keys_on_arrival(author):
    article = author.send("articles/", body()).json()
    revision = author.read(f"articles/{article['id']}/revisions/1/").json()
    assert [c["keys"] for c in revision["citations"]["clinician"]] == [["tyler1"], ["tyler2"]]


def test_the_text_is_kept_as_sent(author):
    text = "  Trailing space \n\n[@tyler2; @tyler1]\r\n"
    article = author.send("articles/", body(renditions={"patient": text})).json()
    assert author.read(f"articles/{article['id']}/revisions/1/").json()["renditions"] == {"patient": text}


def test_a_dry_run_tells_findings_and_hash_and_writes_nothing(author):
    answer = author.send("articles/?dry_run=true", body(renditions={"clinician": "Rest [3]."}))
    assert answer.status_code == 200
    assert "citation-dangling" in {finding["code"] for finding in answer.json()["findings"]}
    assert not Article.objects.exists()


@pytest.mark.parametrize("path", ["articles/", "articles/batch/"])
@pytest.mark.parametrize("said", ["True", "1", "on"])
def test_a_dry_run_is_one_however_true_is_written(author, path, said):
    sent = [body()] if "batch" in path else body()
    assert author.send(f"{path}?dry_run={said}", sent).status_code in (200, 207)
    assert not Article.objects.exists()


@pytest.mark.parametrize("path", ["articles/", "articles/batch/"])
@pytest.mark.parametrize("said", ["", "maybe", "truee"])
def test_what_is_neither_true_nor_false_is_refused_and_nothing_written(author, path, said):
    sent = [body()] if "batch" in path else body()
    answer = author.send(f"{path}?dry_run={said}", sent)
    assert answer.status_code == 400
    assert "`dry_run`" in answer.json()["detail"]
    assert not Article.objects.exists()


def test_no_dry_run_submits(author):
    assert author.send("articles/?dry_run=false", body()).status_code == 201


def test_a_revision_that_asks_for_a_dry_run_is_refused_and_not_made(author):
    answer = author.send("articles/", body())
    path = f"articles/{answer.json()['id']}/revisions/"
    refused = author.send(f"{path}?dry_run=true", body(topics=["other"]), **{"If-Match": answer["ETag"]})
    assert refused.status_code == 400
    assert "POST /api/v1/articles/?dry_run=true" in refused.json()["detail"]
    assert len(author.read(path).json()["results"]) == 1


def test_a_dry_run_and_a_submission_agree_on_the_hash(author):
    dry = author.send("articles/?dry_run=true", body()).json()
    assert author.send("articles/", body()).json()["content_hash"] == dry["content_hash"]


def test_a_repeated_external_id_is_answered_with_the_articles_address(author):
    first = author.send("articles/", body(external_id="x"))
    again = author.send("articles/", body(external_id="x"))
    assert again.status_code == 409
    assert again["Location"] == first["Location"]
    assert Article.objects.count() == 1


def test_a_dry_run_tells_of_a_repeated_external_id_as_a_submission_would(author):
    first = author.send("articles/", body(external_id="x"))
    dry = author.send("articles/?dry_run=true", body(external_id="x"))
    assert (dry.status_code, dry["Location"]) == (409, first["Location"])


def test_an_external_id_belongs_to_its_author(author, cast):
    author.send("articles/", body(external_id="x"))
    assert Keyed(cast.other_author).send("articles/", body(external_id="x")).status_code == 201


def test_withdrawing_frees_the_external_id(author):
    first = author.send("articles/", body(external_id="x")).json()
    author.send(f"articles/{first['id']}/withdraw/")
    assert author.send("articles/", body(external_id="x")).status_code == 201


LONG = "word " * 25_000
ENTRY = {"key": "a", "csl": {"type": "article-journal", "title": "T"}}
BAD = {
    "no renditions": ({"renditions": {}}, 400, "/renditions"),
    "renditions missing": ({"renditions": None}, 400, "/renditions"),
    "an unknown audience": ({"renditions": {"vet": "Text."}}, 400, "/renditions/vet"),
    "an empty text": ({"renditions": {"patient": " \n"}}, 400, "/renditions/patient"),
    "an oversized text": ({"renditions": {"patient": LONG}}, 413, "/renditions/patient"),
    "a text that is no text": ({"renditions": {"patient": 7.5}}, 400, "/renditions/patient"),
    "a list as text": ({"renditions": {"patient": ["a"]}}, 400, "/renditions/patient"),
    "an empty key marker": ({"renditions": {"patient": "Rest [@]."}}, 400, "/renditions/patient"),
    "a backward range": ({"renditions": {"patient": "Rest [3-1]."}}, 400, "/renditions/patient"),
    "an unknown field": ({"titel": "x"}, 400, "/titel"),
    "no question": ({"question": "  "}, 400, "/question"),
    "a question of two lines": ({"question": "What\nhelps?"}, 400, "/question"),
    "an overlong question": ({"question": "x" * 501}, 400, "/question"),
    "an unknown specialty": ({"specialty": "Hips"}, 400, "/specialty"),
    "topics as text": ({"topics": "sports"}, 400, "/topics"),
    "a topic too long": ({"topics": ["ok", "x" * 101]}, 400, "/topics/1"),
    "a question that is a number": ({"question": 5}, 400, "/question"),
    "references as text": ({"references": "RIS?"}, 400, "/references"),
    "a reference without csl": ({"references": [{"key": "a"}]}, 400, "/references/0/csl"),
    "csl that is no object": ({"references": [{"key": "a", "csl": 5}]}, 400, "/references/0/csl"),
    "csl without a type": ({"references": [{"key": "a", "csl": {"title": "T"}}]}, 400, "/references/0/csl/type"),
    "a key twice": ({"references": [ENTRY, ENTRY]}, 400, "/references/1/key"),
    "a key with spaces": ({"references": [ENTRY | {"key": "a b"}]}, 400, "/references/0/key"),
    "an unknown kind": ({"references": [ENTRY | {"kind": "rumour"}]}, 400, "/references/0/kind"),
    "a contributor without a name": ({"contributors": [{"orcid": ""}]}, 400, "/contributors/0/name"),
    "a bad ORCID": ({"contributors": [{"name": "A", "orcid": "12"}]}, 400, "/contributors/0/orcid"),
    "an unknown board member": ({"contributors": [{"name": "A", "board_member": 99}]}, 400, "/contributors/0/board_member"),
    "an unknown provenance": ({"provenance": {"kind": "magic"}}, 400, "/provenance/kind"),
    "a NUL in a nested text": ({"references": [{"key": "a", "csl": {"type": "book", "title": "a\u0000"}}]}, 400, "/references/0/csl/title"),
    "half a surrogate pair": ({"question": "\ud800?"}, 400, "/question"),
    "a number beyond JSON": ({"provenance": {"kind": 2**60}}, 400, "/provenance/kind"),
    "read-only fields": ({"state": "approved", "slug": "x"}, 400, "/state"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_bad_input_points_at_its_field_and_writes_nothing(author, case):
    changes, status, pointer = BAD[case]
    answer = author.send("articles/", body(**changes))
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert pointer in [error["pointer"] for error in answer.json()["errors"]], answer.json()
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    ("raw", "status"),
    [(b"", 400), (b"{", 400), (b"[]", 400), (b"[" * 5000 + b"]" * 5000, 400), (b'{"question": NaN}', 400), (b"\xff", 400)],
)
def test_a_body_that_is_no_object_is_refused(author, raw, status):
    answer = author.post("/api/v1/articles/", raw, content_type="application/json")
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"


def test_another_media_type_is_refused(author):
    assert author.post("/api/v1/articles/", b"x", content_type="text/plain").status_code == 415


def test_without_a_key_nothing_comes_in(cast):
    answer = Keyed().send("articles/", body())
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_board_member_does_not_submit(cast):
    assert Keyed(cast.rivera.user).send("articles/", body()).status_code == 403
