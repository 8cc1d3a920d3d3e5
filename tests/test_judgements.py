"""What was said of each claim stands with the claim's own words wherever a review is shown or told."""

from __future__ import annotations

import json

import pytest

from articles.models import Article, Delivery
from reviews import workflow
from reviews.models import Assignment
from tests import acts
from tests.client import Keyed
from tests.desk import Visitor, queries, said

DOSE, HILLS = "Take ibuprofen 400 mg every 6 hours [1].", "Avoid hills in the first week [2]."
NOTE = "The trial had no hills."


@pytest.fixture
def seat(cast) -> Assignment:
    """Dr. Rivera found the dose supported, the hills not, and asked for changes."""
    seat = acts.seated(acts.submitted(cast, text=f"{DOSE} {HILLS}\n"), cast.rivera, cast.editor)
    dose, hills = seat.round.revision.claims.order_by("start")
    verdicts = {dose.identity: "supported", hills.identity: "unsupported"}
    acts.signed(seat, "request_changes", claims=verdicts, claim_notes={hills.identity: NOTE})
    return acts.fresh(seat)


def shown(page: str) -> list[str]:
    """The claims of the first review on a page, each as one line."""
    return [" ".join(part.split("</li>")[0].split()) for part in page.split('<li class="judged">')[1:]]


def article_of(seat: Assignment) -> Article:
    return acts.fresh(seat.round.article)


def test_the_editor_reads_each_judged_claim_with_its_verdict_and_note_objections_first(cast, seat):
    hills, dose = shown(said(Visitor(cast.editor).article(article_of(seat))))
    assert (HILLS in hills, "unsupported" in hills, NOTE in hills) == (True, True, True)
    assert (DOSE in dose, "supported" in dose, NOTE in dose) == (True, True, False)


def test_the_signer_reads_again_what_they_said_of_each_claim(cast, seat):
    hills, dose = shown(said(Visitor(cast.rivera.user).desk(seat)))
    assert (HILLS in hills, NOTE in hills, DOSE in dose) == (True, True, True)


def test_a_long_claim_is_shortened_between_words(cast):
    long = f"Take ibuprofen 400 mg every 6 hours {'and walk slowly uphill ' * 20}[1]."
    seat = acts.seated(acts.submitted(cast, text=f"{long} Walk [2].\n"), cast.rivera, cast.editor)
    acts.signed(seat)
    (line,) = shown(said(Visitor(cast.rivera.user).desk(seat)))
    assert len(line) < 400
    assert "uphill …" in line or "slowly …" in line or "walk …" in line or "and …" in line


def test_a_note_on_a_claim_without_a_verdict_is_shown_too(cast):
    seat = acts.seated(acts.submitted(cast, text=f"{DOSE} {HILLS}\n"), cast.rivera, cast.editor)
    claim = seat.round.revision.claims.get(text=HILLS)
    acts.signed(seat, "request_changes", claim_notes={claim.identity: NOTE})
    (line,) = shown(said(Visitor(cast.editor).article(article_of(seat))))
    assert (HILLS in line, NOTE in line, "no verdict" in line) == (True, True, True)


def test_the_pack_holds_the_note_on_each_claim(cast, seat):
    pack = json.loads(Keyed(cast.editor).read(f"articles/{article_of(seat).pk}/evidence-pack/?as=json").content)
    assert pack["rounds"][0]["assignments"][0]["review"]["claims"] == [
        {"claim": HILLS, "verdict": "unsupported", "note": NOTE},
        {"claim": DOSE, "verdict": "supported", "note": ""},
    ]
    assert NOTE in Keyed(cast.editor).read(f"articles/{article_of(seat).pk}/evidence-pack/?as=html").content.decode()


def test_the_author_is_told_the_notes_on_claims_each_with_its_sentence_and_nobodys_name(cast, seat):
    workflow.request_changes(article_of(seat), by=cast.editor, reason="See the board's notes.")
    (note,) = Delivery.objects.get(template="changes_requested_author").data["notes"]
    assert note == f"The second paragraph goes too far.\n\n  On “{HILLS}” (unsupported): {NOTE}"


def test_the_author_is_told_what_an_approving_signer_noted_on_a_claim(cast, seat):
    other = acts.seated(article_of(seat), cast.chen, cast.editor)
    dose = other.round.revision.claims.get(text=DOSE)
    acts.signed(other, claim_notes={dose.identity: "Say: with food."})
    workflow.request_changes(article_of(seat), by=cast.editor, reason="See the board's notes.")
    notes = Delivery.objects.get(template="changes_requested_author").data["notes"]
    assert notes[1] == f"On “{DOSE}” (supported): Say: with food."


def test_what_claims_are_called_costs_no_query_more_for_more_reviews(cast, seat):
    article, editor = article_of(seat), Visitor(cast.editor)
    few = queries(lambda: editor.article(article))
    acts.signed(acts.seated(article, cast.chen, cast.editor), "request_changes")
    assert queries(lambda: editor.article(article)) == few <= 15
