"""Bare numbers that read like markers: proposed, and bound only when somebody confirms them, as a new revision."""

import pytest

from tests import acts
from tests.client import Keyed, body

BARE = "Rest the hip and walk as pain allows 1. Early strengthening shortens the recovery 2.\n"


@pytest.fixture
def suspected(cast):
    author = Keyed(cast.author)
    sent = author.send("articles/", body(renditions={"clinician": BARE}))
    findings = author.read(f"articles/{sent.json()['id']}/findings/").json()["results"]
    return sent, [finding["id"] for finding in findings if finding["code"] == "citation-suspected"]


def confirm(client, sent, findings, tag=None):
    at = f"articles/{sent.json()['id']}/suggestions/"
    return client.send(at, {"findings": findings}, **{"If-Match": tag or sent["ETag"]})


def test_bare_numbers_are_proposed_and_not_bound(suspected, cast):
    sent, findings = suspected
    assert len(findings) == 2
    revision = Keyed(cast.author).read(f"articles/{sent.json()['id']}/revisions/1/").json()
    assert revision["citations"] == {"clinician": []}


@pytest.mark.parametrize("who", ["author", "editor"])
def test_confirmed_numbers_become_markers_in_a_new_revision(suspected, cast, who):
    sent, findings = suspected
    client = Keyed(getattr(cast, who))
    answer = confirm(client, sent, findings)
    assert (answer.status_code, answer.json()["revision"]) == (201, 2)
    revision = client.read(f"articles/{sent.json()['id']}/revisions/2/").json()
    assert revision["renditions"]["clinician"] == BARE.replace(" 1.", " [1].").replace(" 2.", " [2].")
    assert [c["keys"] for c in revision["citations"]["clinician"]] == [["tyler1"], ["tyler2"]]


def test_an_editor_who_confirms_stays_editor(suspected, cast):
    sent, findings = suspected
    confirm(Keyed(cast.editor), sent, findings)
    answer = Keyed(cast.editor).send(f"articles/{sent.json()['id']}/assignments/", {"board_member": cast.rivera.pk})
    assert answer.status_code == 201, answer.content


def test_one_of_two_may_be_confirmed(suspected, cast):
    sent, findings = suspected
    confirm(Keyed(cast.author), sent, findings[1:])
    text = Keyed(cast.author).read(f"articles/{sent.json()['id']}/revisions/2/").json()["renditions"]["clinician"]
    assert text == BARE.replace(" 2.", " [2].")


def test_a_finding_of_another_kind_is_refused(cast):
    article = acts.submitted(cast, references=3)
    author = Keyed(cast.author)
    finding = article.current.findings.get(code="citation-unused")
    sent = author.read(f"articles/{article.pk}/")
    answer = confirm(author, sent, [finding.pk])
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/findings")


def test_somebody_elses_finding_is_refused(suspected, cast):
    sent, _ = suspected
    assert confirm(Keyed(cast.author), sent, [999_999]).status_code == 400


def test_a_stale_tag_confirms_nothing(suspected, cast):
    sent, findings = suspected
    confirm(Keyed(cast.author), sent, findings[:1])
    assert confirm(Keyed(cast.author), sent, findings[1:]).status_code in (400, 412)


def test_a_board_member_confirms_nothing(suspected, cast):
    sent, findings = suspected
    assert confirm(Keyed(cast.rivera.user), sent, findings).status_code == 404
