"""The reviewer's own page: what became of their reviews, thanks, out of office and credit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from articles import workflow as articles
from articles.errors import NotAllowed
from citations import clock
from reviews import record, workflow
from reviews.desk import candidates
from reviews.models import BoardMember
from tests import acts
from tests.client import Keyed
from tests.desk import Visitor, queries, said

PAGE = "/admin/me/"


@pytest.fixture
def rivera(cast) -> Visitor:
    return Visitor(cast.rivera.user)


@pytest.mark.parametrize("who", ["author", "other_author", "editor"])
def test_whoever_is_no_board_member_has_no_record(cast, who):
    assert Visitor(getattr(cast, who)).get(PAGE).status_code == 404
    assert Keyed(getattr(cast, who)).get("/api/v1/me/").status_code in (403, 404)


def test_a_stranger_is_asked_to_log_in():
    assert Client().get(PAGE).status_code == 302


def test_the_record_tells_what_became_of_each_review(cast, rivera):
    acts.approved(cast, question="Approved?")
    sent_back = acts.split(cast, question="Sent back?")
    workflow.request_changes(sent_back, by=cast.editor, reason="As the board says.")
    left = acts.seated(acts.submitted(cast, question="Replaced?"), cast.rivera, cast.editor)
    articles.revise(left.round.article, acts.draft("Another text [1] [2]."), by=cast.author)
    told = {line.seat.round.revision.question: (line.became, line.shown) for line in record.history(cast.rivera)}
    assert told == {
        "Approved?": ("approved and published", True),
        "Sent back?": ("sent back to the author", False),
        "Replaced?": ("replaced by a newer revision", False),
    }
    page = said(rivera.get(PAGE))
    assert "readers see it now" in page
    assert "2 reviews" in page


def test_thanks_count_what_stands_today(cast):
    first = acts.approved(cast)
    acts.approved(cast, question="Another?")
    articles.retire(first, by=cast.editor, notice="Its main source was retracted.")
    given = record.thanks(cast.rivera)
    assert (given.reviews, given.standing) == (2, 1)
    assert given.words == 2 * first.current.words


def test_nobody_elses_reviews_are_in_it(cast, rivera):
    acts.signed(acts.seated(acts.submitted(cast, question="A colleague's?"), cast.chen, cast.editor))
    assert "A colleague" not in said(rivera.get(PAGE))


def test_who_is_away_says_so_and_editors_see_it(cast, rivera):
    until = clock.today() + timedelta(days=9)
    answer = rivera.post(PAGE, {"away_until": until.isoformat(), "credited": "on"})
    assert answer.status_code == 302
    assert acts.fresh(cast.rivera).is_away(clock.today())
    (found,) = [c for c in candidates(acts.submitted(cast)) if c.member == cast.rivera]
    assert found.away
    assert "You are away until" in said(rivera.get(PAGE))


WRONG = {
    "an end before its beginning": ({"away_from": 9, "away_until": 3}, "before the first"),
    "an end that has passed": ({"away_until": -1}, "has passed"),
    "no end": ({"away_from": 3}, "Say the last day away"),
}


@pytest.mark.parametrize("how", WRONG)
def test_days_that_do_not_fit_are_refused_at_their_field(cast, rivera, how):
    days, words = WRONG[how]
    given = {name: (clock.today() + timedelta(days=n)).isoformat() for name, n in days.items()}
    answer = rivera.post(PAGE, given)
    assert answer.status_code == 400
    assert words in said(answer)
    assert acts.fresh(cast.rivera).away_until is None
    refused = Keyed(cast.rivera.user).patch("/api/v1/me/", given, content_type="application/json")
    assert refused.json()["errors"][0]["pointer"] == "/away_until"


def test_credit_on_the_public_page_is_theirs_to_refuse(cast, rivera):
    acts.approved(cast, question="Signed by both?")
    assert "Signed by both?" in said(Client().get("/board/rivera/"))
    rivera.post(PAGE, {})
    assert "Signed by both?" not in said(Client().get("/board/rivera/"))
    assert "Signed by both?" in said(Client().get("/board/chen/"))


def test_the_record_is_reachable_over_the_api(cast):
    acts.approved(cast)
    client = Keyed(cast.rivera.user)
    assert client.get("/api/v1/me/").json()["thanks"]["standing"] == 1
    until = (clock.today() + timedelta(days=9)).isoformat()
    answer = client.patch("/api/v1/me/", {"away_until": until}, content_type="application/json")
    assert (answer.json()["away_until"], answer.json()["credited"]) == (until, True)
    assert client.get("/api/v1/assignments/").json()["results"][0]["outcome"] == "approved"


def test_the_record_costs_the_same_queries_however_long_it_is(cast, rivera):
    acts.approved(cast)
    few = queries(lambda: rivera.get(PAGE))
    for n in range(5):
        acts.approved(cast, question=f"Number {n}?")
    assert queries(lambda: rivera.get(PAGE)) == few <= 9


def test_only_the_holder_sets_it(cast):
    with pytest.raises(NotAllowed):
        workflow.set_presence(cast.rivera, by=cast.chen.user, away_from=None, away_until=None, credited=False)
    assert BoardMember.objects.get(pk=cast.rivera.pk).credited
