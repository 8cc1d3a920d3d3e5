"""The evidence pack: everything an auditor asks for, in one document, for editors only."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.test import Client

from articles import workflow as articles
from articles.models import EventText, Finding
from reviews import workflow as reviews
from reviews.pack import answers as pack_answers
from tests import acts
from tests.client import Keyed


def pack_of(cast, article, form: str = "json"):
    return Keyed(cast.editor).read(f"articles/{article.pk}/evidence-pack/?as={form}")


def told(cast, article) -> dict:
    answer = pack_of(cast, article)
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


def test_the_pack_quotes_the_text_that_was_signed_and_its_hash(cast):
    article = acts.approved(cast)
    pack = told(cast, article)
    (revision,) = pack["revisions"]
    assert revision["renditions"] == {"clinician": acts.TEXT}
    reviews = [seat["review"] for told in pack["rounds"] for seat in told["assignments"]]
    assert {review["content_hash"] for review in reviews} == {revision["content_hash"]}


def test_the_pack_holds_each_signature_with_its_standing_and_disclosure(cast):
    (round_,) = told(cast, acts.approved(cast))["rounds"]
    review = round_["assignments"][0]["review"]
    assert review["verdict"] == "approve"
    assert review["disclosure"] == {"none": True}
    assert review["standing_at_signing"]["name"] == cast.rivera.name
    assert review["proof_of_identity"]


def test_the_pack_names_who_waived_a_finding_and_why(cast):
    article = acts.submitted(cast, text="Take ibuprofen 400 mg.\n\nRest [1]. Walk [2].\n")
    finding = Finding.objects.filter(revision=article.current, severity="error").first()
    articles.waive(finding, by=cast.editor, reason="The leaflet is cited below.")
    waived = [row["waived"] for row in told(cast, article)["findings"] if row["waived"]]
    assert waived[0]["by"] == "editor"
    assert waived[0]["reason"] == "The leaflet is cited below."


def test_the_pack_tells_the_whole_history_and_that_it_is_whole(cast):
    article = acts.approved(cast)
    pack = told(cast, article)
    assert pack["history_is_whole"] is True
    assert [row["seq"] for row in pack["history"]] == list(range(1, article.event_seq + 1))
    assert pack["history"][-1]["hash"] == article.event_head


def test_the_history_tells_old_and_new_value_of_what_each_event_changed(cast):
    article = acts.approved(cast)
    articles.rate(article, by=cast.editor, tier="high", reason="Children.")
    articles.revise(article, acts.draft("Rest [1]. Then walk [2].\n"), by=cast.author)
    articles.withdraw(acts.fresh(article), by=cast.author)
    changed = {row["what"]: row["changed"] for row in told(cast, article)["history"]}
    assert changed["submitted"] == {"state": {"old": None, "new": "submitted"}, "current_revision": {"old": None, "new": 1},
                                    "risk": {"old": None, "new": "medium"}}  # fmt: skip
    assert changed["approved"]["published_revision"] == {"old": None, "new": 1}
    assert changed["approved"]["last_reviewed"] == {"old": None, "new": article.last_reviewed.isoformat()}
    assert changed["approved"]["next_review_due"] == {"old": None, "new": article.next_review_due.isoformat()}
    assert changed["risk_set"] == {"risk": {"old": "medium", "new": "high"}}
    assert changed["revised"] == {"state": {"old": "approved", "new": "submitted"}, "current_revision": {"old": 1, "new": 2}}
    assert changed["update_dropped"]["current_revision"] == {"old": 2, "new": 1}
    assert "risk: medium → high" in pack_of(cast, article, "html").content.decode()
    assert '{"risk": {"old": "medium", "new": "high"}}' in [
        row["changed"] for row in csv.DictReader(io.StringIO(pack_of(cast, article, "csv").content.decode()))
    ]


def test_the_history_tells_who_handled_it_what_was_in_doubt_and_what_risk_a_revision_brought(cast):
    article = acts.approved(cast)
    reviews.reopen(article, by=cast.editor, cause="report", reason="A reader wrote.")
    articles.take_on(acts.fresh(article), by=cast.editor)
    articles.hand_back(acts.fresh(article), by=cast.editor)
    articles.revise(acts.fresh(article), acts.draft("Take ibuprofen 400 mg every 6 hours [1]. Walk [2].\n"), by=cast.author)
    changed = {row["what"]: row["changed"] for row in told(cast, article)["history"]}
    assert changed["taken_on"] == {"handled_by": {"old": None, "new": "editor"}}
    assert changed["handed_back"] == {"handled_by": {"old": "editor", "new": None}}
    assert changed["reopened"]["in_doubt"] == {"old": None, "new": "report"}
    assert changed["revised"]["risk"] == {"old": "medium", "new": "high"}


def test_the_pack_says_where_the_history_was_tampered_with(cast):
    article = acts.submitted(cast, note="Written with J. Doe.")
    EventText.objects.update(text="Written alone.")
    assert "words of event 1" in told(cast, article)["history_is_whole"]
    assert b"tampered" in pack_of(cast, article, "html").content


def test_the_pack_to_print_holds_text_reviews_and_history(cast):
    article = acts.approved(cast)
    page = pack_of(cast, article, "html")
    said = page.content.decode()
    assert page["Content-Type"].startswith("text/html")
    for part in (article.current.content_hash, cast.rivera.name, "Nothing to disclose.", "Strengthen it from the second week"):
        assert part in said


def test_the_policy_admits_the_sheet_that_stands_in_the_page_and_no_other(cast):
    page = pack_of(cast, acts.approved(cast), "html")
    assert f"style-src 'self' {pack_answers._ADMITTED}" in page["Content-Security-Policy"]
    assert f"<style>{pack_answers._SHEET}</style>" in page.content.decode()


def test_what_somebody_typed_is_shown_and_never_run(cast):
    article = acts.submitted(cast, text="<script>alert(1)</script> Rest [1]. Walk [2].\n")
    assert "<script" not in pack_of(cast, article, "html").content.decode()


def test_the_history_as_csv_holds_no_formula(cast):
    article = acts.submitted(cast, note='=HYPERLINK("http://evil.example")')
    rows = list(csv.DictReader(io.StringIO(pack_of(cast, article, "csv").content.decode())))
    assert rows[0]["why"].startswith("'=HYPERLINK")
    assert rows[0]["what"] == "submitted"


@pytest.mark.parametrize("beginning", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_begins_as_a_formula(beginning):
    row = dict.fromkeys(pack_answers._COLUMNS, f"{beginning}cmd")
    _, written = csv.reader(io.StringIO(pack_answers.written([row])))
    assert not any(cell.startswith(pack_answers.FORMULAS) for cell in written)


def test_erased_words_are_said_to_be_erased(cast):
    article = acts.submitted(cast, note="Written with J. Doe.")
    EventText.objects.update(text="", erased_at=article.created_at)
    pack = told(cast, article)
    assert pack["history"][0]["why"] == "(erased)"
    assert pack["history_is_whole"] is True


@pytest.mark.parametrize(("who", "status"), [("author", 403), ("other_author", 404), ("okafor", 404)])
def test_only_editors_get_the_pack(cast, who, status):
    article = acts.approved(cast)
    user = getattr(cast, who)
    answer = Keyed(getattr(user, "user", user)).read(f"articles/{article.pk}/evidence-pack/")
    assert answer.status_code == status


def test_nobody_without_a_key_gets_the_pack(cast):
    article = acts.approved(cast)
    assert Keyed().read(f"articles/{article.pk}/evidence-pack/").status_code == 401


def test_an_unknown_form_is_refused_with_those_there_are(cast):
    answer = pack_of(cast, acts.submitted(cast), "pdf")
    assert answer.status_code == 400
    assert "html, json, csv" in answer.json()["detail"]


def test_the_pack_is_never_cached(cast):
    assert pack_of(cast, acts.submitted(cast))["Cache-Control"] == "no-store"


def test_an_editor_finds_the_pack_on_the_history_page(cast):
    article = acts.approved(cast)
    client = Client()
    client.force_login(cast.editor)
    history = client.get(f"/admin/articles/article/{article.pk}/history/").content.decode()
    address = f"/admin/articles/article/{article.pk}/evidence-pack.html"
    assert address in history
    assert client.get(address).status_code == 200


def test_a_board_member_gets_no_pack_in_admin(cast):
    article = acts.approved(cast)
    client = Client()
    client.force_login(cast.rivera.user)
    assert client.get(f"/admin/articles/article/{article.pk}/evidence-pack.html").status_code in (302, 403, 404)


def test_the_pack_costs_as_many_queries_for_one_round_as_for_three(cast, django_assert_max_num_queries):
    article = acts.approved(cast)
    for _ in range(2):
        text = acts.TEXT + f"\nDo not run for {article.event_seq} weeks [1].\n"
        article, _ = articles.revise(article, acts.draft(text=text), by=cast.author)
        article = acts.approved_again(article, cast)
    client = Client()
    client.force_login(cast.editor)
    with django_assert_max_num_queries(25):
        client.get(f"/admin/articles/article/{article.pk}/evidence-pack.html")
