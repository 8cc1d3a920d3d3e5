"""When a round is complete: the rules as a table, and the policies that ask for them."""

from __future__ import annotations

import pytest

from articles.models import Policy, State
from reviews import workflow as reviews
from reviews.models import Assignment, Round
from reviews.models.round import Tally
from tests import acts
from tests.client import Keyed

#: seats, specialists asked; approvals, against, specialists among them, waiting, audiences open
#:    -> complete, seats to fill, the editor's move after an objection, may be overridden
RULES = {
    "nobody has signed":                    ((2, 1), (0, 0, 0, 0, 0), (False, 2, False, False)),
    "one is asked":                         ((2, 1), (0, 0, 0, 1, 0), (False, 1, False, False)),
    "one of two approves":                  ((2, 1), (1, 0, 1, 0, 0), (False, 1, False, False)),
    "two approve, one a specialist":        ((2, 1), (2, 0, 1, 0, 0), (True, 0, False, True)),
    "two approve, none a specialist":       ((2, 1), (2, 0, 0, 0, 0), (False, 0, False, True)),
    "two approve where none need be":       ((2, 0), (2, 0, 0, 0, 0), (True, 0, False, True)),
    "one of one approves":                  ((1, 1), (1, 0, 1, 0, 0), (True, 0, False, True)),
    "one approves, one objects":            ((2, 1), (1, 1, 1, 0, 0), (False, 0, True, True)),
    "one objects, one is asked":            ((2, 1), (0, 1, 0, 1, 0), (False, 0, False, False)),
    "one objects, nobody is asked":         ((2, 1), (0, 1, 0, 0, 0), (False, 1, True, False)),
    "two object":                           ((2, 1), (0, 2, 0, 0, 0), (False, 0, True, False)),
    "two approve, a third objects":         ((2, 1), (2, 1, 1, 0, 0), (False, 0, True, True)),
    "two approve, an audience has nobody":  ((2, 1), (2, 0, 1, 0, 1), (False, 0, False, True)),
    "three of three approve":               ((3, 2), (3, 0, 2, 0, 0), (True, 0, False, True)),
    "three of three, a specialist short":   ((3, 2), (3, 0, 1, 0, 0), (False, 0, False, True)),
}  # fmt: skip


@pytest.mark.parametrize("name", RULES)
def test_the_rules_of_quorum(name):
    (seats, specialists_needed), (approvals, dissents, specialists, waiting, audiences), expected = RULES[name]
    tally = Tally(seats, specialists_needed, approvals, dissents, specialists, waiting, audiences)
    assert (tally.complete, tally.unfilled, tally.decision_due, tally.overridable) == expected


#: What becomes of one of two approvals -> how many count.
COUNTED = {
    "nothing": ({}, 2),
    "news put it in doubt": ({"unconfirmed": True}, 1),
    "its signer may no longer review": ({"void": "licence revoked"}, 1),
}


@pytest.mark.parametrize("name", COUNTED)
def test_only_signatures_that_stand_are_counted(cast, name):
    fields, counted = COUNTED[name]
    article = acts.submitted(cast)
    Policy.objects.filter(tier=article.risk).update(seats=3)
    for member in (cast.rivera, cast.chen):
        acts.signed(acts.seated(article, member, cast.editor))
    Assignment.objects.filter(board_member=cast.rivera).update(**fields)
    assert Round.objects.get().tally().approvals == counted


# --- A reviewer for each audience -------------------------------------------------------------------------

BOTH = {"clinician": acts.TEXT, "patient": "Rest the hip for a few days [1]. Walk as it allows [2].\n"}


@pytest.fixture
def each(db):
    Policy.objects.update(seats=1, specialists=0, reviewer_per_audience=True)


def test_each_audience_gets_a_seat_of_its_own(cast, each):
    article = acts.submitted(cast, renditions=BOTH)
    seats = [reviews.invite(article, member, by=cast.editor) for member in (cast.rivera, cast.chen)]
    assert {seat.audience for seat in seats} == {"clinician", "patient"}
    assert Round.objects.get().seats == 2


def test_it_is_approved_when_every_audience_has_its_own_approval(cast, each):
    article = acts.submitted(cast, renditions=BOTH)
    seats = [acts.seated(article, member, cast.editor) for member in (cast.rivera, cast.chen)]
    acts.signed(seats[0])
    assert acts.fresh(article).state == State.UNDER_REVIEW
    acts.signed(seats[1])
    assert acts.fresh(article).state == State.APPROVED


def test_two_reviewers_of_one_audience_do_not_stand_for_the_other(cast, each):
    article = acts.submitted(cast, renditions=BOTH)
    for member in (cast.rivera, cast.chen):
        seat = reviews.invite(article, member, by=cast.editor, audience="patient")
        acts.signed(reviews.accept(seat, by=member.user))
    article = acts.fresh(article)
    assert article.state == State.UNDER_REVIEW
    assert article.open_round.audiences_open == ["clinician"]


def test_a_declined_seat_leaves_its_audience_to_the_next(cast, each):
    article = acts.submitted(cast, renditions=BOTH)
    first = reviews.invite(article, cast.rivera, by=cast.editor)
    reviews.decline(first, by=cast.rivera.user)
    assert reviews.invite(article, cast.chen, by=cast.editor).audience == first.audience


def test_an_audience_that_the_article_has_not_is_refused(cast, each):
    article = acts.submitted(cast, renditions=BOTH)
    answer = Keyed(cast.editor).send(
        f"articles/{article.pk}/assignments/", {"board_member": cast.rivera.pk, "audience": "student"}
    )
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/audience")


def test_without_the_policy_no_seat_speaks_for_an_audience(cast):
    article = acts.submitted(cast, renditions=BOTH)
    assert reviews.invite(article, cast.rivera, by=cast.editor).audience == ""


# --- Policies over the API --------------------------------------------------------------------------------


def change(user, tier: str = "high", **said):
    return Keyed(user).patch(f"/api/v1/policies/{tier}/", said, format="json")


def test_policies_are_read_and_changed(cast):
    assert {p["tier"] for p in Keyed(cast.editor).read("policies/").json()["results"]} == {"low", "medium", "high"}
    answer = change(cast.editor, seats=3, specialists=2, review_reminders=[-1], pending_public=False).json()
    assert (answer["seats"], answer["specialists"], answer["review_reminders"], answer["pending_public"]) == (3, 2, [-1], False)
    assert Policy.objects.get(tier="high").seats == 3


BAD = {
    "more specialists than seats": ({"seats": 1, "specialists": 2}, "/specialists"),
    "accepting longer than reviewing": ({"accept_days": 30, "review_days": 3}, "/accept_days"),
    "a fourth reminder": ({"accept_reminders": [1, 2, 3, 4]}, "/accept_reminders"),
    "no seat": ({"seats": 0}, "/seats"),
    "an unknown kind": ({"reference_years": {"hearsay": 1}}, "/reference_years"),
    "a field that there is not": ({"signatures": 1}, "/signatures"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_policy_that_cannot_work_is_refused_at_its_field(cast, name):
    said, pointer = BAD[name]
    answer = change(cast.editor, **said)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer)
    assert Policy.objects.get(tier="high").seats == 2


def test_policies_are_the_editors(cast):
    for user in (cast.author, cast.rivera.user):
        assert Keyed(user).read("policies/").status_code == 404
        assert change(user, seats=1).status_code == 404


def test_an_open_round_keeps_the_rules_it_began_with(cast):
    article = acts.under_review(cast)
    change(cast.editor, article.risk, seats=5, specialists=0)
    assert acts.fresh(article).open_round.tally().seats == 2
