"""How a round goes: seats, quorum, splits, overrides, updates and re-reviews."""

from datetime import timedelta

import pytest

from articles import workflow as articles
from articles.errors import BadInput, NotAllowed, Stale, Unmet, WrongState
from articles.models import Claim, Delivery, Event, State
from articles.status import public_status
from citations import clock
from reviews import workflow as reviews
from reviews.models import Assignment, Outcome, Round, Seat
from tests import acts


def kinds(article) -> list[str]:
    return list(article.events.order_by("seq").values_list("kind", flat=True))


def test_an_invitation_alone_leaves_it_submitted(cast):
    article = acts.submitted(cast)
    reviews.invite(article, cast.rivera, by=cast.editor)
    assert acts.fresh(article).state == State.SUBMITTED


def test_the_first_acceptance_begins_the_review(cast):
    assert acts.under_review(cast).state == State.UNDER_REVIEW


def test_one_signature_of_two_does_not_approve(cast):
    article = acts.under_review(cast)
    acts.signed(Assignment.objects.get())
    assert acts.fresh(article).state == State.UNDER_REVIEW


def test_approval_tells_the_three_dates(cast):
    article = acts.approved(cast)
    assert article.last_reviewed == clock.today()
    months = clock.today().replace(year=clock.today().year + 2)
    assert months - timedelta(days=28) <= article.next_review_due <= months


def test_a_declined_seat_is_open_again_and_the_quorum_stays(cast):
    article = acts.under_review(cast)
    seat = acts.seated(article, cast.chen, cast.editor)
    reviews.decline(seat, by=cast.chen.user, reason="On leave.", suggestion="Dr. Haddad")
    acts.signed(Assignment.objects.get(board_member=cast.rivera))
    assert acts.fresh(article).state == State.UNDER_REVIEW
    acts.signed(acts.seated(article, cast.haddad, cast.editor))
    assert acts.fresh(article).state == State.APPROVED


def test_an_expired_seat_is_open_again_and_the_quorum_stays(cast):
    article = acts.under_review(cast)
    reviews.expire(Assignment.objects.get())
    tally = acts.fresh(article).open_round.tally()
    assert (tally.seats, tally.unfilled, tally.waiting) == (2, 2, 0)


def test_who_declined_may_be_invited_again(cast):
    article = acts.submitted(cast)
    reviews.decline(reviews.invite(article, cast.rivera, by=cast.editor), by=cast.rivera.user)
    assert reviews.invite(article, cast.rivera, by=cast.editor).state == Seat.INVITED


def test_nobody_holds_two_seats_in_a_round(cast):
    article = acts.submitted(cast)
    reviews.invite(article, cast.rivera, by=cast.editor)
    with pytest.raises(Unmet, match="has a seat"):
        reviews.invite(article, cast.rivera, by=cast.editor)


def test_a_revision_ends_the_round_and_keeps_the_drafts(cast):
    article = acts.under_review(cast)
    seat = Assignment.objects.get()
    reviews.save_draft(seat, {"note_to_author": "so far"}, by=cast.rivera.user)
    articles.revise(article, acts.draft(acts.TEXT + "\nMore."), by=cast.author)
    seat = acts.fresh(seat)
    assert acts.fresh(article).state == State.SUBMITTED
    assert (seat.state, seat.draft) == (Seat.SUPERSEDED, {"note_to_author": "so far"})
    assert Round.objects.get().outcome == Outcome.SUPERSEDED


def test_signatures_of_a_superseded_round_do_not_count(cast):
    article = acts.under_review(cast)
    acts.signed(Assignment.objects.get())
    articles.revise(article, acts.draft(acts.TEXT + "\nMore."), by=cast.author)
    acts.signed(acts.seated(article, cast.chen, cast.editor))
    assert acts.fresh(article).state == State.UNDER_REVIEW


def test_a_signature_on_a_text_that_moved_is_refused(cast):
    article = acts.under_review(cast)
    seat = Assignment.objects.get()
    stale = acts.signing(article)
    articles.revise(article, acts.draft(acts.TEXT + "\nMore."), by=cast.author)
    with pytest.raises(Stale, match=r"The article has changed since you read it\. Nothing was signed; your draft is kept"):
        reviews.sign(seat, stale, by=cast.rivera.user, proof=acts.proof(cast.rivera.user))
    assert acts.fresh(seat).state == Seat.SUPERSEDED


def test_the_same_content_makes_no_revision(cast):
    article = acts.under_review(cast)
    same, new = articles.revise(article, acts.draft(), by=cast.author)
    assert not new
    assert (same.state, same.revisions.count()) == (State.UNDER_REVIEW, 1)
    assert "revised" not in kinds(article)


def test_a_split_waits_for_the_editor(cast):
    assert acts.split(cast).state == State.UNDER_REVIEW


def test_one_rejecting_member_does_not_reject(cast):
    article = acts.under_review(cast)
    acts.signed(Assignment.objects.get(), "reject")
    assert acts.fresh(article).state == State.UNDER_REVIEW


def test_the_editor_does_not_decide_while_a_seat_is_waiting(cast):
    article = acts.under_review(cast)
    acts.seated(article, cast.chen, cast.editor)
    acts.signed(Assignment.objects.get(board_member=cast.rivera), "request_changes")
    with pytest.raises(Unmet):
        reviews.request_changes(article, by=cast.editor, reason="Soften it.")


def test_the_editor_passes_objections_to_the_author(cast):
    article = reviews.request_changes(acts.split(cast), by=cast.editor, reason="Soften the second paragraph.")
    assert article.state == State.CHANGES_REQUESTED
    assert Round.objects.get().outcome == Outcome.CHANGES_REQUESTED


def test_an_override_settles_a_split(cast):
    article = reviews.approve(acts.split(cast), by=cast.editor, reason="The objection is about style.")
    assert article.state == State.APPROVED
    assert kinds(article)[-1] == "overridden"
    assert acts.fresh(article).approving_round.overridden


def test_an_override_needs_an_approval(cast):
    article = acts.submitted(cast)
    for member in (cast.rivera, cast.chen):
        acts.signed(acts.seated(article, member, cast.editor), "request_changes")
    with pytest.raises(Unmet):
        reviews.approve(article, by=cast.editor, reason="I like it.")


def test_an_override_does_not_lower_the_quorum(cast):
    article = acts.under_review(cast)
    acts.signed(Assignment.objects.get())
    with pytest.raises(Unmet):
        reviews.approve(article, by=cast.editor, reason="One is enough.")


def test_a_specialty_gap_waits_for_a_specialist_or_an_override(cast):
    article = acts.submitted(cast, specialty="Neurologic")
    for member in (cast.rivera, cast.chen):
        acts.signed(acts.seated(article, member, cast.editor))
    assert acts.fresh(article).state == State.UNDER_REVIEW
    assert reviews.approve(article, by=cast.editor, reason="No neurologist on the board.").state == State.APPROVED


def test_one_more_seat_is_possible_after_a_split(cast):
    article = acts.split(cast)
    seat = acts.seated(article, cast.haddad, cast.editor)
    acts.signed(seat)
    assert acts.fresh(article).state == State.UNDER_REVIEW
    assert reviews.approve(article, by=cast.editor, reason="Two of three.").state == State.APPROVED


def test_readers_keep_the_approved_revision_while_an_update_is_reviewed(cast):
    article = acts.approved(cast)
    articles.revise(article, acts.draft(acts.TEXT + "\nMore."), by=cast.author)
    article = acts.fresh(article)
    assert (article.state, article.published.number, article.current.number) == (State.SUBMITTED, 1, 2)
    status = public_status(article, clock.today())
    assert (status.label, status.update_pending) == ("Approved", True)


@pytest.mark.parametrize("who", ["author", "editor"])
def test_a_dropped_update_leads_back_to_approved(cast, who):
    article = acts.approved(cast)
    articles.revise(article, acts.draft(acts.TEXT + "\nMore."), by=cast.author)
    if who == "author":
        article = articles.withdraw(article, by=cast.author)
    else:
        article = articles.reject(article, by=cast.editor, reason="Not needed.")
    assert (article.state, article.current.number) == (State.APPROVED, 1)
    assert kinds(article)[-1] == "update_dropped"


def test_an_update_dropped_in_a_re_review_leads_back_to_the_re_review(cast):
    article = acts.approved(cast)
    reviews.reopen(article, cause="report", by=cast.editor, reason="A reader found an error.")
    articles.revise(article, acts.draft(acts.TEXT + "\nMore."), by=cast.author)
    article = articles.withdraw(article, by=cast.author)
    assert (article.state, article.questioned) == (State.UNDER_REVIEW, "report")
    assert acts.fresh(article).open_round.cause == "report"


def test_a_cause_that_opens_no_re_review_is_pointed_at(cast):
    with pytest.raises(BadInput) as refused:
        reviews.reopen(acts.approved(cast), cause="calibration", by=cast.editor, reason="To see.")
    assert refused.value.errors == [{"pointer": "/cause", "detail": "One of due, notice, report, licence."}]


def test_after_a_dropped_update_the_next_revision_has_a_new_number(cast):
    article = acts.approved(cast)
    articles.revise(article, acts.draft(acts.TEXT + "\nMore."), by=cast.author)
    articles.withdraw(article, by=cast.author)
    article, _ = articles.revise(article, acts.draft(acts.TEXT + "\nOther."), by=cast.author)
    assert article.current.number == 3


def test_nothing_to_drop_where_the_published_revision_itself_is_questioned(cast):
    article = acts.approved(cast)
    reviews.reopen(article, cause="due", by=None)
    with pytest.raises(Unmet):
        articles.withdraw(article, by=cast.author)


def test_old_signatures_do_not_approve_a_re_review_of_unchanged_text(cast):
    article = acts.approved(cast)
    reviews.reopen(article, cause="due", by=None)
    acts.signed(acts.seated(article, cast.rivera, cast.editor))
    assert acts.fresh(article).state == State.UNDER_REVIEW
    acts.signed(acts.seated(article, cast.chen, cast.editor))
    assert acts.fresh(article).state == State.APPROVED


def test_a_re_review_that_asks_for_changes_leaves_the_text_in_doubt(cast):
    article = acts.approved(cast)
    reviews.reopen(article, cause="notice", by=cast.editor, reason="Source retracted.")
    for member in (cast.rivera, cast.chen):
        acts.signed(acts.seated(article, member, cast.editor), "request_changes")
    article = reviews.request_changes(article, by=cast.editor, reason="Take the source out.")
    status = public_status(article, clock.today())
    assert (status.label, status.stands) == ("Changes Requested", False)


def test_an_update_of_a_questioned_article_answers_the_question_when_approved(cast):
    article = acts.approved(cast)
    reviews.reopen(article, cause="notice", by=cast.editor, reason="Source retracted.")
    articles.revise(article, acts.draft(acts.TEXT + "\nMore."), by=cast.author)
    article = acts.approved_again(article, cast)
    assert (article.state, article.questioned, article.published.number) == (State.APPROVED, "", 2)


def test_retiring_takes_a_published_article_down_with_its_notice(cast):
    article = articles.retire(acts.approved(cast), by=cast.editor, notice="Superseded by newer guidance.")
    assert (article.state, article.retirement_notice) == (State.RETIRED, "Superseded by newer guidance.")


def test_what_was_never_published_cannot_be_retired(cast):
    with pytest.raises(Unmet):
        articles.retire(acts.submitted(cast), by=cast.editor, notice="Gone.")


def test_errors_keep_the_board_from_being_asked(cast):
    article = acts.submitted(cast, text="Rest the hip [1] and stretch it [2] every day [3].")
    assert article.errors
    with pytest.raises(Unmet):
        reviews.invite(article, cast.rivera, by=cast.editor)


def test_a_waived_error_no_longer_keeps_the_board_out(cast):
    article = acts.submitted(cast, text="Rest the hip [1] and stretch it [2] every day [3].")
    for finding in article.current.findings.filter(severity="error"):
        articles.waive(finding, by=cast.editor, reason="The third source is in print.")
    assert reviews.invite(article, cast.rivera, by=cast.editor)
    assert kinds(article)[1] == "finding_waived"


def test_a_finding_is_waived_once(cast):
    finding = acts.submitted(cast, text="Rest the hip [1] [2] [3].").current.findings.filter(severity="error").first()
    articles.waive(finding, by=cast.editor, reason="In print.")
    with pytest.raises(WrongState):
        articles.waive(finding, by=cast.editor, reason="Again.")


EXCLUDED = {
    "an expired licence": {"licence_expires": timedelta(days=-1)},
    "a revoked licence": {"licence_revoked_at": timedelta(days=-1)},
    "an unverified licence": {"licence_verified_at": None},
    "a seat given up": {"left": timedelta(days=-1)},
}


@pytest.mark.parametrize("why", EXCLUDED)
def test_nobody_is_invited_with(cast, why):
    _unsettle(cast.rivera, why)
    with pytest.raises(Unmet):
        reviews.invite(acts.submitted(cast), cast.rivera, by=cast.editor)


@pytest.mark.parametrize("why", EXCLUDED)
def test_nobody_signs_with(cast, why):
    acts.under_review(cast)
    _unsettle(cast.rivera, why)
    with pytest.raises(Unmet):
        acts.signed(Assignment.objects.get())


def _unsettle(member, why: str) -> None:
    for name, change in EXCLUDED[why].items():
        setattr(member, name, change and clock.today() + change)
    member.save()


def test_a_licence_that_expires_afterwards_voids_nothing(cast):
    article = acts.approved(cast)
    with clock.shifted(days=1000):
        assert cast.rivera.licence_trouble(clock.today())
        assert acts.fresh(article).state == State.APPROVED


def test_a_co_writer_is_never_invited(cast):
    article = acts.submitted(cast, contributors=(acts.Writer("Pat Rivera", account=cast.rivera.user.pk),))
    with pytest.raises(Unmet, match=r"\APat Rivera, MD cannot be invited: wrote this article\.\Z"):
        reviews.invite(article, cast.rivera, by=cast.editor)


def test_a_former_co_writer_is_never_invited(cast):
    article = acts.submitted(cast, contributors=(acts.Writer("Pat Rivera", account=cast.rivera.user.pk),))
    articles.revise(article, acts.draft(acts.TEXT + "\nMore."), by=cast.author)
    with pytest.raises(Unmet, match=r"\APat Rivera, MD cannot be invited: wrote this article\.\Z"):
        reviews.invite(article, cast.rivera, by=cast.editor)


def test_an_editor_does_not_act_on_their_own_article(cast):
    article = articles.submit(acts.draft(), by=cast.editor)
    with pytest.raises(NotAllowed):
        reviews.invite(article, cast.rivera, by=cast.editor)


def test_whoever_approves_has_read_every_rendition(cast):
    article = acts.submitted(cast, renditions={"clinician": acts.TEXT, "patient": "Rest, and walk as you can [1, 2]."})
    seat = acts.seated(article, cast.rivera, cast.editor)
    with pytest.raises(BadInput):
        acts.signed(seat, renditions=["patient"])


DOSED = acts.TEXT + "\nAdults with acute pain take 400 mg of ibuprofen three times daily [1].\n"


def risky(article) -> str:
    (claim,) = article.current.claims.filter(risk="high")
    return claim.identity


def test_whoever_approves_has_judged_every_high_risk_claim(cast):
    seat = acts.seated(acts.submitted(cast, text=DOSED), cast.rivera, cast.editor)
    with pytest.raises(BadInput) as refused:
        acts.signed(seat, claims={})
    assert refused.value.errors[0]["pointer"] == f"/claims/{risky(seat.round.article)}"


@pytest.mark.parametrize("verdict", ["unsupported", "needs_change"])
def test_nobody_approves_over_their_own_objection_to_a_claim(cast, verdict):
    seat = acts.seated(acts.submitted(cast, text=DOSED), cast.rivera, cast.editor)
    with pytest.raises(BadInput):
        acts.signed(seat, claims={risky(seat.round.article): verdict})


def test_a_verdict_on_a_claim_that_is_not_there_is_refused(cast):
    seat = acts.seated(acts.submitted(cast), cast.rivera, cast.editor)
    with pytest.raises(BadInput):
        acts.signed(seat, claims={"none": "supported"})


def test_a_high_risk_claim_outside_everybodys_field_waits_for_the_editor(cast):
    article = acts.submitted(cast, text=DOSED)
    seats = [acts.seated(article, member, cast.editor) for member in (cast.rivera, cast.chen)]
    for seat in seats:
        acts.signed(seat, claims={risky(article): "outside_my_field"})
    assert acts.fresh(article).state == State.UNDER_REVIEW
    assert reviews.approve(article, by=cast.editor, reason="A pharmacist confirmed the dose.").state == State.APPROVED


def test_one_who_can_judge_a_claim_is_enough(cast):
    article = acts.submitted(cast, text=DOSED)
    seats = [acts.seated(article, member, cast.editor) for member in (cast.rivera, cast.chen)]
    acts.signed(seats[0], claims={risky(article): "outside_my_field"})
    acts.signed(seats[1], claims={risky(article): "supported"})
    assert acts.fresh(article).state == State.APPROVED


def test_signing_asks_for_a_fresh_proof(cast):
    acts.under_review(cast)
    with clock.shifted(minutes=-6):
        old = acts.proof(cast.rivera.user)
    seat = Assignment.objects.get()
    with pytest.raises(NotAllowed, match="Signing asks for fresh proof of identity"):
        reviews.sign(seat, acts.signing(seat.round.article), by=cast.rivera.user, proof=old)


def test_somebody_elses_proof_signs_nothing(cast):
    acts.under_review(cast)
    seat = Assignment.objects.get()
    with pytest.raises(NotAllowed):
        reviews.sign(seat, acts.signing(seat.round.article), by=cast.rivera.user, proof=acts.proof(cast.chen.user))


def test_every_move_leaves_its_event(cast):
    article = acts.approved(cast)
    assert kinds(article) == ["submitted", "invited", "accepted", "invited", "accepted", "signed", "signed", "approved"]


def test_events_hold_no_names_and_no_words(cast):
    reviews.approve(acts.split(cast), by=cast.editor, reason="The objection is about style.")
    held = str(list(Event.objects.values("data", "kind")))
    assert "style" not in held
    assert "Rivera" not in held


# --- What ends with an article, and who hears of it -------------------------------------------------------------------


def test_who_still_sat_hears_that_the_article_was_approved_without_them(cast):
    article = acts.submitted(cast)
    waiting = acts.seated(article, cast.haddad, cast.editor)
    acts.approved_again(article, cast)
    told = Delivery.objects.get(template="round_closed_reviewer")
    assert (told.recipient, told.event.kind, told.data["ended"]) == (cast.haddad.user, "approved", "was approved")
    assert acts.fresh(waiting).state == Seat.SUPERSEDED


def test_retiring_ends_the_round_and_its_seats(cast):
    article = acts.approved(cast)
    reviews.reopen(article, cause="report", by=cast.editor, reason="A reader found an error.")
    waiting = acts.seated(acts.fresh(article), cast.haddad, cast.editor)
    articles.retire(acts.fresh(article), by=cast.editor, notice="Superseded.")
    ended = acts.fresh(waiting)
    assert (ended.state, ended.round.outcome) == (Seat.SUPERSEDED, Outcome.RETIRED)
    assert ended.ended_at == ended.round.closed_at == Event.objects.get(kind="retired").at
    told = Delivery.objects.get(template="round_closed_reviewer")
    assert (told.recipient, told.data["ended"]) == (cast.haddad.user, "was retired")


def test_a_seat_given_back_without_a_word_was_given_back_at_the_desk(cast):
    seat = acts.seated(acts.submitted(cast), cast.rivera, cast.editor)
    reviews.decline(seat, by=cast.rivera.user)
    event = Event.objects.get(kind="declined")
    assert (acts.fresh(seat).decline_reason, event.data, event.text_digest) == ("", {"assignment": seat.pk}, "")


DOSED = "Take ibuprofen 400 mg every 6 hours [1]. Walk on [2].\n"


def refused(cast, verdict: str = "approve", **said) -> BadInput:
    seat = acts.seated(acts.submitted(cast, text=DOSED), cast.rivera, cast.editor)
    with pytest.raises(BadInput) as caught:
        acts.signed(seat, verdict, **said)
    return caught.value


def test_an_approval_names_what_was_not_read(cast):
    found = refused(cast, renditions=[])
    assert found.errors == [{"pointer": "/renditions", "detail": "You approve what you have read: clinician is missing."}]


def test_an_approval_names_each_high_risk_claim_that_was_not_judged(cast):
    found = refused(cast, claims={})
    claim = Claim.objects.get(risk="high")
    assert found.detail == "The verdicts on the claims do not fit."
    assert [error["pointer"] for error in found.errors] == [f"/claims/{claim.identity}"]


def test_an_approval_names_each_claim_that_it_objects_to(cast):
    claims = acts.submitted(cast, text=DOSED).current.claims.all()
    verdicts = {claim.identity: "supported" if claim.risk != "high" else "needs_change" for claim in claims}
    [error] = refused(cast, claims=verdicts).errors
    assert error["detail"] == "needs a change: the text cannot be approved as it is."


def test_a_claim_of_another_revision_is_named(cast):
    seat = acts.seated(acts.submitted(cast), cast.rivera, cast.editor)
    with pytest.raises(BadInput) as refused:
        acts.signed(seat, claims={"f00": "supported"})
    assert {"pointer": "/claims/f00", "detail": "This revision has no such claim."} in refused.value.errors
