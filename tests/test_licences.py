"""Licences: verified by whom and how, warned of ahead of their end, and what a revocation sets in motion."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction

from articles import workflow as articles
from articles.deliveries import outbox
from articles.errors import BadInput, NotAllowed, Unmet
from articles.models import Delivery, State
from articles.status import public_status
from citations import clock
from reviews import schedule
from reviews import workflow as reviews
from reviews.board import licences
from reviews.due import do_due
from reviews.models import Assignment, Due, Interest, Publication, Seat
from tests import acts
from tests.client import Keyed
from tests.desk import Visitor, queries, said
from tests.people import person, physician


def approved(cast, **said):
    """Signed yesterday: the database asks for the licence of the day of an approval, and looks at the test's end only."""
    with clock.shifted(days=-1):
        return acts.approved(cast, **said)


def revoked(cast, member=None) -> None:
    licences.revoke(member or cast.rivera, by=cast.editor, reason="Struck off the register.")
    licences.heed()  # comes with the commit, which a test does not see


# --- Ahead of the end -------------------------------------------------------------------------------------


@pytest.fixture
def ending(cast):
    """Rivera's licence ends in 65 days, and is verified."""
    cast.rivera.licence_expires = clock.today() + timedelta(days=65)
    cast.rivera.save()
    return licences.verify(cast.rivera, by=cast.editor, how="The register's page")


def told(template: str) -> list[str]:
    return [d.recipient.username for d in Delivery.objects.filter(template=template).select_related("recipient")]


def test_member_and_editor_are_told_60_30_and_7_days_ahead_and_on_the_day(cast, ending):
    seen = []
    for day in range(67):
        with acts.noon(day):
            if do_due():
                seen.append(65 - day)
    assert seen == [60, 30, 7, 0]
    assert told("ending_reviewer") == ["rivera"] * 4
    assert told("ending_editor") == ["editor"] * 4


def test_the_letters_say_what_ends_and_when(cast, ending):
    with clock.shifted(days=6):
        do_due()
        outbox.send_owed()
    letters = {letter.to[0]: letter for letter in mail.outbox}
    day = f"{ending.licence_expires:%-d %B %Y}"
    to_member, to_editor = letters["rivera@example.org"], letters["editor@example.org"]
    assert to_member.subject == f"Your licence ends on {day}"
    assert to_editor.subject == f"The licence of Pat Rivera, MD ends on {day}"
    assert f"/admin/reviews/boardmember/{ending.pk}/change/" in to_editor.body
    assert "article" not in to_member.body
    assert to_member.extra_headers["Message-ID"] != to_editor.extra_headers["Message-ID"]


def test_a_renewed_licence_is_not_warned_of(cast, ending):
    ending.licence_expires += timedelta(days=700)
    licences.save(ending, ["licence_expires"])
    with clock.shifted(days=66):
        do_due()
    assert told("ending_reviewer") == []


def test_whoever_left_is_not_warned(cast, ending):
    ending.left = clock.today()
    ending.save()
    with clock.shifted(days=66):
        do_due()
    assert told("ending_editor") == []


def test_a_term_of_office_is_told_of_as_well(cast):
    cast.rivera.term_ends = clock.today() + timedelta(days=30)
    cast.rivera.save()
    schedule.plan_terms(cast.rivera)
    do_due()
    with clock.shifted(days=1):
        do_due()
    assert cast.editor
    letter = Delivery.objects.get(template="ending_reviewer")
    assert letter.data["what"] == "term of office"


def test_planning_twice_warns_once(cast, ending):
    before = Due.objects.count()
    licences.verify(ending, by=cast.editor, how="By telephone")
    assert Due.objects.count() == before


# --- Verifying --------------------------------------------------------------------------------------------


def test_how_it_was_verified_must_be_said(cast):
    with pytest.raises(BadInput):
        licences.verify(cast.rivera, by=cast.editor, how=" ")


def test_who_verified_it_when_and_how_is_kept(cast):
    member = licences.verify(cast.rivera, by=cast.editor, how="The register's page")
    assert (member.licence_verified_by, member.licence_verified_at, member.licence_verified_how) == (
        cast.editor, clock.today(), "The register's page")  # fmt: skip


# --- Revoking ---------------------------------------------------------------------------------------------


def test_what_they_signed_and_is_still_shown_is_reviewed_again(cast):
    article = approved(cast)
    revoked(cast)
    article = acts.fresh(article)
    assert (article.state, article.questioned, article.open_round.cause) == (State.UNDER_REVIEW, "licence", "licence")
    assert public_status(article, clock.today()).label != "Approved"


def test_author_and_readers_do_not_learn_whose_licence_it_was(cast, client):
    article = approved(cast)
    revoked(cast)
    outbox.send_owed()
    letter = next(m for m in mail.outbox if m.to == ["author@example.org"] and "Re-review" in m.subject)
    page = said(client.get(f"/articles/{article.slug}/"))
    for text in (letter.body, page, Keyed(cast.author).read(f"articles/{article.pk}/events/").content.decode()):
        assert "Struck off" not in text
    assert "Rivera" not in letter.body
    assert "one of its signatures no longer counts" in page


def test_what_others_signed_stays(cast):
    article = approved(cast)
    revoked(cast, cast.okafor)
    assert acts.fresh(article).state == State.APPROVED


def test_what_was_reviewed_anew_since_stays(cast):
    article = approved(cast)
    with clock.shifted(days=-1):
        reviews.reopen(article, cause="report", by=cast.editor, reason="A reader wrote.")
        for member in (cast.chen, cast.haddad):
            acts.signed(acts.seated(article, member, cast.editor))
    revoked(cast)
    assert acts.fresh(article).state == State.APPROVED


def test_an_update_in_play_answers_it(cast):
    article = approved(cast)
    articles.revise(article, acts.draft(acts.TEXT + "\nMore rest.\n"), by=cast.author)
    revoked(cast)
    article = acts.fresh(article)
    assert (article.state, article.questioned) == (State.SUBMITTED, "licence")


def test_a_retired_article_stays_retired(cast):
    article = articles.retire(approved(cast), by=cast.editor, notice="Gone.")
    revoked(cast)
    assert acts.fresh(article).state == State.RETIRED


def test_in_an_open_round_the_signature_falls_and_the_seat_is_free(cast):
    article = acts.under_review(cast)
    acts.signed(Assignment.objects.get())
    revoked(cast)
    seat = Assignment.objects.get()
    assert "licence revoked on" in seat.void
    assert acts.fresh(article).open_round.tally().unfilled == 2


def test_a_seat_that_waits_is_opened_for_somebody_else(cast):
    acts.under_review(cast)
    revoked(cast)
    assert Assignment.objects.get().state == Seat.EXPIRED
    letter = Delivery.objects.filter(template="seat_expired_reviewer").get()
    assert "licence was revoked" in letter.data["how"]


def test_heeding_twice_does_nothing_more(cast):
    approved(cast)
    revoked(cast)
    before = Delivery.objects.count()
    assert licences.heed() == 0
    assert Delivery.objects.count() == before


def test_one_articles_trouble_delays_no_other(cast, monkeypatch):
    first, second = approved(cast), approved(cast, question="Another question?")
    real = licences._doubt

    def fails(article):
        if article.pk == first.pk:
            raise RuntimeError("poison")
        real(article)

    monkeypatch.setattr(licences, "_doubt", fails)
    revoked(cast)
    assert (acts.fresh(first).state, acts.fresh(second).state) == (State.APPROVED, State.UNDER_REVIEW)
    monkeypatch.undo()
    assert licences.heed() == 1
    assert acts.fresh(first).state == State.UNDER_REVIEW


def test_a_revocation_needs_a_reason_and_somebody_else(cast):
    with pytest.raises(BadInput):
        licences.revoke(cast.rivera, by=cast.editor, reason="")
    with pytest.raises(NotAllowed):
        licences.revoke(cast.rivera, by=cast.rivera.user, reason="I stop.")


def test_a_licence_is_revoked_once(cast):
    revoked(cast)
    with pytest.raises(Unmet, match="already"):
        revoked(cast)


def test_a_licence_that_its_register_lists_again_counts_again(cast):
    revoked(cast)
    member = licences.verify(acts.fresh(cast.rivera), by=cast.editor, how="Restored on appeal, letter of today")
    assert member.licence_trouble(clock.today()) == ""


def test_a_licence_that_counts_again_brings_the_signature_back_and_may_complete_the_quorum(
    cast, django_capture_on_commit_callbacks
):
    """The revocation was a mistake: both signed meanwhile."""
    article = acts.under_review(cast)
    acts.signed(Assignment.objects.get())
    revoked(cast)
    acts.signed(acts.seated(article, cast.chen, cast.editor))
    assert acts.fresh(article).state == State.UNDER_REVIEW
    with django_capture_on_commit_callbacks(execute=True):
        licences.verify(acts.fresh(cast.rivera), by=cast.editor, how="The register's page: it was a namesake")
    assert acts.fresh(article).state == State.APPROVED


def test_the_admin_revokes_with_a_reason(cast, django_capture_on_commit_callbacks):
    article = approved(cast)
    editor = Visitor(cast.editor)
    path = f"/admin/reviews/boardmember/{cast.rivera.pk}/licence/"
    assert editor.post(path, {"door": "revoke", "reason": " "}).status_code == 400
    assert acts.fresh(cast.rivera).licence_revoked_at is None
    with django_capture_on_commit_callbacks(execute=True):
        page = said(editor.post(path, {"door": "revoke", "reason": "Struck off."}, follow=True))
    assert "comes under review again" in page
    assert "Struck off." in page
    assert acts.fresh(article).state == State.UNDER_REVIEW


# --- The board over the API: all that admin can do --------------------------------------------------------


@pytest.fixture
def api(cast) -> Keyed:
    return Keyed(cast.editor)


def change(api: Keyed, member, **changes):
    return api.patch(f"/api/v1/board-members/{member.pk}/", changes, format="json")


def test_the_board_is_listed_with_licences_and_interests(cast, api):
    assert cast.rivera
    found = api.read("board-members/").json()["results"]
    assert [(m["username"], m["licence_trouble"], m["interests"]) for m in found] == [("rivera", "", [])]


def test_a_member_is_seated_over_the_api(api):
    person("newcomer", "board member")
    given = {
        "username": "newcomer", "slug": "newcomer", "name": "Pat Newcomer", "credentials": "MD", "specialties": ["Surgical"],
        "licence_number": "1", "licence_register": "R", "licence_expires": "2030-01-01", "joined": "2026-01-01",
    }  # fmt: skip
    answer = api.send("board-members/", given)
    assert (answer.status_code, answer.json()["licence_trouble"]) == (201, "licence not verified")
    again = api.send("board-members/", given)
    assert (again.status_code, again.json()["errors"][0]["pointer"]) == (400, "/username")


def test_a_changed_licence_must_be_verified_again(cast, api):
    assert change(api, cast.rivera, licence_number="L-new").json()["licence_trouble"] == "licence not verified"
    answer = api.send(f"board-members/{cast.rivera.pk}/verify-licence/", {"how": "The register's page"})
    assert answer.json()["licence_trouble"] == ""


def test_availability_is_changed_and_leaves_the_licence_alone(cast, api):
    answer = change(api, cast.rivera, away_until="2027-01-05", capacity=2).json()
    assert (answer["away_until"], answer["capacity"], answer["licence_trouble"]) == ("2027-01-05", 2, "")


def test_a_licence_is_revoked_over_the_api(cast, api, django_capture_on_commit_callbacks):
    article = approved(cast)
    with django_capture_on_commit_callbacks(execute=True):
        assert api.send(f"board-members/{cast.rivera.pk}/revoke-licence/", {"reason": "Struck off."}).status_code == 200
    assert acts.fresh(article).state == State.UNDER_REVIEW


def test_what_follows_from_a_revoked_licence_waits_for_the_commit_so_that_no_article_is_locked_after_a_member(committed, cast):
    article = approved(cast)
    with transaction.atomic():  # as a request with an Idempotency-Key is
        licences.revoke(cast.rivera, by=cast.editor, reason="Struck off.")
        assert acts.fresh(article).state == State.APPROVED
    assert acts.fresh(article).state == State.UNDER_REVIEW


def test_interests_are_declared_all_at_once(cast, api):
    path = f"/api/v1/board-members/{cast.rivera.pk}/interests/"
    told = {"item": "Consulting fees", "entity": "Acme", "products": ["ibuprofen"], "ended": "2026-01-01"}
    assert api.put(path, {"interests": [told]}, format="json").json()["interests"][0]["entity"] == "Acme"
    answer = api.put(path, {"interests": []}, format="json").json()
    assert (answer["interests"], answer["interests_declared_on"]) == ([], clock.today().isoformat())
    bad = api.put(path, {"interests": [{"item": "Gifts", "entity": "Acme"}]}, format="json")
    assert bad.json()["errors"][0]["pointer"] == "/interests/0/item"


RIS = """TY  - JOUR
AU  - Rivera, E.
AU  - Tyler, A.
TI  - Hips
PY  - 2026
DO  - 10.5555/hips
ER  -
"""


def test_publications_come_as_a_reference_list_and_once(cast, api):
    path = f"board-members/{cast.rivera.pk}/publications/"
    works = api.send(path, {"text": RIS}).json()["publications"]
    assert [(w["title"], w["year"], w["doi"]) for w in works] == [("Hips", 2026, "10.5555/hips")]
    assert len(api.send(path, {"text": RIS}).json()["publications"]) == 1
    assert api.send(path, {"text": "no list"}).json()["errors"][0]["pointer"] == "/text"
    assert api.delete(f"/api/v1/{path}{works[0]['id']}/").status_code == 204
    assert not cast.rivera.publications.exists()


def test_publications_are_pasted_in_admin(cast):
    from tests.test_admin_tables import change as save  # noqa: PLC0415

    assert save(Visitor(cast.editor), cast.rivera, works=RIS).status_code == 302
    assert cast.rivera.publications.get().authors == [{"family": "Rivera", "given": "E."}, {"family": "Tyler", "given": "A."}]


PATHS = ("board-members/", "board-members/{}/")
DOORS = ("verify-licence/", "revoke-licence/", "publications/")


@pytest.mark.parametrize("who", ["author", "rivera"])
def test_for_others_there_is_no_board_to_keep(cast, who):
    client = Keyed({"author": cast.author, "rivera": cast.rivera.user}[who])
    assert {client.read(path.format(cast.rivera.pk)).status_code for path in PATHS} == {404}
    assert {client.send(f"board-members/{cast.rivera.pk}/{door}", {}).status_code for door in DOORS} == {404}
    assert client.patch(f"/api/v1/board-members/{cast.rivera.pk}/", {}, format="json").status_code == 404
    assert Visitor(cast.rivera.user).get(f"/admin/reviews/boardmember/{cast.rivera.pk}/licence/").status_code == 404


PAGES = ("{}/change/", "{}/licence/", "", "add/")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_the_board_takes_at_most_15_queries(cast, page):
    for n in range(6):
        physician(f"member{n}", "Surgical")
        Interest.objects.create(board_member=cast.rivera, item="Consulting fees", entity=f"Firm {n}", products=["ibuprofen"])
        Publication.objects.create(board_member=cast.rivera, title=f"Hips {n}", authors=[{"family": "Rivera"}])
    editor = Visitor(cast.editor)
    assert queries(lambda: editor.get(f"/admin/reviews/boardmember/{page.format(cast.rivera.pk)}")) <= 15


def test_the_board_takes_the_same_queries_however_large_it_is(cast, api, django_assert_max_num_queries):
    for n in range(5):
        physician(f"member{n}", "Surgical")
    with django_assert_max_num_queries(8):
        api.read("board-members/")
