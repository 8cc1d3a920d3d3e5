"""What is published comes into doubt while an update of it is in play: no short round and no dropped update makes it forgotten."""

from __future__ import annotations

import pytest

from articles import workflow as articles
from articles.models import Article, Delivery, Policy, State
from articles.status import public_status
from citations import clock
from reviews import workflow as reviews
from reviews.board import licences
from reviews.due import do_due
from reviews.models import Assignment, Due, Round
from tests import acts
from tests.test_evidence import hear, told

COMMA = acts.TEXT.replace("Rest the hip and walk", "Rest the hip, and walk")
MORE = acts.TEXT + "\nWalk 5 km a day from the third week [1].\n"
HIGH = acts.TEXT + "\nTake ibuprofen 600 mg three times a day [1].\n"


@pytest.fixture
def short(cast) -> Assignment:
    """The one seat of a short round on a minor correction of an approved article."""
    article = acts.approved(cast)
    articles.revise(article, acts.draft(COMMA), by=cast.author)
    seat = acts.seated(article, cast.okafor, cast.editor)
    assert seat.round.is_short
    return seat


def days_left(article: Article) -> int:
    return (article.next_review_due - clock.today()).days


def causes(article: Article) -> list[tuple[str, str]]:
    return list(Round.objects.filter(article=article).values_list("cause", "outcome"))


def test_a_notice_ends_a_short_round_and_a_whole_one_takes_its_place(cast, short):
    hear(told("expression_of_concern"))
    article = acts.fresh(short.round.article)
    assert (article.state, article.questioned, acts.fresh(short).state) == (State.UNDER_REVIEW, "notice", "superseded")
    assert causes(article) == [("first", "approved"), ("correction", "superseded"), ("revision", "")]
    assert (article.open_round.seats, article.open_round.specialists) == (2, 1)


def test_whoever_held_the_short_seat_hears_that_it_ended(cast, short):
    hear(told("expression_of_concern"))
    owed = Delivery.objects.get(template="round_closed_reviewer", recipient=cast.okafor.user, event__kind="questioned")
    assert owed.data["ended"] == "needs a whole review now"


def test_the_whole_round_that_took_its_place_answers_the_doubt(cast, short):
    hear(told("expression_of_concern"))
    article = acts.approved_again(short.round.article, cast)
    assert (article.state, article.questioned) == (State.APPROVED, "")
    assert public_status(article, clock.today()).stands


def test_a_revoked_licence_ends_a_short_round_too(committed, cast, short):
    licences.revoke(cast.rivera, by=cast.editor, reason="Struck off.")
    licences.heed()
    article = acts.fresh(short.round.article)
    assert (article.questioned, article.open_round.cause) == ("licence", "revision")


def test_a_due_date_that_passes_ends_a_short_round_too(cast, short):
    article = acts.fresh(short.round.article)
    with acts.noon(days_left(article) + 2):
        do_due()
    article = acts.fresh(article)
    assert (article.questioned, article.open_round.cause) == ("due", "revision")


def test_a_dropped_update_brings_back_the_errors_of_what_is_published(cast):
    article = acts.approved(cast)
    articles.revise(article, acts.draft("Strengthen it from the second week [1].", papers=[2]), by=cast.author)
    hear(told("retraction"))
    assert acts.fresh(article).errors == 0
    articles.withdraw(article, by=cast.author)
    article = acts.fresh(article)
    assert (article.state, article.questioned, article.errors) == (State.UNDER_REVIEW, "notice", 1)


def test_a_dropped_update_brings_back_the_risk_of_what_is_published(cast):
    Policy.objects.filter(tier="high").update(seats=3)
    article = acts.submitted(cast, text=HIGH)
    for member in (cast.rivera, cast.chen, cast.haddad):
        acts.signed(acts.seated(article, member, cast.editor))
    articles.revise(article, acts.draft(acts.TEXT), by=cast.author)
    assert acts.fresh(article).risk == "medium"
    articles.withdraw(article, by=cast.author)
    article = acts.fresh(article)
    assert (article.state, article.risk) == (State.APPROVED, "high")
    reviews.reopen(article, cause="report", by=cast.editor, reason="A reader wrote.")
    assert acts.fresh(article).open_round.seats == 3


def test_a_re_review_that_a_dropped_update_leads_back_to_asks_for_the_seats_of_what_is_published(cast):
    Policy.objects.filter(tier="high").update(seats=3)
    article = acts.approved(cast)
    articles.revise(article, acts.draft(HIGH), by=cast.author)
    hear(told("retraction"))
    articles.withdraw(article, by=cast.author)
    assert acts.fresh(article).open_round.seats == 2


def test_what_is_published_is_checked_anew_after_an_update_of_it_was_dropped(cast):
    article = acts.approved(cast)
    articles.revise(article, acts.draft(MORE), by=cast.author)
    articles.withdraw(article, by=cast.author)
    assert acts.fresh(article).checked_with == 0


def test_a_re_review_that_fell_due_during_an_update_opens_when_the_update_is_dropped(cast):
    article = acts.approved(cast)
    days = days_left(article)
    with acts.noon(days - 1):
        articles.revise(article, acts.draft(MORE), by=cast.author)
    with acts.noon(days + 2):
        do_due()
        assert acts.fresh(article).questioned == "due"
        articles.withdraw(article, by=cast.author)
    article = acts.fresh(article)
    assert (article.state, article.open_round.cause) == (State.UNDER_REVIEW, "due")


def test_a_whole_approval_of_the_update_answers_the_re_review_that_fell_due(cast):
    article = acts.approved(cast)
    days = days_left(article)
    with acts.noon(days - 1):
        articles.revise(article, acts.draft(MORE), by=cast.author)
    with acts.noon(days + 2):
        do_due()
        article = acts.approved_again(article, cast)
    assert (article.state, article.questioned) == (State.APPROVED, "")
    assert Due.objects.filter(article=article, step="re_review", done_at=None).count() == 1
