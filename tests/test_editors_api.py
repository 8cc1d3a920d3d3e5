"""What editors do in admin they do over the API: labels, messages, keys, notices, merges, disagreements."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client

from articles import disagreements
from articles.deliveries import outbox
from articles.models import ApiKey, Delivery, DrugLabel, PolicyText
from citations import clock
from citations.models import Reference
from reviews import evidence
from reviews.editors import keeping
from tests import acts
from tests.client import Keyed, body
from tests.desk import Visitor, said

LABEL = {
    "drug": "Testoprofen", "maximum": "800", "unit": "mg", "arithmetic": "4 x 200 mg", "availability": "over the counter",
    "jurisdiction": "US", "population": "adults", "source": "https://labels.example/testoprofen", "read_on": "2026-11-20",
}  # fmt: skip


@pytest.fixture
def editor(cast):
    return Keyed(cast.editor)


# --- The label table --------------------------------------------------------------------------------------


def test_a_label_row_comes_into_force_and_the_checks_quote_it(cast, editor):
    answer = editor.send("drug-labels/", LABEL)
    assert (answer.status_code, answer.json()["drug"], answer.json()["in_force"]) == (201, "testoprofen", True)
    article = acts.submitted(cast, text="Adults may take testoprofen 400 mg three times daily [1] [2].")
    (finding,) = article.current.findings.filter(code="dose-exceeds-label")
    assert "labels.example/testoprofen" in finding.message


def test_a_changed_row_replaces_the_old_one_which_stays(editor):
    first = editor.send("drug-labels/", LABEL).json()
    second = editor.send("drug-labels/", {**LABEL, "maximum": "1000"}).json()
    rows = editor.read("drug-labels/?drug=testoprofen").json()["results"]
    assert {row["id"]: row["in_force"] for row in rows} == {first["id"]: False, second["id"]: True}
    assert [row["id"] for row in editor.read("drug-labels/?drug=testoprofen&in_force=true").json()["results"]] == [second["id"]]


def test_a_withdrawn_row_is_out_of_force_and_stays(editor):
    row = editor.send("drug-labels/", LABEL).json()
    assert editor.send(f"drug-labels/{row['id']}/withdraw/").json()["in_force"] is False
    assert DrugLabel.objects.filter(pk=row["id"]).exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("source", ""), ("maximum", "0"), ("maximum", "NaN"), ("read_on", "2999-01-01"), ("availability", "free"), ("colour", "red")],
)
def test_a_row_without_source_or_sense_is_refused_at_its_field(editor, field, value):
    answer = editor.send("drug-labels/", {**LABEL, field: value})
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [f"/{field}"]
    assert not DrugLabel.objects.filter(drug="testoprofen").exists()


# --- Messages ---------------------------------------------------------------------------------------------


@pytest.fixture
def failed(cast) -> Delivery:
    acts.under_review(cast)
    delivery = Delivery.objects.get(template="invited_reviewer")
    Delivery.objects.filter(pk=delivery.pk).update(failed_at=clock.now(), last_error="550 No such user", attempts=3)
    return delivery


def test_what_failed_is_listed_with_why_and_sent_again(editor, failed):
    (line,) = editor.read("deliveries/?state=failed").json()["results"]
    assert (line["id"], line["recipient"], line["last_error"]) == (failed.pk, "rivera", "550 No such user")
    assert line["article"] == failed.event.article_id
    assert editor.send("deliveries/send-again/", {"deliveries": [failed.pk]}).json() == {"count": 1}
    outbox.send_owed()
    assert acts.fresh(failed).sent_at


def test_a_message_that_did_not_fail_is_not_sent_twice(editor, failed):
    sent = Delivery.objects.exclude(pk=failed.pk).first()
    outbox.send_owed()
    assert editor.send("deliveries/send-again/", {"deliveries": [sent.pk]}).json() == {"count": 0}


def test_a_message_that_is_none_is_named_and_nothing_is_sent(editor, failed):
    answer = editor.send("deliveries/send-again/", {"deliveries": [failed.pk, 10**15]})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/deliveries")
    assert acts.fresh(failed).failed_at


# --- Letters ----------------------------------------------------------------------------------------------

OWN = {"subject": "Neu: {{ question }}", "body": "Bitte ansehen: {{ admin_page }}"}


def test_the_editors_own_words_are_sent_until_they_are_taken_back(cast, editor):
    acts.submitted(cast)
    shipped = editor.read("letters/submitted_editor/").json()
    assert shipped["own"] is False
    assert editor.put("/api/v1/letters/submitted_editor/", OWN, format="json").json()["own"] is True
    outbox.send_owed()
    assert [m.subject for m in mail.outbox if m.to == ["editor@example.org"]] == ["Neu: How is a strained hip flexor treated?"]
    assert editor.delete("/api/v1/letters/submitted_editor/").status_code == 204
    assert editor.read("letters/submitted_editor/").json() == shipped


def test_a_look_at_a_letter_keeps_nothing(cast, editor):
    acts.submitted(cast)
    look = editor.put("/api/v1/letters/submitted_editor/?dry_run=true", OWN, format="json").json()
    assert look["subject"] == "Neu: How is a strained hip flexor treated?"
    assert editor.read("letters/").json()["results"][0]["own"] is False


def test_a_letter_that_cannot_be_written_is_refused_and_the_shipped_one_stays(cast, editor):
    acts.submitted(cast)
    answer = editor.put("/api/v1/letters/submitted_editor/", {**OWN, "body": "{{ quesion }}"}, format="json")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/body")
    assert "quesion" in answer.json()["errors"][0]["detail"]
    assert editor.read("letters/submitted_editor/").json()["own"] is False


# --- The editorial policy page ----------------------------------------------------------------------------


def policy_page() -> str:
    return Client().get("/editorial-policy/").content.decode()


def test_the_publishers_own_words_stand_on_the_policy_page_sanitised(editor):
    words = "## Who pays\n\nReaders do. <script>alert(1)</script> [See](javascript:alert(1))"
    assert editor.put("/api/v1/policy-text/", {"body": words}, format="json").json() == {"body": words}
    assert "Who pays</h2>" in policy_page()
    assert "<script>alert" not in policy_page()
    assert 'href="javascript' not in policy_page()


def test_the_publishers_own_words_are_changed_in_admin(cast):
    visitor = Visitor(cast.editor)
    assert "Own words on the policy page" in said(visitor.get("/admin/articles/policy/"))
    assert visitor.post("/admin/articles/policytext/1/change/", {"body": "We show no advertisements."}).status_code == 302
    assert "We show no advertisements." in policy_page()
    text = PolicyText.objects.get()
    assert (text.changed_by, text.body) == (cast.editor, "We show no advertisements.")


def test_words_that_are_too_long_are_refused_and_the_old_ones_stay(editor):
    editor.put("/api/v1/policy-text/", {"body": "Before."}, format="json")
    answer = editor.put("/api/v1/policy-text/", {"body": "x" * 20_001}, format="json")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/body")
    assert "Before." in policy_page()


# --- Readers' questions -----------------------------------------------------------------------------------


def test_the_inbox_is_emptied_by_settling(cast, editor):
    article = acts.approved(cast)
    for kind, text in (("safety", "This dose is too high."), ("error", "A typo stands here.")):
        said = {"kind": kind, "text": text, "quote": "Rest"}
        assert editor.send(f"public/articles/{article.slug}/reports/", said).status_code == 201
    (asked,) = editor.read("questions/?open=true&kind=safety").json()["results"]
    assert (asked["slug"], asked["text"]) == (article.slug, "This dose is too high.")
    assert editor.send(f"questions/{asked['id']}/settle/").json()["handled_at"]
    assert [line["kind"] for line in editor.read("questions/?open=true").json()["results"]] == ["error"]


# --- Keys -------------------------------------------------------------------------------------------------


def test_an_editor_sees_an_accounts_keys_and_revokes_one(cast, editor):
    key, secret = ApiKey.objects.create(user=cast.author, name="lost laptop")
    assert "lost laptop" not in editor.read("keys/").content.decode()
    (line,) = editor.read(f"keys/?account={cast.author.username}").json()["results"]
    assert (line["account"], line["name"]) == (cast.author.username, "lost laptop")
    assert editor.delete(f"/api/v1/keys/{key.token_key}/").status_code == 204
    thief = Keyed()
    thief.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    assert thief.read("articles/").status_code == 401


def test_an_author_sees_and_revokes_nobody_elses_keys(cast):
    key, _ = ApiKey.objects.create(user=cast.other_author, name="theirs")
    author = Keyed(cast.author)
    assert "theirs" not in author.read(f"keys/?account={cast.other_author.username}").content.decode()
    assert author.delete(f"/api/v1/keys/{key.token_key}/").status_code == 404


# --- The registry -----------------------------------------------------------------------------------------


@pytest.fixture
def works(cast) -> list[Reference]:
    article = acts.approved(cast)
    return [entry.reference for entry in article.current.entries.order_by("number")]


def test_a_notice_by_hand_reaches_every_citing_article(cast, editor, works):
    answer = editor.send(f"references/{works[0].pk}/notices/", {"nature": "retraction", "reason": "Forged figures."})
    assert (answer.status_code, answer.json()["nature"]) == (201, "retraction")
    evidence.spread()
    (citing,) = editor.read(f"references/{works[0].pk}/").json()["citing_articles"]
    assert editor.read(f"articles/{citing['id']}/").json()["state"] == "under_review"


@pytest.mark.parametrize(
    ("said", "pointer"),
    [({"nature": "rumour"}, "/nature"), ({"nature": "retraction", "date": "2999-01-01"}, "/date"),
     ({"nature": "superseded", "replacement": 10**12}, "/replacement"), ({}, "/nature")],
)  # fmt: skip
def test_a_notice_that_says_nothing_sound_is_refused_at_its_field(editor, works, said, pointer):
    answer = editor.send(f"references/{works[0].pk}/notices/", said)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer)


def test_two_references_are_merged_and_parted_again(editor, works):
    duplicate, kept = works
    done = editor.send(f"references/{duplicate.pk}/merge/", {"into": kept.pk})
    assert (done.status_code, done.json()["into"]) == (200, kept.pk)
    assert editor.read(f"references/{duplicate.pk}/").json()["id"] == kept.pk
    (line,) = editor.read(f"references/{kept.pk}/merges/").json()["results"]
    undone = editor.send(f"references/{kept.pk}/merges/{line['id']}/undo/")
    assert (undone.status_code, undone.json()["undone_by"]) == (200, "editor")
    assert editor.read(f"references/{duplicate.pk}/").json()["id"] == duplicate.pk


def test_a_merge_into_itself_is_refused(editor, works):
    assert editor.send(f"references/{works[0].pk}/merge/", {"into": works[0].pk}).status_code == 409


def test_possible_duplicates_are_proposed_with_how_sure_it_is(cast, editor, works):
    paper = acts.paper(1)
    nameless = {name: value for name, value in paper.items() if name != "DOI"} | {"title": f"{paper['title']}: a trial"}
    said = body(question="And in children?")
    said["references"][0]["csl"] = nameless
    made = Keyed(cast.author).send("articles/", said).json()
    twin = editor.read(f"articles/{made['id']}/references/").json()["results"][0]["reference"]
    found = editor.read(f"references/{twin}/duplicates/").json()["results"]
    assert (found[0]["id"], found[0]["citing_articles"]) == (works[0].pk, 1)
    assert all(0.5 <= other["confidence"] <= 1 and other["id"] != twin for other in found)


# --- Disagreements ----------------------------------------------------------------------------------------


def test_articles_that_contradict_each_other_are_told_with_both_sentences(cast, editor):
    for most in ("1,200 mg", "2,400 mg"):
        acts.submitted(cast, question=f"How much, {most}?", text=f"Adults may take at most {most} of ibuprofen a day [1] [2].")
    (found,) = editor.read("disagreements/?drug=ibuprofen").json()["results"]
    assert {most in side["text"] for side in found["sides"] for most in ("1,200 mg", "2,400 mg")} == {True, False}
    assert editor.read("disagreements/?drug=warfarin").json()["results"] == []


def test_disagreements_that_take_long_are_read_as_they_were_kept(editor, monkeypatch):
    monkeypatch.setattr(keeping, "SLOW", 0)
    keeping.keep()
    monkeypatch.setattr(disagreements, "disagreements", pytest.fail)
    assert editor.read("disagreements/").json()["results"] == []
