"""What time makes due: a year passes in a test, reminders come once, work that is done stops them."""

from __future__ import annotations

from collections import Counter

import pytest
from django.core.management import call_command

from articles import workflow as articles
from articles.models import Delivery, State
from articles.status import public_status
from citations import clock
from reviews import workflow as reviews
from reviews.due import do_due
from reviews.models import Assignment, Due, Seat
from tests import acts
from tests.crowd import at_once


def told() -> Counter:
    """How many messages of each kind are owed or sent by the clock."""
    return Counter(Delivery.objects.filter(event__actor=None).values_list("template", flat=True))


def on_day(days: int):
    """Look at the due rows so many days from now, at noon."""
    with acts.noon(days):
        return do_due()


def test_nothing_is_due_on_the_day_of_the_invitation(cast):
    reviews.invite(acts.submitted(cast), cast.rivera, by=cast.editor)
    assert on_day(0) == {}


def test_an_unanswered_invitation_is_reminded_twice_and_then_its_seat_is_open(cast):
    reviews.invite(acts.submitted(cast), cast.rivera, by=cast.editor)
    seen = {day: on_day(day) for day in range(15)}
    assert {day: dict(done) for day, done in seen.items() if done} == {
        4: {"remind_accept": 1}, 7: {"remind_accept": 1}, 11: {"expire_invitation": 1},
    }  # fmt: skip
    assert Assignment.objects.get().state == Seat.EXPIRED


def test_an_accepted_seat_is_reminded_three_times_and_then_the_editor_hears(cast):
    acts.under_review(cast)
    seen = {day: on_day(day) for day in range(25)}
    assert {day: dict(done) for day, done in seen.items() if done} == {
        11: {"remind_review": 1}, 15: {"remind_review": 1}, 17: {"remind_review": 1}, 20: {"expire_review": 1},
    }  # fmt: skip
    assert told() == {"remind_review_reviewer": 3, "seat_expired_reviewer": 1, "seat_open_editor": 1}


def test_reminders_stop_when_the_work_is_done(cast):
    acts.approved(cast)
    assert sum((on_day(day) for day in range(60)), Counter()) == {}


def test_reminders_stop_when_the_seat_is_given_back(cast):
    reviews.decline(reviews.invite(acts.submitted(cast), cast.rivera, by=cast.editor), by=cast.rivera.user)
    assert sum((on_day(day) for day in range(60)), Counter()) == {}


def test_an_outage_of_three_days_loses_no_reminder_and_repeats_none(cast):
    acts.under_review(cast)
    on_day(13)
    assert on_day(17) == {"remind_review": 2}
    assert on_day(17) == {}
    assert told() == {"remind_review_reviewer": 3}


def test_an_approval_is_overdue_by_itself_though_no_job_ran(cast):
    article = acts.approved(cast)
    with clock.shifted(days=(article.next_review_due - clock.today()).days):
        assert public_status(article, clock.today()).label == "Approved"
    with clock.shifted(days=(article.next_review_due - clock.today()).days + 1):
        status = public_status(article, clock.today())
        assert (status.label, status.overdue, status.stands) == ("Review Overdue", True, False)


def test_a_re_review_is_told_ahead_and_opens_once(cast):
    article = acts.approved(cast)
    days = (article.next_review_due - clock.today()).days
    assert on_day(days - 31) == {}
    assert on_day(days - 30) == {"ahead": 1}
    assert on_day(days) == {}
    assert on_day(days + 1) == {"re_review": 1}
    assert on_day(days + 1) == {}
    article = acts.fresh(article)
    assert (article.state, article.open_round.cause) == (State.UNDER_REVIEW, "due")
    assert told() == {"review_due_author": 1, "review_due_editor": 1, "reopened_author": 1, "reopened_editor": 1}


def test_a_renewed_approval_makes_the_old_date_void(cast):
    article = acts.approved(cast)
    days = (article.next_review_due - clock.today()).days
    with clock.shifted(days=100):
        reviews.reopen(article, cause="report", by=cast.editor, reason="A reader found an error.")
        for member in (cast.rivera, cast.chen):
            acts.signed(acts.seated(article, member, cast.editor))
    assert on_day(days + 1) == {}
    assert acts.fresh(article).state == State.APPROVED


def test_due_dates_are_spread_over_days(cast):
    with clock.shifted(days=0):
        days = {acts.approved(cast).next_review_due for _ in range(5)}
    assert len(days) == 5


def test_a_year_passes(cast):
    """Due in two years less some days: everything on the way happens once."""
    article = acts.approved(cast)
    days = (article.next_review_due - clock.today()).days
    done = sum((on_day(day) for day in range(0, days + 40, 3)), Counter())
    assert done == {"ahead": 1, "re_review": 1}


def test_one_steps_trouble_delays_no_other(cast):
    reviews.invite(acts.submitted(cast), cast.rivera, by=cast.editor)
    reviews.invite(acts.submitted(cast), cast.chen, by=cast.editor)
    poisoned = Due.objects.order_by("pk").first()
    Due.objects.filter(pk=poisoned.pk).update(step="unknown")
    assert on_day(4) == {"remind_accept": 1}
    assert acts.fresh(poisoned).done_at is None


def test_the_command_does_the_same_by_hand(cast, capsys):
    reviews.invite(acts.submitted(cast), cast.rivera, by=cast.editor)
    with clock.shifted(days=4.9):
        call_command("send_due")
    assert "1 x remind to accept or decline" in capsys.readouterr().out


@pytest.mark.usefixtures("committed")
def test_two_beats_and_every_task_thrice_do_each_step_once(cast):
    for member in (cast.rivera, cast.chen, cast.haddad):
        reviews.invite(acts.submitted(cast), member, by=cast.editor)

    def look():
        with clock.shifted(days=4.9):
            return do_due()

    done = at_once([look] * 6)
    assert sum(done, Counter()) == {"remind_accept": 3}
    assert told() == {"remind_accept_reviewer": 3}


@pytest.mark.usefixtures("committed")
def test_a_signature_and_the_expiry_at_once_do_one_of_the_two(cast):
    article = acts.under_review(cast)
    seat = Assignment.objects.get()
    signing = acts.signing(article)

    def expire():
        with clock.shifted(days=30):
            return do_due()

    at_once([expire, lambda: reviews.sign(seat, signing, by=cast.rivera.user, proof=acts.proof(cast.rivera.user))])
    assert acts.fresh(seat).state in (Seat.COMPLETED, Seat.EXPIRED)
    assert (acts.fresh(seat).state == Seat.COMPLETED) == hasattr(acts.fresh(seat), "review")


def test_withdrawing_leaves_nothing_to_remind_of(cast):
    article = acts.under_review(cast)
    articles.withdraw(article, by=cast.author)
    assert sum((on_day(day) for day in range(60)), Counter()) == {}
