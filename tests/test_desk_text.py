"""The text at the desk: marks at their sentences, what changed since, and comments that find their words again."""

from __future__ import annotations

import re

import pytest
from django.core import mail

from articles import workflow as articles
from articles.deliveries import outbox
from articles.rendering import rendered
from articles.stand_ins import Pin
from reviews import anchors, changes, reading, workflow
from reviews.desk import seats_beside
from reviews.models import Assignment, Review
from tests import acts
from tests.desk import Visitor, review, said

DOSED = "Rest the hip for 3 days [1]. Adults may take ibuprofen 400 mg every 6 hours [2]. Do not stretch into pain [1].\n"


@pytest.fixture
def seat(cast) -> Assignment:
    return acts.seated(acts.submitted(cast, text=DOSED), cast.rivera, cast.editor)


@pytest.fixture
def rivera(cast) -> Visitor:
    return Visitor(cast.rivera.user)


def revised(seat: Assignment, cast, text: str) -> None:
    articles.revise(acts.fresh(seat.round.article), acts.draft(text), by=cast.author)


def asked_again(seat: Assignment, cast, text: str) -> Assignment:
    revised(seat, cast, text)
    return acts.seated(seat.round.article, cast.rivera, cast.editor)


def comparisons(seat: Assignment) -> list[changes.Comparison]:
    return changes.comparisons(seat, seats_beside(seat))


# --- Marks in the margin ----------------------------------------------------------------------------------


def test_every_claim_has_a_mark_behind_its_sentence_and_a_way_back(rivera, seat):
    page = said(rivera.desk(seat))
    for claim in seat.round.revision.claims.all():
        assert f'id="pin-claim-{claim.identity}"' in page
        assert f'href="#pin-claim-{claim.identity}"' in page
        assert f'id="claim-{claim.identity}"' in page
    assert re.search(r"every 6 hours <sup class=\"cite\">.*?</sup>\.<sup class=\"pin high\">", page)


def test_a_finding_stands_at_its_sentence(cast, rivera):
    article = acts.submitted(cast, text="Rest for 3 days. Walk early [1] [2].")
    seat = workflow.invite(article, cast.rivera, by=cast.editor)
    finding = article.current.findings.exclude(end=None).first()
    page = said(rivera.desk(seat))
    assert f'href="#finding-{finding.pk}" id="pin-finding-{finding.pk}"' in page
    assert f'id="finding-{finding.pk}"' in page


TEXTS = {
    "in emphasis": ("Take **400 mg** now.", 11),
    "in code": ("See `a b` here.", 7),
    "in a fence": ("```\na\n```\n\nb", 9),
    "in a link": ("[words](https://example.org/a)", 20),
    "in a table": ("| a | b |\n|---|---|\n| 1 | 2 |", 25),
    "in a heading": ("# Title #\n\ntext", 8),
    "at the very end": ("Rest.", 5),
    "before a list": ("- one\n- two", 6),
}


@pytest.mark.parametrize("where", TEXTS)
def test_a_mark_changes_nothing_else_in_the_text(where):
    text, at = TEXTS[where]
    pinned = rendered(text, (), (), pins=[Pin(at, "claim-1", "1", "Claim 1", "high")]).html
    assert re.sub(r'<sup class="pin high">.*?</sup>', "", pinned) == rendered(text, (), ()).html


def test_a_marks_title_cannot_break_out(cast):
    html = rendered("Rest.", (), (), pins=[Pin(5, "x", "1", '"><script>alert(1)</script>', "high")]).html
    assert "<script" not in html


# --- What changed -----------------------------------------------------------------------------------------


def test_a_first_review_compares_with_nothing(seat):
    assert comparisons(seat) == []


def test_what_changed_since_this_person_last_saw_it_is_shown_and_doses_marked(cast, rivera, seat):
    later = asked_again(seat, cast, DOSED.replace("400 mg", "600 mg").replace("Do not stretch", "Do stretch"))
    (one,) = comparisons(later)
    weighed = {(piece.op, piece.text) for piece in one.audiences["clinician"] if piece.weighs}
    assert (one.title, one.old, one.new) == ("Since you last saw it", 1, 2)
    assert weighed == {("delete", "400"), ("insert", "600"), ("delete", "not")}
    page = said(rivera.desk(later))
    assert '<del class="weighs">400</del>' in page
    assert '<ins class="weighs">600</ins>' in page


def test_it_is_compared_with_the_approved_version_too(cast, seat):
    other = acts.seated(seat.round.article, cast.chen, cast.editor)
    for one in (seat, other):
        acts.signed(one)
    revised(seat, cast, DOSED.replace("3 days", "4 days"))
    newcomer = acts.seated(seat.round.article, cast.haddad, cast.editor)
    assert [c.title for c in comparisons(newcomer)] == ["Since the approved version"]
    known = acts.seated(seat.round.article, cast.rivera, cast.editor)
    assert [c.title for c in comparisons(known)] == ["Since you last saw it (which is the approved version)"]


def test_another_source_at_the_same_place_is_shown_and_is_no_dose(cast, seat):
    later = asked_again(seat, cast, DOSED.replace("[1]", "[2]", 1))
    (one,) = comparisons(later)
    changed = [(piece.op, piece.text, piece.weighs) for piece in one.audiences["clinician"] if piece.op != "equal"]
    assert changed == [("delete", "[1]", False), ("insert", "[2]", False)]


def test_a_signature_that_came_too_late_is_refused_with_the_difference_and_its_text(cast, rivera, seat):
    typed = review(seat, note_to_author="An hour of careful work.")
    revised(seat, cast, DOSED.replace("400 mg", "600 mg"))
    answer = rivera.at_desk(seat, "sign", **typed)
    assert answer.status_code == 412
    assert '<ins class="weighs">600</ins>' in said(answer)
    assert "An hour of careful work." in said(answer)
    assert not Review.objects.exists()


def test_long_unchanged_text_is_left_out_of_the_difference(cast, seat):
    padding = "Walk as far as it does not hurt. " * 60
    first = asked_again(seat, cast, padding + "Rest 3 days [1]. " + padding + "[2]")
    later = asked_again(first, cast, padding + "Rest 4 days [1]. " + padding + "[2]")
    pieces = comparisons(later)[0].audiences["clinician"]
    assert [p.op for p in pieces if p.op != "equal"] == ["gap", "delete", "insert", "gap"]
    assert sum(len(p.text) for p in pieces) < 500


# --- Comments that survive --------------------------------------------------------------------------------


def remembered(cast, seat: Assignment, quote: dict, text: str) -> anchors.Anchored:
    workflow.comment(seat, by=cast.rivera.user, body="Since when?", quote=quote, rendition="clinician")
    later = asked_again(seat, cast, text)
    (one,) = anchors.anchored(list(seat.comments.all()), reading.read(later.round.revision))
    return one


QUOTE = {"exact": "ibuprofen 400 mg every 6 hours", "prefix": "for 3 days . Adults may take ", "suffix": " . Do not stretch into pain"}


def test_a_comment_finds_its_words_in_a_later_revision(cast, rivera, seat):
    one = remembered(cast, seat, QUOTE, "Something new stands first [1].\n\n" + DOSED)
    assert (one.place, one.exact) == ("there", QUOTE["exact"])


def test_a_comment_whose_words_were_changed_within_their_frame_says_so(cast, seat):
    one = remembered(cast, seat, QUOTE, DOSED.replace("400 mg every 6 hours", "200 mg every 8 hours"))
    assert (one.place, one.exact) == ("reworded", "ibuprofen 200 mg every 8 hours")


def test_a_comment_whose_words_are_gone_says_that_it_lost_its_place(cast, rivera, seat):
    one = remembered(cast, seat, QUOTE, "Walk early [1] and strengthen it [2].")
    assert one.place == "lost"
    later = Assignment.objects.filter(board_member=cast.rivera).latest("pk")
    page = said(rivera.desk(later))
    assert "lost its place" in page
    assert "Since when?" in page


# --- Notes on claims --------------------------------------------------------------------------------------


def test_a_note_on_a_claim_is_kept_in_the_draft_and_in_the_review(rivera, seat):
    claim = seat.round.revision.claims.filter(risk="high").first()
    note = {f"note-{claim.identity}": "Which label says so?"}
    rivera.at_desk(seat, "draft", **note)
    assert "Which label says so?" in said(rivera.desk(seat))
    rivera.at_desk(seat, "sign", **review(seat, "request_changes", **note))
    assert Review.objects.get().claim_notes == {claim.identity: "Which label says so?"}


def test_why_a_claim_is_risky_is_said_beside_it(rivera, seat):
    claim = seat.round.revision.claims.filter(risk="high").first()
    assert claim.why
    assert f"High risk: {claim.why[0]}" in said(rivera.desk(seat))


def test_what_was_signed_shows_credentials_and_licence_as_they_were(cast, rivera, seat):
    acts.signed(seat)
    cast.rivera.credentials, cast.rivera.licence_number = "MD, PhD", "another"
    cast.rivera.save()
    page = said(rivera.desk(seat))
    assert "Pat Rivera, MD; licence L-rivera of Test Register" in page
    assert "No notice stood on a cited work." in page
    assert "supported" in page


# --- Minor corrections ------------------------------------------------------------------------------------


def test_a_minor_correction_is_asked_of_one_with_the_difference_open_and_two_minutes(cast, rivera):
    text = DOSED + "\nThe hip flexor is a strong mussel. It bends the hip, and it seldom tears. It runs deep.\n"
    article = acts.approved(cast, text=text)
    articles.revise(article, acts.draft(text.replace("mussel", "muscle")), by=cast.author)
    invited = workflow.invite(acts.fresh(article), cast.rivera, by=cast.editor)
    assert (invited.round.cause, invited.round.seats) == ("correction", 1)
    outbox.send_owed()
    letter = next(m for m in mail.outbox if m.subject.startswith("Please review") and "minor correction" in m.body)
    assert "About 2 minutes" in letter.body
    workflow.accept(invited, by=cast.rivera.user)
    page = said(rivera.desk(invited))
    assert "Two minutes suffice for the difference" in page
    assert "<del>mussel</del>" in page
    assert "<ins>muscle</ins>" in page
    assert rivera.at_desk(invited, "sign", **review(invited)).status_code == 302
    assert acts.fresh(article).published_id == invited.round.revision_id
