"""The board member's desk: what is found there by whom, and each step from it as a form."""

from __future__ import annotations

import pytest
from django.urls import reverse

from articles import addresses
from articles import workflow as articles
from articles.models import State
from citations import clock, news
from citations.notices import Notice as Told
from reviews import evidence, workflow
from reviews.models import Assignment, Comment, Review, Seat
from tests import acts
from tests.desk import Visitor, queries, review, said
from tests.people import PASSWORD

PAGES = ("desk", "desk-newest")
STEPS = ("desk-accept", "desk-decline", "desk-comment", "desk-draft", "desk-sign", "desk-confirm")


@pytest.fixture
def invited(cast) -> Assignment:
    return workflow.invite(acts.submitted(cast), cast.rivera, by=cast.editor)


@pytest.fixture
def seat(cast) -> Assignment:
    """Dr. Rivera's, accepted."""
    return acts.seated(acts.submitted(cast), cast.rivera, cast.editor)


@pytest.fixture
def rivera(cast) -> Visitor:
    return Visitor(cast.rivera.user)


def revise(seat: Assignment, cast, text: str = acts.TEXT + "\nWarm up first [1].\n") -> None:
    articles.revise(acts.fresh(seat.round.article), acts.draft(text), by=cast.author)


# --- Whose it is ------------------------------------------------------------------------------------------

NOT_CONCERNED = {
    "another board member": lambda cast: cast.okafor.user,
    "the author": lambda cast: cast.author,
    "another author": lambda cast: cast.other_author,
    "the editor": lambda cast: cast.editor,
}


@pytest.mark.parametrize("who", NOT_CONCERNED)
@pytest.mark.parametrize("name", (*PAGES, *STEPS))
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_desk_is_not_found_by_the_not_concerned(cast, seat, method, name, who):
    visitor = Visitor(NOT_CONCERNED[who](cast))
    answer = getattr(visitor, method)(reverse(name, args=[seat.pk]), review(seat))
    assert answer.status_code == 404
    assert not Review.objects.exists()


@pytest.mark.parametrize("name", (*PAGES, *STEPS))
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_finds_no_desk_and_is_led_to_it_by_logging_in(seat, method, name):
    answer = getattr(Visitor(), method)(reverse(name, args=[seat.pk]), review(seat))
    assert answer.status_code == 404
    assert f"/admin/login/?next=/admin/desk/{seat.pk}/" in said(answer)
    assert seat.round.article.current.question not in said(answer)
    assert not Review.objects.exists()


def test_a_desk_that_is_nobodys_answers_a_stranger_alike(seat):
    there, nowhere = (said(Visitor().get(f"/admin/desk/{pk}/")).replace(f"/desk/{pk}/", "") for pk in (seat.pk, 99999))
    assert there == nowhere


def test_the_link_of_a_letter_leads_a_logged_in_holder_straight_to_the_desk(rivera, seat):
    answer = rivera.get(addresses.desk(seat.pk).removeprefix(addresses.absolute("")), follow=True)
    assert answer.redirect_chain == [(reverse("desk", args=[seat.pk]), 302)]


@pytest.mark.parametrize("name", STEPS)
def test_a_get_of_a_steps_address_leads_to_the_desk_and_changes_nothing(rivera, invited, name):
    answer = rivera.get(reverse(name, args=[invited.pk]))
    assert answer["Location"] == reverse("desk", args=[invited.pk])
    assert acts.fresh(invited).state == Seat.INVITED


def test_a_board_member_who_lost_the_role_finds_nothing(cast, seat):
    cast.rivera.user.groups.clear()
    assert Visitor(cast.rivera.user).desk(seat).status_code == 404


def test_home_lists_own_seats_and_nothing_else(cast, rivera, seat):
    workflow.invite(acts.submitted(cast, question="Invited to this?"), cast.rivera, by=cast.editor)
    done = acts.seated(acts.submitted(cast, question="Done with this?"), cast.rivera, cast.editor)
    acts.signed(done)
    workflow.invite(acts.submitted(cast, question="Somebody else's?"), cast.okafor, by=cast.editor)
    answer = rivera.get("/admin/")
    lists = [
        [s.round.revision.question for s in answer.context[name]] for name in ("to_answer", "to_sign", "done")
    ]
    assert lists == [["Invited to this?"], [seat.round.revision.question], ["Done with this?"]]
    assert "Somebody else" not in said(answer)
    assert "/admin/articles/" not in said(answer)


# --- What it shows ----------------------------------------------------------------------------------------


def test_the_desk_shows_every_audience_with_references_and_findings(cast, rivera):
    renditions = {"clinician": "Rest the hip [1] [2].", "patient": "Put your feet up [1]. See [9]."}
    article = acts.submitted(cast, renditions=renditions)
    for finding in article.current.findings.filter(severity="error"):
        articles.waive(finding, by=cast.editor, reason="Known.")
    page = said(rivera.desk(workflow.invite(article, cast.rivera, by=cast.editor)))
    for words in (
        "Rest the hip",
        "Put your feet up",
        "Hip flexor strain in runners, part 1",
        "citation-dangling",
        "Known.",
    ):
        assert words in page


OFFERED = {
    Seat.INVITED: {"accept", "decline"},
    Seat.ACCEPTED: {"decline", "comment", "sign", "draft"},
    Seat.COMPLETED: set(),
    Seat.DECLINED: set(),
    Seat.SUPERSEDED: set(),
    Seat.EXPIRED: set(),
}


@pytest.mark.parametrize("state", OFFERED)
def test_the_desk_offers_what_the_seat_allows_and_nothing_else(cast, rivera, state):
    seat = workflow.invite(acts.submitted(cast), cast.rivera, by=cast.editor)
    if state in (Seat.ACCEPTED, Seat.COMPLETED):
        workflow.accept(seat, by=cast.rivera.user)
    if state == Seat.COMPLETED:
        acts.signed(seat)
    if state == Seat.DECLINED:
        workflow.decline(seat, by=cast.rivera.user)
    if state == Seat.SUPERSEDED:
        revise(seat, cast)
    if state == Seat.EXPIRED:
        workflow.expire(seat)
    page = said(rivera.desk(seat))
    assert {
        s for s in ("accept", "decline", "comment", "sign", "draft") if f"/desk/{seat.pk}/{s}/" in page
    } == OFFERED[state]


def test_a_signed_review_stays_to_be_read(rivera, seat):
    acts.signed(seat, note_to_author="Well done.")
    page = said(rivera.desk(seat))
    assert "What you signed" in page
    assert "Well done." in page


def test_the_desk_never_shows_what_colleagues_said(cast, rivera, seat):
    other = acts.seated(seat.round.article, cast.chen, cast.editor)
    workflow.comment(other, by=cast.chen.user, body="A colleague's comment.", quote={})
    acts.signed(other, "request_changes", note_to_author="A colleague's note.")
    page = said(rivera.desk(seat))
    assert "colleague" not in page
    assert "Chen" not in page


# --- Answering --------------------------------------------------------------------------------------------


def test_accepting_takes_the_seat_and_begins_the_review(rivera, invited):
    answer = rivera.at_desk(invited, "accept")
    assert answer["Location"] == reverse("desk", args=[invited.pk])
    assert acts.fresh(invited).state == Seat.ACCEPTED
    assert acts.fresh(invited.round.article).state == State.UNDER_REVIEW


def test_declining_keeps_reason_and_suggestion(rivera, invited):
    rivera.at_desk(invited, "decline", reason="On leave.", suggestion="Dr. Chen")
    declined = acts.fresh(invited)
    assert (declined.state, declined.decline_reason, declined.suggestion) == (
        Seat.DECLINED,
        "On leave.",
        "Dr. Chen",
    )


def test_accepting_what_was_revised_meanwhile_is_refused_with_a_way_on(cast, rivera, invited):
    revise(invited, cast)
    answer = rivera.at_desk(invited, "accept")
    assert answer.status_code == 412
    assert "it is at revision 2 now" in said(answer)
    assert reverse("desk-newest", args=[invited.pk]) in said(answer)


def test_the_newest_revision_can_be_read(cast, rivera, invited):
    revise(invited, cast)
    assert "Warm up first" in said(rivera.get(reverse("desk-newest", args=[invited.pk])))


def test_a_declining_that_comes_too_late_shows_what_was_typed(cast, rivera, invited):
    revise(invited, cast)
    answer = rivera.at_desk(invited, "decline", reason="A long reason.")
    assert answer.status_code == 412
    assert "A long reason." in said(answer)


# --- Comments ---------------------------------------------------------------------------------------------


def test_a_comment_keeps_its_quotation(rivera, seat):
    rivera.at_desk(
        seat,
        "comment",
        body="Since when?",
        exact="Rest the hip",
        prefix="",
        suffix=" and walk",
        rendition="clinician",
    )
    comment = Comment.objects.get()
    assert comment.quote == {"exact": "Rest the hip", "prefix": "", "suffix": " and walk"}
    assert "Since when?" in said(rivera.desk(seat))


def test_a_comment_needs_no_quotation(rivera, seat):
    assert rivera.at_desk(seat, "comment", body="Good work.").status_code == 302
    assert Comment.objects.get().quote == {}


def test_a_comment_on_an_unknown_audience_is_refused(rivera, seat):
    assert rivera.at_desk(seat, "comment", body="x", rendition="vet").status_code == 400
    assert not Comment.objects.exists()


def test_a_comment_that_comes_too_late_is_shown_again(cast, rivera, seat):
    revise(seat, cast)
    answer = rivera.at_desk(seat, "comment", body="A long and careful comment.")
    assert answer.status_code == 412
    assert "A long and careful comment." in said(answer)


# --- Drafts -----------------------------------------------------------------------------------------------


def keep(visitor: Visitor, seat: Assignment, **typed: object):
    """As the page's script keeps a draft."""
    path = reverse("desk-draft", args=[seat.pk])
    return visitor.post(
        path, {"seen_hash": seat.round.revision.content_hash, **typed}, headers={"X-Autosave": "1"}
    )


def test_a_draft_comes_back_as_it_was_typed(rivera, seat):
    rivera.at_desk(
        seat, "draft", verdict="request_changes", renditions=["clinician"], note_to_author="Half a sen",
        note_to_editor="Hm.", name="Pat", disclosed="items", **{"entity-3": "Acme", "detail-3": "Talks"},
    )  # fmt: skip
    form = rivera.desk(seat).context["forms"]["sign"]
    kept = {
        name: form[name].value()
        for name in ("verdict", "renditions", "note_to_author", "name", "disclosed", "entity-3")
    }
    assert kept == {
        "verdict": "request_changes", "renditions": ["clinician"], "note_to_author": "Half a sen",
        "name": "Pat",
        "disclosed": "items", "entity-3": "Acme",
    }  # fmt: skip


def test_a_draft_never_holds_the_password(rivera, seat):
    rivera.at_desk(seat, "draft", note_to_author="x", password=PASSWORD)
    assert PASSWORD not in str(acts.fresh(seat).draft)


def test_the_script_is_told_what_became_of_the_draft(rivera, seat):
    answer = keep(rivera, seat, note_to_author="Half a sen").json()
    assert answer["saved"]
    assert answer["seen"] == acts.fresh(seat).draft_saved_at.isoformat()


def test_a_second_tab_does_not_overwrite_the_first(rivera, seat):
    keep(rivera, seat, note_to_author="From the first tab.")
    answer = keep(rivera, seat, note_to_author="From the second tab.", draft_seen="")
    assert answer.status_code == 412
    assert "Another tab" in answer.json()["words"]
    assert acts.fresh(seat).draft["note_to_author"] == "From the first tab."


def test_a_second_tab_may_replace_the_first_when_it_says_so(rivera, seat):
    keep(rivera, seat, note_to_author="From the first tab.")
    assert keep(rivera, seat, note_to_author="From the second tab.", replace="1").json()["saved"]


def test_without_the_script_the_conflict_is_shown_with_what_was_typed(rivera, seat):
    keep(rivera, seat, note_to_author="From the first tab.")
    answer = rivera.at_desk(seat, "draft", note_to_author="From the second tab.")
    assert answer.status_code == 412
    assert "From the second tab." in said(answer)


def test_a_draft_of_a_superseded_seat_is_kept_and_said_so(cast, rivera, seat):
    revise(seat, cast)
    answer = keep(rivera, seat, note_to_author="The last sentence.")
    assert answer.status_code == 409
    assert "Your text is kept" in answer.json()["words"]
    assert "The last sentence." in said(rivera.desk(seat))


def test_a_kept_draft_is_offered_on_the_next_seat(cast, rivera, seat):
    keep(rivera, seat, note_to_author="The last sentence.")
    revise(seat, cast)
    later = acts.seated(seat.round.article, cast.rivera, cast.editor)
    assert "Your draft on revision 1 is kept" in said(rivera.desk(later))
    assert f"/desk/{later.pk}/" in said(rivera.desk(seat))


def test_a_draft_that_can_no_longer_be_signed_shows_all_that_was_typed(cast, rivera):
    """The verdicts on claims with their sentences and notes, what was read and what was disclosed."""
    dose = "Take ibuprofen 400 mg every 6 hours [1]."
    seat = acts.seated(acts.submitted(cast, text=f"{dose} Walk [2].\n"), cast.rivera, cast.editor)
    claim = seat.round.revision.claims.get(text=dose)
    typed = {f"claim-{claim.identity}": "needs_change", f"note-{claim.identity}": "Say for how long."}
    keep(rivera, seat, renditions=["clinician"], disclosed="items", **{"entity-3": "Acme Pharma", "detail-3": "a talk"}, **typed)
    revise(seat, cast)
    draft = said(rivera.desk(seat)).split('id="kept-heading"')[1].split("</section>")[0]
    for part in (dose, "needs change", "Say for how long.", "Read: clinician", "Consulting fees: Acme Pharma (a talk)"):
        assert part in draft, part


SHAPES = [
    {"claims": [1]},
    {"claims": {"x": {"y": 1}, "z": "needs_change"}, "claim_notes": {"x": "A note.", "z": 5}},
    {"claim_notes": "words"},
    {"note_to_author": ["a"], "note_to_editor": 5},
    {"renditions": [["clinician"], 5, None]},
    {"disclosure": {"items": [{"item": ["a"], "entity": {"b": 1}, "detail": None}]}},
    {"disclosure": {"none": "yes", "items": None}},
    {"disclosure": "none"},
    {"disclosure": {"items": ["x"]}},
    {"disclosure": {"items": 5}},
    {"renditions": "clinician"},
    {"signature": 7},
    {"verdict": {"a": 1}},
]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_draft_that_a_program_kept_in_another_shape_breaks_nothing(cast, rivera, seat, shape):
    workflow.save_draft(seat, shape, by=cast.rivera.user)
    assert rivera.desk(seat).status_code == 200


@pytest.mark.parametrize("shape", SHAPES)
def test_a_kept_draft_in_another_shape_breaks_nothing(cast, rivera, seat, shape):
    workflow.save_draft(seat, shape, by=cast.rivera.user)
    revise(seat, cast)
    assert "Your unsigned draft" in said(rivera.desk(seat))


# --- Signing ----------------------------------------------------------------------------------------------


def test_signing_keeps_everything_that_was_typed(rivera, seat):
    typed = {
        "note_to_author": "Good.",
        "note_to_editor": "Fine.",
        "disclosed": "items",
        "entity-3": "Acme",
        "detail-3": "Talks",
    }
    answer = rivera.at_desk(seat, "sign", **review(seat, **typed))
    assert answer.status_code == 302, said(answer)
    signed = Review.objects.get()
    assert (signed.verdict, signed.renditions, signed.signed_name, signed.meaning, signed.proof) == (
        "approve", ["clinician"], "Pat Signer", "review", "password",
    )  # fmt: skip
    assert signed.disclosure == {"items": [{"item": "Consulting fees", "entity": "Acme", "detail": "Talks"}]}
    assert signed.content_hash == seat.round.revision.content_hash


def test_the_signature_that_completes_the_quorum_approves(cast, rivera, seat):
    acts.signed(acts.seated(seat.round.article, cast.chen, cast.editor))
    rivera.at_desk(seat, "sign", **review(seat))
    assert acts.fresh(seat.round.article).state == State.APPROVED


INCOMPLETE = {
    "without a verdict": ({"verdict": ""}, "verdict"),
    "without a name": ({"name": " "}, "name"),
    "without a meaning": ({"meaning": ""}, "meaning"),
    "without a disclosure": ({"disclosed": ""}, "disclosed"),
    "with items announced and none given": ({"disclosed": "items"}, "disclosed"),
    "with a wrong password": ({"password": "guess"}, "password"),
    "without a password": ({"password": ""}, "password"),
    "approving what was not read": ({"renditions": []}, "renditions"),
    "against it without a word to the author": (
        {"verdict": "request_changes", "note_to_author": " "},
        "note_to_author",
    ),
}


@pytest.mark.parametrize("how", INCOMPLETE)
def test_nothing_is_signed(rivera, seat, how):
    changed, field = INCOMPLETE[how]
    answer = rivera.at_desk(seat, "sign", **review(seat, note_to_editor="A careful note.") | changed)
    assert answer.status_code == 400
    assert answer.context["forms"]["sign"].errors[field]
    assert "A careful note." in said(answer)
    assert not Review.objects.exists()


def test_a_high_risk_claim_must_be_judged_and_its_place_says_so(cast, rivera):
    text = "Rest the hip [1]. Adults may take ibuprofen 400 mg every 6 hours [2]."
    seat = acts.seated(acts.submitted(cast, text=text), cast.rivera, cast.editor)
    claim = seat.round.revision.claims.filter(risk="high").first()
    answer = rivera.at_desk(seat, "sign", **review(seat) | {f"claim-{claim.identity}": ""})
    assert answer.status_code == 400
    assert answer.context["forms"]["sign"].errors[f"claim-{claim.identity}"]


def test_the_page_after_a_refusal_never_repeats_the_password(rivera, seat):
    assert PASSWORD not in said(rivera.at_desk(seat, "sign", **review(seat, name="")))


def test_a_stale_signature_is_refused_and_its_text_kept_as_draft(cast, rivera, seat):
    typed = review(seat, note_to_author="An hour of careful work.")
    revise(seat, cast)
    answer = rivera.at_desk(seat, "sign", **typed)
    assert answer.status_code == 412
    assert "it is at revision 2 now" in said(answer)
    assert "An hour of careful work." in said(answer)
    assert reverse("desk-newest", args=[seat.pk]) in said(answer)
    assert acts.fresh(seat).draft["note_to_author"] == "An hour of careful work."
    assert not Review.objects.exists()


def test_a_signature_for_a_seat_that_expired_is_refused_and_its_text_kept(rivera, seat):
    workflow.expire(seat)
    answer = rivera.at_desk(seat, "sign", **review(seat, note_to_author="An hour of careful work."))
    assert answer.status_code == 409
    assert acts.fresh(seat).draft["note_to_author"] == "An hour of careful work."


def test_a_review_is_signed_once(rivera, seat):
    rivera.at_desk(seat, "sign", **review(seat))
    assert rivera.at_desk(seat, "sign", **review(seat)).status_code == 409
    assert Review.objects.count() == 1


def test_a_board_member_whose_licence_lapsed_cannot_sign(cast, rivera, seat):
    cast.rivera.licence_revoked_at = clock.today()
    cast.rivera.save()
    answer = rivera.at_desk(seat, "sign", **review(seat, note_to_author="A careful note."))
    assert answer.status_code == 409
    assert "licence revoked" in said(answer)
    assert "A careful note." in said(answer)


# --- News of a cited work ---------------------------------------------------------------------------------


@pytest.fixture
def shaken(cast, seat) -> Assignment:
    """Dr. Rivera signed; then a cited paper was retracted."""
    acts.signed(seat)
    news.take([Told(nature="retraction", source="test", date=None, record_id="1", doi="10.5555/hip.1")])
    evidence.spread()
    return seat


def test_the_news_is_shown_and_the_signature_asked_for_again(rivera, shaken):
    assert "until you confirm" in said(rivera.get("/admin/"))
    page = said(rivera.desk(shaken))
    assert "Do you stand by your signature?" in page
    assert "News of cited works" in page


def test_a_confirmed_signature_counts_again(rivera, shaken):
    assert rivera.at_desk(shaken, "confirm", password=PASSWORD).status_code == 302
    assert acts.fresh(shaken).unconfirmed is False


def test_a_wrong_password_confirms_nothing(rivera, shaken):
    answer = rivera.at_desk(shaken, "confirm", password="guess")
    assert answer.status_code == 400
    assert answer.context["forms"]["confirm"].errors["password"]
    assert acts.fresh(shaken).unconfirmed is True


def test_the_editor_sees_that_a_signature_is_to_be_confirmed(cast, shaken):
    assert "to be confirmed after news" in said(Visitor(cast.editor).article(shaken.round.article))


# --- What the pages cost ----------------------------------------------------------------------------------


def test_the_desk_costs_the_same_queries_however_much_it_shows(cast, rivera, seat):
    few = queries(lambda: rivera.desk(seat))
    dosed = "Take ibuprofen 400 mg every 6 hours [1]. " * 30
    renditions = dict.fromkeys(("clinician", "patient", "caregiver", "student"), dosed)
    article = acts.submitted(cast, renditions=renditions, references=40)
    for finding in article.current.findings.filter(severity="error"):
        articles.waive(finding, by=cast.editor, reason="Known.")
    much = acts.seated(article, cast.rivera, cast.editor)
    for n in range(8):
        workflow.comment(much, by=cast.rivera.user, body=f"Comment {n}", quote={"exact": "Take"})
    assert queries(lambda: rivera.desk(much)) == few <= 15


def test_the_desk_keeps_to_its_queries_with_all_that_it_can_show_at_once(cast, rivera):
    """Approved before, revised twice, read, commented and drafted each time, signed, and then news of a source."""
    article = acts.approved(cast)
    for days in (4, 5):
        articles.revise(acts.fresh(article), acts.draft(f"Rest the hip for {days} days [1]. Walk on [2].\n"), by=cast.author)
        seat = acts.seated(acts.fresh(article), cast.rivera, cast.editor)
        workflow.comment(seat, by=cast.rivera.user, body="How many?", quote={"exact": "days"})
        workflow.save_draft(seat, {"note_to_author": f"An hour of work on {days} days."}, by=cast.rivera.user)
    earlier = seat.board_member.assignments.order_by("pk")[1]
    acts.signed(seat)
    news.tell(seat.round.revision.entries.first().reference, by=cast.editor, nature="correction")
    evidence.spread()
    assert "Do you stand by your signature?" in said(rivera.desk(seat))
    assert "The article has changed" in said(rivera.desk(earlier))
    assert max(queries(lambda shown=shown: rivera.desk(shown)) for shown in (earlier, seat)) <= 15


def test_home_costs_the_same_queries_however_many_seats(cast, rivera, seat):
    few = queries(lambda: rivera.get("/admin/"))
    for n in range(4):
        workflow.invite(acts.submitted(cast, question=f"Invited {n}?"), cast.rivera, by=cast.editor)
        acts.signed(acts.seated(acts.submitted(cast, question=f"Signed {n}?"), cast.rivera, cast.editor))
    assert queries(lambda: rivera.get("/admin/")) == few <= 8


def test_a_home_with_very_much_to_do_shows_the_most_pressing_and_says_so(cast, monkeypatch):
    monkeypatch.setattr("reviews.home.MOST", 2)
    for question in ("First?", "Second?"):
        workflow.invite(acts.submitted(cast, question=question), cast.rivera, by=cast.editor)
    workflow.invite(acts.submitted(cast, question="Pressing?"), cast.rivera, by=cast.editor, due=clock.today())
    page = said(Visitor(cast.rivera.user).get("/admin/"))
    assert ("Pressing?" in page, "Second?" in page, "only the most pressing is shown" in page) == (True, False, True)
