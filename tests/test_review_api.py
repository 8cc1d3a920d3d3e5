"""A whole cycle over the API: invite, accept, sign, approve; and what stays hidden."""

from __future__ import annotations

import pytest

from articles.models import Article
from reviews.editors import triage
from reviews.models import Assignment, Review
from tests import acts
from tests.client import Keyed, body
from tests.people import PASSWORD


@pytest.fixture
def author(cast):
    return Keyed(cast.author)


@pytest.fixture
def editor(cast):
    return Keyed(cast.editor)


def signing(content_hash: str, verdict: str = "approve", **said) -> dict:
    return {
        "verdict": verdict, "content_hash": content_hash, "renditions": ["clinician"], "claims": {},
        "note_to_author": "" if verdict == "approve" else "Soften it.", "note_to_editor": "Fine otherwise.",
        "disclosure": {"none": True}, "signature": {"name": "Pat", "meaning": "review", "password": PASSWORD},
    } | said  # fmt: skip


def seated(article: dict, member, editor: Keyed) -> tuple[Keyed, dict]:
    invited = editor.send(f"articles/{article['id']}/assignments/", {"board_member": member.pk})
    assert invited.status_code == 201, invited.content
    client = Keyed(member.user)
    return client, client.send(f"assignments/{invited.json()['id']}/accept/").json()


def test_the_whole_cycle(cast, author, editor):
    article = author.send("articles/", body()).json()
    for member in (cast.rivera, cast.chen):
        client, seat = seated(article, member, editor)
        assert seat["state"] == "accepted"
        answer = client.send(f"assignments/{seat['id']}/review/", signing(seat["content_hash"]))
        assert answer.status_code == 201, answer.content
    article = author.read(f"articles/{article['id']}/").json()
    assert article["state"] == "approved"
    assert article["public_status"]["label"] == "Approved"
    public = Keyed().read(f"public/articles/{article['slug']}/").json()
    assert public["last_reviewed"] == article["last_reviewed"]
    assert [signer["name"] for signer in public["reviewed_by"]] == ["Pat Rivera", "Pat Chen"]


def test_candidates_come_best_first_with_every_exclusion_named(cast, author, editor):
    article = author.send("articles/", body(contributors=[{"name": "C", "board_member": "chen"}])).status_code
    assert article == 400
    assert cast.rivera and cast.okafor and cast.chen
    article = author.send("articles/", body(contributors=[{"name": "C", "board_member": "chen"}])).json()
    found = editor.read(f"articles/{article['id']}/candidates/").json()["results"]
    assert [c["username"] for c in found] == ["rivera", "okafor", "chen"]
    assert found[2]["excluded_by"] == ["wrote this article"]
    assert "specialty Musculoskeletal" in found[0]["reasons"]


def test_an_invitation_is_refused_with_the_findings_that_stand_against_it(cast, author, editor):
    article = author.send("articles/", body(renditions={"clinician": "Rest [1] [2] [3]."})).json()
    answer = editor.send(f"articles/{article['id']}/assignments/", {"board_member": cast.rivera.pk})
    assert answer.status_code == 409
    assert "citation-dangling" in {finding["code"] for finding in answer.json()["findings"]}


def test_a_due_date_in_the_past_is_pointed_at(cast, author, editor):
    article = author.send("articles/", body()).json()
    said = {"board_member": cast.rivera.pk, "due": "2020-01-01"}
    answer = editor.send(f"articles/{article['id']}/assignments/", said)
    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"pointer": "/due", "detail": "The due date has passed already."}]


BAD_SIGNINGS = {
    "a wrong password": ({"signature": {"name": "Pat", "meaning": "review", "password": "guess"}}, 400, "/signature/password"),
    "no password": ({"signature": {"name": "Pat", "meaning": "review"}}, 400, "/signature/password"),
    "no name": ({"signature": {"name": " ", "meaning": "review", "password": PASSWORD}}, 400, "/signature/name"),
    "no disclosure": ({"disclosure": {}}, 400, "/disclosure"),
    "a disclosure both ways": (
        {"disclosure": {"none": True, "items": [{"item": "grants", "entity": "X"}]}}, 400, "/disclosure",
    ),
    "an unknown verdict": ({"verdict": "fine"}, 400, "/verdict"),
    "nothing read": ({"renditions": []}, 400, "/renditions"),
    "a rendition that is not there": ({"renditions": ["clinician", "patient"]}, 400, "/renditions"),
    "an unknown claim verdict": ({"claims": {"x": "maybe"}}, 400, "/claims/x"),
    "an objection without a word": ({"verdict": "request_changes", "note_to_author": " "}, 400, "/note_to_author"),
    "an unknown field": ({"confirmed": True}, 400, "/confirmed"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_SIGNINGS)
def test_a_bad_signing_points_at_its_field_and_signs_nothing(cast, author, editor, case):
    article = author.send("articles/", body()).json()
    client, seat = seated(article, cast.rivera, editor)
    changes, status, pointer = BAD_SIGNINGS[case]
    answer = client.send(f"assignments/{seat['id']}/review/", signing(seat["content_hash"], **changes))
    assert answer.status_code == status, answer.content
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]
    assert not Review.objects.exists()


def test_signing_a_text_that_moved_answers_412_with_the_diffs_address(cast, author, editor):
    article = author.send("articles/", body()).json()
    client, seat = seated(article, cast.rivera, editor)
    author.send(f"articles/{article['id']}/revisions/", body(question="Another?"), **{"If-Match": "*"})
    answer = client.send(f"assignments/{seat['id']}/review/", signing(seat["content_hash"]))
    assert answer.status_code == 412
    assert "revisions/2/diff/?from=1" in answer.json()["diff"]
    assert client.get(answer.json()["diff"]).status_code == 200


@pytest.mark.parametrize("sent", [[], "text", 5])
def test_a_draft_that_is_no_object_is_refused_and_the_one_before_kept(cast, author, editor, sent):
    client, seat = seated(author.send("articles/", body()).json(), cast.rivera, editor)
    path = f"/api/v1/assignments/{seat['id']}/draft/"
    client.put(path, {"note_to_author": "so far"}, format="json")
    refused = client.put(path, sent, format="json")
    assert (refused.status_code, refused.json()["errors"]) == (400, [{"pointer": "", "detail": "A draft is a JSON object."}])
    assert client.read(f"assignments/{seat['id']}/").json()["draft"] == {"note_to_author": "so far"}


@pytest.mark.parametrize("proof", ["password", "code"])
def test_a_draft_with_a_proof_of_identity_in_it_is_refused(cast, author, editor, proof):
    client, seat = seated(author.send("articles/", body()).json(), cast.rivera, editor)
    sent = {"signature": {"name": "Pat", proof: PASSWORD}}
    refused = client.put(f"/api/v1/assignments/{seat['id']}/draft/", sent, format="json")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, f"/signature/{proof}")
    assert client.read(f"assignments/{seat['id']}/").json()["draft"] == {}


def test_a_draft_is_kept_and_shown_to_its_writer_alone(cast, author, editor):
    article = author.send("articles/", body()).json()
    client, seat = seated(article, cast.rivera, editor)
    kept = client.put(f"/api/v1/assignments/{seat['id']}/draft/", {"note_to_author": "so far"}, format="json")
    assert kept.json()["draft"] == {"note_to_author": "so far"}
    assert "draft" not in editor.read(f"articles/{article['id']}/assignments/").json()["results"][0]


def test_a_comment_reaches_the_author_when_its_round_has_ended(cast, author, editor):
    article = author.send("articles/", body()).json()
    client, seat = seated(article, cast.rivera, editor)
    said = {"quote": {"exact": "as pain allows"}, "body": "Say how much.", "rendition": "clinician"}
    assert client.send(f"assignments/{seat['id']}/comments/", said).status_code == 201
    assert author.read(f"articles/{article['id']}/comments/").json()["results"] == []
    client.send(f"assignments/{seat['id']}/review/", signing(seat["content_hash"], "request_changes"))
    editor.send(f"articles/{article['id']}/request-changes/", {"reason": "Please."})
    assert [c["body"] for c in author.read(f"articles/{article['id']}/comments/").json()["results"]] == ["Say how much."]


def test_the_author_reads_released_reviews_without_the_note_to_the_editor(cast, author, editor):
    article = author.send("articles/", body()).json()
    client, seat = seated(article, cast.rivera, editor)
    client.send(f"assignments/{seat['id']}/review/", signing(seat["content_hash"], "request_changes"))
    assert author.read(f"articles/{article['id']}/reviews/").json()["results"] == []
    editor.send(f"articles/{article['id']}/request-changes/", {"reason": "Please."})
    (released,) = author.read(f"articles/{article['id']}/reviews/").json()["results"]
    assert released["note_to_author"] == "Soften it."
    assert "note_to_editor" not in released
    assert "signed_name" not in released


def test_the_history_shows_the_author_no_board_members(cast, author, editor):
    article = acts.approved(cast)
    events = author.read(f"articles/{article.pk}/events/").json()["results"]
    assert [event["kind"] for event in events][-1] == "approved"
    assert {event["actor"] for event in events} == {"author", None}
    assert "member" not in str([event["data"] for event in events])
    assert "rivera" in {event["actor"] for event in editor.read(f"articles/{article.pk}/events/").json()["results"]}


def test_the_queue_is_for_editors_and_has_the_most_urgent_first(cast, author, editor):
    doubted = acts.approved(cast)
    longest, shortest, risky = (author.send("articles/", body()).json()["id"] for _ in range(3))
    editor.send(f"articles/{risky}/risk/", {"tier": "high", "reason": "Read by parents."})
    editor.send(f"articles/{doubted.pk}/reopen/", {"cause": "report", "reason": "A reader found an error."})
    found = [row["id"] for row in editor.read("queue/").json()["results"]]
    assert found == [doubted.pk, risky, longest, shortest]
    assert author.read("queue/").status_code == 404


def test_the_queue_goes_on_where_the_page_before_ended(cast, author, editor, monkeypatch):
    monkeypatch.setattr(triage, "PAGE", 2)
    waiting = [author.send("articles/", body()).json()["id"] for _ in range(3)]
    first = editor.read("queue/").json()
    second = editor.get(first["next"]).json()
    assert [row["id"] for row in first["results"] + second["results"]] == waiting
    assert second["next"] is None


def test_a_board_member_lists_only_their_own_assignments(cast, author, editor):
    article = author.send("articles/", body()).json()
    client, _ = seated(article, cast.rivera, editor)
    seated(article, cast.chen, editor)
    (own,) = client.read("assignments/").json()["results"]
    assert own["board_member"] == "rivera"
    assert own["actions"] == ["decline", "sign", "write"]


def test_reading_changes_nothing(cast, author, editor):
    article = acts.approved(cast)
    acts.under_review(cast)
    before = _all_rows()
    seat = Assignment.objects.first()
    own = ("", "revisions/", "revisions/1/", "findings/", "claims/", "references/", "comments/", "reviews/", "events/")
    for client in (author, editor, Keyed(cast.rivera.user), Keyed(cast.other_author), Keyed()):
        for path in [f"articles/{article.pk}/{name}" for name in own]:
            client.read(path)
        for path in ("articles/", "queue/", "assignments/", f"assignments/{seat.pk}/", f"assignments/{seat.pk}/accept/",
                     f"articles/{article.pk}/retire/", f"articles/{article.pk}/candidates/", "public/articles/"):  # fmt: skip
            client.read(path)
    assert _all_rows() == before


def _all_rows() -> list:
    return [list(model.objects.order_by("pk").values_list()) for model in (Article, Assignment, Review)]
