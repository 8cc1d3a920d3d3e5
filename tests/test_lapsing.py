"""A signature that news put in doubt is waited for, reminded of, and given up: no article waits for somebody who never answers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from articles.deliveries import outbox
from articles.doors import actions
from articles.models import Delivery, Preference, State
from citations import clock
from reviews import workflow as reviews
from reviews.board import licences
from reviews.due import do_due
from reviews.models import Assignment
from tests import acts
from tests.test_evidence import hear, told


@pytest.fixture
def shaken(cast) -> Assignment:
    """The one signature of two that are needed, an approval, before a correction of a source came in."""
    article = acts.submitted(cast)
    seat = acts.seated(article, cast.rivera, cast.editor)
    acts.signed(seat)
    hear(told("correction"))
    return acts.fresh(seat)


def days_pass(most: int) -> None:
    """Noon of each day: what is due is done."""
    for day in range(most + 1):
        with acts.noon(day):
            do_due()


def letters(seat: Assignment, template: str) -> list[Delivery]:
    return list(Delivery.objects.filter(template=template, recipient=seat.board_member.user).order_by("pk"))


def test_the_signer_is_told_by_when_to_confirm(cast, shaken):
    (letter,) = letters(shaken, "notice_reviewer")
    assert letter.data["answer_by"] == shaken.confirm_by.isoformat()


def test_whoever_does_not_confirm_is_reminded_before_and_after_the_day(cast, shaken):
    days_pass(30)
    late = [letter.data["late"] for letter in letters(shaken, "remind_confirm_reviewer")]
    assert late[0] == 0
    assert late[-1] > 0


def test_whoever_confirmed_is_not_reminded(cast, shaken):
    reviews.confirm(shaken, by=cast.rivera.user, proof=acts.proof(cast.rivera.user))
    days_pass(30)
    assert letters(shaken, "remind_confirm_reviewer") == []


def test_an_approval_that_nobody_confirms_is_given_up_and_its_seat_open_again(cast, shaken):
    days_pass(30)
    article, seat = acts.fresh(shaken.round.article), acts.fresh(shaken)
    assert (seat.lapsed, article.open_round.tally().unfilled) == (True, 2)
    assert [letter.data["how"] for letter in letters(seat, "seat_expired_reviewer")] == [
        "did not confirm the signature after news of a source"]  # fmt: skip
    assert article.events.filter(kind="signature_lapsed").count() == 1


def test_others_complete_the_quorum_in_the_place_of_an_approval_given_up(cast, shaken):
    days_pass(30)
    article = shaken.round.article
    for member in (cast.chen, cast.haddad):
        acts.signed(acts.seated(article, member, cast.editor))
    assert acts.fresh(article).state == State.APPROVED


def test_an_approval_given_up_counts_again_once_it_is_confirmed(cast, shaken):
    days_pass(30)
    reviews.confirm(shaken, by=cast.rivera.user, proof=acts.proof(cast.rivera.user))
    acts.signed(acts.seated(shaken.round.article, cast.chen, cast.editor))
    assert acts.fresh(shaken.round.article).state == State.APPROVED


def test_beside_an_objection_the_editor_decides_once_an_approval_is_given_up(cast, shaken):
    article = shaken.round.article
    acts.signed(acts.seated(article, cast.chen, cast.editor), "request_changes")
    assert "request_changes" not in actions(acts.fresh(article), cast.editor)
    days_pass(30)
    assert "request_changes" in actions(acts.fresh(article), cast.editor)


def test_an_objection_that_nobody_confirms_stands(cast):
    article = acts.submitted(cast)
    first, second = (acts.seated(article, member, cast.editor) for member in (cast.rivera, cast.chen))
    acts.signed(first, "request_changes")
    hear(told("correction"))
    acts.signed(second)
    days_pass(30)
    article = acts.fresh(article)
    assert (article.state, article.open_round.tally().dissents) == (State.UNDER_REVIEW, 1)
    assert {"request_changes", "approve"} <= set(actions(article, cast.editor))
    assert Delivery.objects.filter(template="decision_due_editor", event__kind="signature_lapsed").exists()


def test_second_news_is_waited_for_anew(cast, shaken):
    reviews.confirm(shaken, by=cast.rivera.user, proof=acts.proof(cast.rivera.user))
    with acts.noon(3):
        hear(told("expression_of_concern"))
    seat = acts.fresh(shaken)
    assert (seat.unconfirmed, (seat.confirm_by - shaken.confirm_by).days) == (True, 3)
    days_pass(40)
    assert acts.fresh(shaken).lapsed


def test_a_reminder_to_confirm_is_not_sent_after_the_fact(cast, shaken):
    Preference.objects.create(account=cast.rivera.user, quiet_from=10, quiet_until=16)
    days = next(day for day in range(30) if _reminded_on(day, shaken))
    with acts.noon(days), clock.shifted(seconds=3600):
        outbox.send_owed(late=timedelta())
        reviews.confirm(shaken, by=cast.rivera.user, proof=acts.proof(cast.rivera.user))
    with acts.noon(days), clock.shifted(seconds=5 * 3600):
        outbox.send_owed()
    assert {letter.channel for letter in letters(shaken, "remind_confirm_reviewer")} == {"inbox"}


def _reminded_on(day: int, seat: Assignment) -> bool:
    with acts.noon(day):
        do_due()
    return bool(letters(seat, "remind_confirm_reviewer"))


def test_the_only_objection_void_by_a_revoked_licence_lets_the_others_approve(committed, cast):
    article = acts.submitted(cast)
    seats = [acts.seated(article, member, cast.editor) for member in (cast.rivera, cast.chen, cast.haddad)]
    acts.signed(seats[0], "request_changes")
    for seat in seats[1:]:
        acts.signed(seat)
    licences.revoke(cast.rivera, by=cast.editor, reason="Struck off.")
    assert acts.fresh(article).state == State.APPROVED
