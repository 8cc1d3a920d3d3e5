"""Standing disclosures: declared by the member on their own page or over the API, and told to readers as they stand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from articles import workflow as articles
from articles.models import Article, State
from citations import clock
from reviews.board import declaring
from reviews.models import BoardMember
from tests import acts
from tests.client import Keyed
from tests.desk import Visitor, queries, said

PAGE, ROUTE = "/admin/me/interests/", "/api/v1/me/declaration/"
FEES = {"item": "Consulting fees", "entity": "Acme Pharma", "products": ["ibuprofen"], "detail": "Two talks", "ended": None}


@pytest.fixture
def rivera(cast) -> Visitor:
    return Visitor(cast.rivera.user)


def typed(*rows: dict, **beside: str) -> dict:
    """The form of the own page with these rows filled in."""
    data = {"form-TOTAL_FORMS": str(len(rows)), "form-INITIAL_FORMS": "0", **beside}
    for place, row in enumerate(rows):
        data |= {f"form-{place}-{name}": value for name, value in row.items()}
    return data


def public(client, member: BoardMember) -> str:
    """What readers are told of a member's disclosures."""
    page = " ".join(said(client.get(f"/board/{member.slug}/")).split())
    return page.split("<dt>Disclosures</dt>")[1].split("</div>")[0]


def declare(member: BoardMember, *interests: dict, by=None) -> None:
    declaring.declare(member, interests, by=by or member.user)


# --- What readers are told --------------------------------------------------------------------------------


def test_a_declared_tie_stands_on_the_members_public_page(client, cast):
    declare(cast.rivera, FEES)
    told = public(client, cast.rivera)
    assert "Consulting fees: Acme Pharma (Two talks)" in told
    assert "ibuprofen" in told
    assert "None" not in told


def test_what_was_disclosed_when_signing_stands_there_too(client, cast):
    item = {"item": "Consulting fees", "entity": "Acme Pharma", "detail": "Two talks"}
    acts.signed(acts.seated(acts.submitted(cast), cast.rivera, cast.editor), disclosure={"items": [item]})
    assert "Consulting fees: Acme Pharma (Two talks)" in public(client, cast.rivera)


def test_none_is_said_only_of_who_declared_that_there_are_none(client, cast):
    declare(cast.rivera)
    assert "None in the past 36 months, as declared on" in public(client, cast.rivera)
    BoardMember.objects.filter(pk=cast.chen.pk).update(interests_declared_on=None)
    told = public(client, cast.chen)
    assert ("Nothing was declared yet." in told, "None" in told) == (True, False)


def test_an_editors_words_on_disclosures_are_no_none(client, cast):
    BoardMember.objects.filter(pk=cast.rivera.pk).update(disclosures="Shares in a shoe company.")
    told = public(client, cast.rivera)
    assert ("Shares in a shoe company." in told, "None" in told) == (True, False)


def test_a_tie_that_ended_long_ago_is_told_no_more(client, cast):
    today = clock.today()
    declare(cast.rivera, FEES | {"ended": today - timedelta(days=2000)}, FEES | {"entity": "Zeta", "ended": today})
    told = public(client, cast.rivera)
    assert ("Acme" in told, "Zeta" in told, "ended on" in told) == (False, True, True)


# --- On the member's own page -----------------------------------------------------------------------------


def test_the_own_page_lists_what_stands_in_a_form(cast, rivera):
    declare(cast.rivera, FEES)
    page = said(rivera.get("/admin/me/"))
    assert 'value="Acme Pharma"' in page
    assert "as readers see it" in page


def test_the_own_page_declares_anew(cast, rivera):
    declare(cast.rivera, FEES)
    BoardMember.objects.update(interests_declared_on=None)
    answer = rivera.post(PAGE, typed({"item": "Stock or stock options", "entity": "Zeta", "products": "Zetafen, zeta gel"}))
    assert answer.status_code == 302
    (told,) = cast.rivera.interests.all()
    assert (told.entity, told.products, told.ended) == ("Zeta", ["Zetafen", "zeta gel"], None)
    assert acts.fresh(cast.rivera).interests_declared_on == clock.today()


def test_a_row_that_is_taken_off_is_declared_no_more(cast, rivera):
    declare(cast.rivera, FEES)
    row = {"item": "Consulting fees", "entity": "Acme Pharma", "DELETE": "on"}
    assert rivera.post(PAGE, typed(row, nothing="on") | {"form-INITIAL_FORMS": "1"}).status_code == 302
    assert not cast.rivera.interests.exists()


def test_none_is_declared_in_so_many_words(cast, rivera):
    refused = rivera.post(PAGE, typed({}))
    assert refused.status_code == 400
    assert "tick that there is nothing" in said(refused)
    assert rivera.post(PAGE, typed({}, nothing="on")).status_code == 302
    assert rivera.post(PAGE, typed({"item": "Consulting fees", "entity": "Acme"}, nothing="on")).status_code == 400
    assert not cast.rivera.interests.exists()


def test_a_row_that_lacks_with_whom_is_refused_and_what_was_typed_is_kept(cast, rivera):
    refused = rivera.post(PAGE, typed({"item": "Consulting fees", "detail": "Two talks"}))
    assert refused.status_code == 400
    assert 'value="Two talks"' in said(refused)
    assert 'action="/admin/me/"' in said(refused)  # the page's other form still goes where it belongs
    assert not cast.rivera.interests.exists()


def test_looking_at_the_address_of_the_form_declares_nothing(cast, rivera):
    before = cast.rivera.interests_declared_on
    assert rivera.get(PAGE).status_code == 302
    assert acts.fresh(cast.rivera).interests_declared_on == before


def test_the_own_page_costs_the_same_queries_however_much_was_declared(cast, rivera):
    few = queries(lambda: rivera.get("/admin/me/"))
    declare(cast.rivera, *(FEES | {"entity": f"House {n}"} for n in range(20)))
    assert queries(lambda: rivera.get("/admin/me/")) == few <= 9


# --- Over the API -----------------------------------------------------------------------------------------


def test_a_member_reads_and_declares_their_interests_over_the_api(cast):
    client = Keyed(cast.rivera.user)
    answer = client.send("me/declaration/", {"interests": [FEES]})
    assert answer.status_code == 200, answer.content
    told = client.get(ROUTE).json()
    assert told == answer.json()
    assert told["interests_declared_on"] == clock.today().isoformat()
    assert [(one["entity"], one["products"]) for one in told["interests"]] == [("Acme Pharma", ["ibuprofen"])]
    assert client.send("me/declaration/", {"interests": []}).json()["interests"] == []


def test_an_interest_of_no_item_is_refused_at_its_place(cast):
    refused = Keyed(cast.rivera.user).send("me/declaration/", {"interests": [FEES | {"item": "Gifts"}]})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "/interests/0/item")


# --- What an editor has to decide -------------------------------------------------------------------------


@pytest.fixture
def halted(cast) -> Article:
    """Dr. Chen disclosed at signing a tie to what the text names, so that it waits for an editor."""
    article = acts.submitted(cast, text="## Pain\n\nRest the hip and ask about ibuprofen [1]. Walk on [2].\n")
    seats = [acts.seated(article, m, cast.editor) for m in (cast.chen, cast.rivera)]
    acts.signed(seats[0], disclosure={"items": [{"item": "Consulting fees", "entity": "Acme", "detail": "ibuprofen"}]})
    acts.signed(seats[1])
    article = acts.fresh(article)
    assert (article.state, bool(acts.fresh(seats[0]).void)) == (State.UNDER_REVIEW, True)
    return article


SHED = {
    "none": [],
    "ended long ago": [FEES | {"entity": "Acme", "ended": clock.today() - timedelta(days=2000)}],
    "another drug": [FEES | {"entity": "Acme", "products": ["loratadine"]}],
}


@pytest.mark.parametrize("how", SHED)
def test_nobody_declares_away_what_an_editor_has_to_decide(cast, halted, how):
    declare(cast.chen, *SHED[how])
    assert any(told.products == ["ibuprofen"] and told.ended is None for told in cast.chen.interests.all())
    acts.signed(acts.seated(halted, cast.haddad, cast.editor), "request_changes")
    (seat,) = [seat for seat in acts.fresh(halted).open_round.signed if seat.board_member == cast.chen]
    assert seat.void


def test_it_is_theirs_to_declare_once_the_round_has_ended(cast, halted):
    articles.withdraw(halted, by=cast.author)
    declare(cast.chen)
    assert not cast.chen.interests.exists()


def test_an_editor_declares_for_a_member_what_stands(cast, halted):
    declare(cast.chen, by=cast.editor)
    assert not cast.chen.interests.exists()


def test_an_old_tie_does_not_hide_what_is_disclosed_when_signing(cast):
    declare(cast.rivera, FEES | {"ended": clock.today() - timedelta(days=2000)})
    item = {"item": "Consulting fees", "entity": "Acme Pharma", "detail": "ibuprofen again"}
    acts.signed(acts.seated(acts.submitted(cast), cast.rivera, cast.editor), disclosure={"items": [item]})
    assert [told.ended is None for told in cast.rivera.interests.all()] == [False, True]
