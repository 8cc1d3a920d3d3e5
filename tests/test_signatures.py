"""What stands beside a signature: the notices that were shown, by name, its confirmations and the conflicts overridden."""

from __future__ import annotations

import json
from datetime import date

import pytest

from citations import news
from citations.notices import Notice as Told
from reviews import evidence, workflow
from reviews.models import Assignment, BoardMember
from tests import acts
from tests.client import Keyed
from tests.desk import Visitor, queries, said

TITLE = "Hip flexor strain in runners, part 1"
SHOWN = f"correction, 3 May 2026: {TITLE}"
LATER = f"retraction, 4 June 2026: {TITLE}"


def told(nature: str, day: date) -> None:
    """News of the first paper."""
    news.take([Told(nature=nature, source="test", date=day, record_id=nature, doi="10.5555/hip.1")])
    evidence.spread()


@pytest.fixture
def seat(cast) -> Assignment:
    """Dr. Rivera signed with a correction shown, in spite of a conflict, and confirmed after a retraction."""
    article = acts.submitted(cast)
    told("correction", date(2026, 5, 3))
    BoardMember.objects.filter(pk=cast.rivera.pk).update(interests_declared_on=None)
    workflow.overrule(article, acts.fresh(cast.rivera), by=cast.editor, reason="A form is on its way.")
    seat = acts.seated(article, acts.fresh(cast.rivera), cast.editor)
    acts.signed(seat)
    told("retraction", date(2026, 6, 4))
    workflow.confirm(acts.fresh(seat), by=cast.rivera.user, proof=acts.proof(cast.rivera.user))
    return acts.fresh(seat)


def signature(page: str) -> str:
    return " ".join(page.split('<div class="review">')[1].split("<h3>Disclosure</h3>", maxsplit=1)[0].split())


@pytest.mark.parametrize("who", ["editor", "rivera"])
def test_a_signature_names_the_notices_shown_its_confirmations_and_overridden_conflicts(cast, seat, who):
    editors = who == "editor"
    page = Visitor(cast.editor).article(seat.round.article) if editors else Visitor(cast.rivera.user).desk(seat)
    shown = signature(said(page))
    assert SHOWN in shown.split("Confirmed")[0]
    assert LATER in shown.split("Confirmed")[1]
    assert "interests never declared" in shown


def test_the_desk_names_them_after_a_refusal_too(cast, seat):
    refused = Visitor(cast.rivera.user).at_desk(seat, "confirm", password="guess")
    assert SHOWN in signature(said(refused))


def test_a_signature_without_any_says_so(cast):
    seat = acts.seated(acts.submitted(cast), cast.rivera, cast.editor)
    acts.signed(seat)
    shown = signature(said(Visitor(cast.editor).article(seat.round.article)))
    assert "No notice stood on a cited work." in shown
    assert "No conflict was found." in shown
    assert "Confirmed" not in shown


def test_the_pack_names_the_notices_that_a_signer_was_shown(cast, seat):
    article = seat.round.article
    pack = json.loads(Keyed(cast.editor).read(f"articles/{article.pk}/evidence-pack/?as=json").content)
    review = pack["rounds"][0]["assignments"][0]["review"]
    assert [(n["nature"], n["work"], n["date"]) for n in review["notices_shown_named"]] == [("correction", TITLE, "2026-05-03")]
    assert [n["id"] for n in review["notices_shown_named"]] == review["notices_shown"]
    (confirmed,) = review["confirmed"]
    assert [n["nature"] for n in confirmed["notices_named"]] == ["correction", "retraction"]
    page = Keyed(cast.editor).read(f"articles/{article.pk}/evidence-pack/?as=html").content.decode()
    assert f"correction, 2026-05-03: {TITLE}" in page
    assert "interests never declared" in page


def test_names_cost_no_query_more(cast):
    article = acts.submitted(cast)
    acts.signed(acts.seated(article, cast.rivera, cast.editor), "request_changes")
    editor = Visitor(cast.editor)
    few = queries(lambda: editor.article(article))
    told("correction", date(2026, 5, 3))
    for member in (cast.chen, cast.haddad):
        acts.signed(acts.seated(article, member, cast.editor), "request_changes")
    assert queries(lambda: editor.article(article)) == few <= 15
