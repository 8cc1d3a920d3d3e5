"""What editors keep in admin besides articles: policies, the board, deliveries, keys, references."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib import admin
from django.test import Client

from articles import questions
from articles.models import ApiKey, Delivery, Event, Policy
from articles.tasks import recheck
from citations import clock
from citations.models import Reference
from reviews.models import BoardMember
from tests import acts
from tests.client import Keyed
from tests.desk import Visitor, said
from tests.people import person


@pytest.fixture
def editor(cast) -> Visitor:
    return Visitor(cast.editor)


# --- Policies ---------------------------------------------------------------------------------------------

POLICY = {
    "seats": 3, "specialists": 1, "accept_days": 4, "review_days": 10, "review_months": 18, "grace_days": 3,
    "accept_reminders": "-1", "review_reminders": "-3, 1", "ahead_days": 20, "reopen_on": ["retraction"],
    "guideline_years": 4, "research_years": 9, "label_years": 3, "book_years": 12, "web_years": 2, "other_years": 8,
    "reading_grade": 7, "pending_public": "on", "reviewer_per_audience": "on", "calibration_percent": 10,
}  # fmt: skip
YEARS = {"guideline": 4, "research": 9, "label": 3, "book": 12, "web": 2, "other": 8}


def test_a_policy_is_edited(editor):
    assert editor.post("/admin/articles/policy/high/change/", POLICY).status_code == 302
    policy = Policy.objects.get(tier="high")
    assert (policy.seats, policy.reference_years) == (3, YEARS)
    assert (policy.review_reminders, policy.reopen_on) == ([-3, 1], ["retraction"])
    assert (policy.reviewer_per_audience, policy.calibration_percent) == (True, 10)


def test_what_is_in_play_is_checked_again_by_an_age_that_was_changed_in_admin(cast, editor):
    article = acts.submitted(cast)
    assert editor.post("/admin/articles/policy/medium/change/", POLICY | {"research_years": 2}).status_code == 302
    assert recheck() == 1
    assert {finding.code for finding in article.current.findings.all()} == {"reference-outdated"}


def test_the_page_of_a_policy_shows_the_age_that_is_in_force_for_each_kind(editor):
    Policy.objects.filter(tier="high").update(reference_years=YEARS)
    page = said(editor.get("/admin/articles/policy/high/change/"))
    for kind, years in YEARS.items():
        assert re.search(rf'name="{kind}_years" value="{years}"', page)


BAD_POLICIES = {
    "more specialists than seats": ({"specialists": 4}, "more specialists than seats"),
    "no seat at all": ({"seats": 0}, "greater than or equal to 1"),
    "accepting longer than reviewing": ({"accept_days": 11}, "longer than the whole review"),
    "a fourth reminder": ({"review_reminders": "-3, 1, 2, 3"}, "no more than 3"),
    "no age for guidelines": ({"guideline_years": ""}, "required"),
    "no age for labels": ({"label_years": ""}, "required"),
}


@pytest.mark.parametrize("name", BAD_POLICIES)
def test_a_policy_that_cannot_work_is_refused(editor, name):
    changed, why = BAD_POLICIES[name]
    answer = editor.post("/admin/articles/policy/high/change/", POLICY | changed)
    assert answer.status_code == 200
    assert why in said(answer)
    assert Policy.objects.get(tier="high").seats == 2


@pytest.mark.parametrize("path", ["add/", "high/delete/"])
def test_policies_are_neither_added_nor_deleted(editor, path):
    assert editor.get(f"/admin/articles/policy/{path}").status_code == 404


# --- The board --------------------------------------------------------------------------------------------


#: Of the tables below a board member's form: nothing in them, nothing new.
NO_ROWS = {f"{table}-{what}_FORMS": "0" for table in ("interests", "publications") for what in ("TOTAL", "INITIAL")}


def member_form(member: BoardMember, **changed: object) -> dict:
    return {
        "name": member.name, "credentials": member.credentials, "affiliation": "", "orcid": "", "bio": "",
        "disclosures": "", "specialties": member.specialties, "licence_number": member.licence_number,
        "licence_register": member.licence_register, "licence_expires": member.licence_expires.isoformat(),
        "capacity": member.capacity, "joined": member.joined.isoformat(),
        "interests_declared_on": member.interests_declared_on.isoformat(), **NO_ROWS,
    } | changed  # fmt: skip


def change(editor: Visitor, member: BoardMember, **changed: object):
    return editor.post(f"/admin/reviews/boardmember/{member.pk}/change/", member_form(member, **changed))


def verify(editor: Visitor, member: BoardMember) -> str:
    data = {"door": "verify", "how": "The register's page"}
    return said(editor.post(f"/admin/reviews/boardmember/{member.pk}/licence/", data, follow=True))


def test_a_board_member_is_edited(cast, editor):
    assert change(editor, cast.rivera, bio="Treats runners.", specialties=["Surgical"]).status_code == 302
    assert acts.fresh(cast.rivera).specialties == ["Surgical"]


def test_a_changed_licence_counts_again_only_once_verified(cast, editor):
    change(editor, cast.rivera, licence_number="L-new")
    assert acts.fresh(cast.rivera).licence_verified_at is None
    verify(editor, cast.rivera)
    member = acts.fresh(cast.rivera)
    assert (member.licence_verified_at, member.licence_verified_by) == (clock.today(), cast.editor)
    assert member.licence_verified_how == "The register's page"


def test_another_change_leaves_the_verification_alone(cast, editor):
    change(editor, cast.rivera, bio="Treats runners.")
    assert acts.fresh(cast.rivera).licence_verified_at == cast.rivera.licence_verified_at


def test_an_expired_licence_is_not_verified(cast, editor):
    change(editor, cast.rivera, licence_expires=(clock.today() - timedelta(days=1)).isoformat())
    assert "expired on" in verify(editor, cast.rivera)
    assert acts.fresh(cast.rivera).licence_verified_at is None


def test_nobody_verifies_their_own_licence(cast):
    cast.rivera.user.groups.add(cast.editor.groups.get())
    change(Visitor(cast.editor), cast.rivera, licence_number="L-new")
    assert "Nobody verifies their own licence." in verify(Visitor(cast.rivera.user), cast.rivera)
    assert acts.fresh(cast.rivera).licence_verified_at is None


def test_a_board_member_is_added_for_an_account_of_that_role(cast, editor):
    account = person("newcomer", "board member")
    form = member_form(cast.rivera, user=account.pk, name="Pat Newcomer", slug="newcomer")
    assert editor.post("/admin/reviews/boardmember/add/", form).status_code == 302
    assert BoardMember.objects.get(user=account).licence_verified_at is None


def test_an_author_is_not_made_a_board_member(cast, editor):
    form = member_form(cast.rivera, user=cast.author.pk, name="Pat Author", slug="author")
    assert editor.post("/admin/reviews/boardmember/add/", form).status_code == 200
    assert not BoardMember.objects.filter(user=cast.author).exists()


def test_an_account_keeps_its_seat_on_the_board(cast, editor):
    change(editor, cast.rivera, user=cast.author.pk, slug="other")
    assert (acts.fresh(cast.rivera).user, acts.fresh(cast.rivera).slug) == (cast.rivera.user, "rivera")


def test_an_orcid_with_a_wrong_check_digit_is_refused(cast, editor):
    assert "no valid ORCID" in said(change(editor, cast.rivera, orcid="0000-0002-1825-0098"))


def test_board_members_are_not_deleted(cast, editor):
    assert editor.get(f"/admin/reviews/boardmember/{cast.rivera.pk}/delete/").status_code == 404


# --- Deliveries -------------------------------------------------------------------------------------------


@pytest.fixture
def failed(cast) -> Delivery:
    """A letter that a mail server refused for good."""
    acts.under_review(cast)
    letter = Delivery.objects.order_by("pk").first()
    Delivery.objects.filter(pk=letter.pk).update(
        failed_at=clock.now(), attempts=5, last_error="550 no such mailbox"
    )
    return acts.fresh(letter)


def test_what_failed_is_listed_with_its_last_error(editor, failed):
    answer = editor.get("/admin/articles/delivery/")
    assert [row.pk for row in answer.context["cl"].result_list] == [failed.pk]
    assert "550 no such mailbox" in said(answer)


def test_what_failed_is_sent_again(editor, failed):
    editor.post("/admin/articles/delivery/", {"action": "send_again", "_selected_action": [failed.pk]})
    letter = acts.fresh(failed)
    assert (letter.failed_at, letter.attempts) == (None, 0)
    assert letter.due_at <= clock.now()


def test_what_was_sent_is_not_sent_again(editor, failed):
    Delivery.objects.filter(pk=failed.pk).update(failed_at=None, sent_at=clock.now())
    path = "/admin/articles/delivery/?fate=any"
    editor.post(path, {"action": "send_again", "_selected_action": [failed.pk]})
    assert acts.fresh(failed).attempts == 5


@pytest.mark.parametrize("path", ["add/", "{}/delete/"])
def test_deliveries_are_neither_made_nor_deleted_by_hand(editor, failed, path):
    assert editor.get("/admin/articles/delivery/" + path.format(failed.pk)).status_code == 404


# --- Keys -------------------------------------------------------------------------------------------------


def make(editor: Visitor, account: str, **said_too: object) -> str:
    return said(
        editor.post("/admin/articles/apikey/add/", {"account": account, "name": "pipeline", **said_too})
    )


def test_a_key_is_shown_once_and_works(cast, editor):
    cast.author
    page = make(editor, "author")
    key = page.partition('class="secret" tabindex="0">')[2].partition("<")[0]
    client = Keyed()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    assert client.read("articles/").status_code == 200
    assert key not in said(editor.get("/admin/articles/apikey/"))


def test_a_key_expires_on_its_day(cast, editor):
    make(editor, cast.author.username, days=30)
    assert ApiKey.objects.get().expiry.date() == (clock.now() + timedelta(days=30)).date()


@pytest.mark.parametrize("who", ["rivera", "nobody", "root"])
def test_no_key_speaks_for_a_board_member_a_stranger_or_a_superuser(cast, editor, who):
    cast.rivera
    person("root", is_superuser=True)
    assert "no author with this user name" in make(editor, who)
    assert not ApiKey.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_board_member_makes_no_key(cast, method):
    visitor = Visitor(cast.rivera.user)
    data = {"account": cast.author.username, "name": "x"}
    assert getattr(visitor, method)("/admin/articles/apikey/add/", data).status_code == 404
    assert not ApiKey.objects.exists()


def test_a_revoked_key_opens_nothing(cast, editor):
    client = Keyed(cast.author)
    editor.post(
        "/admin/articles/apikey/", {"action": "revoke", "_selected_action": [ApiKey.objects.get().pk]}
    )
    assert client.read("articles/").status_code == 401


# --- Readers' questions -----------------------------------------------------------------------------------


def test_a_readers_question_is_in_the_inbox_until_it_is_settled(cast, editor):
    asked = questions.ask(acts.approved(cast), text="May I swim?", email="reader@example.org")
    assert "May I swim?" in said(editor.get("/admin/"))
    path = "/admin/articles/question/"
    assert "May I swim?" in said(editor.get(path))
    editor.post(path, {"action": "settle", "_selected_action": [asked.pk]})
    assert "May I swim?" not in said(editor.get(path))
    assert "May I swim?" in said(editor.get(path, {"inbox": "all"}))


# --- References, and everything else ----------------------------------------------------------------------


def test_a_reference_is_found_by_its_doi(cast, editor):
    acts.submitted(cast)
    page = said(editor.get("/admin/citations/reference/", {"q": "10.5555/hip.1"}))
    assert "part 1" in page
    assert "part 2" not in page


def test_a_reference_is_only_looked_at(cast, editor):
    acts.submitted(cast)
    reference = Reference.objects.first()
    assert "_save" not in said(editor.get(f"/admin/citations/reference/{reference.pk}/change/"))
    assert (
        editor.post(f"/admin/citations/reference/{reference.pk}/change/", {"title": "x"}).status_code == 404
    )


def test_no_kept_table_can_be_deleted_from_by_anybody(cast, rf):
    request = rf.get("/")
    request.user = person("root", is_superuser=True, is_staff=True)
    ours = [
        a for a in admin.site._registry.values() if a.opts.app_label in ("articles", "reviews", "citations")
    ]
    assert len(ours) == 12
    assert not [a for a in ours if a.has_delete_permission(request)]


def test_the_history_has_no_admin_of_its_own():
    assert not admin.site.is_registered(Event)


def test_pages_load_nothing_inline_and_nothing_from_elsewhere(cast, editor):
    article = acts.split(cast)
    for path in (
        "/admin/",
        "/admin/queue/",
        f"/admin/articles/article/{article.pk}/change/",
        "/admin/login/",
    ):
        page = said(editor.get(path) if "login" not in path else Client().get(path))
        assert "style=" not in page
        assert "<style" not in page
        assert "onclick" not in page
        scripts = [s.partition(">")[0] for s in page.split("<script")[1:]]
        assert not [s for s in scripts if 'src="/static/' not in s and 'type="application/json"' not in s]
