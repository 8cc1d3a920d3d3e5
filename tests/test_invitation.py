"""The invitation's link: it shows the article and takes an answer, for one assignment alone, without an account."""

from __future__ import annotations

import logging

import pytest
from django.core import mail
from django.test import Client
from icalendar import Calendar

from articles import addresses
from articles import workflow as articles
from articles.deliveries import outbox
from articles.models import Event
from citations import clock
from medreview.logs import formatter
from medreview.redaction import redacted
from reviews import workflow
from reviews.models import Assignment, Seat
from tests import acts
from tests.desk import queries, said


@pytest.fixture
def invited(cast) -> Assignment:
    return workflow.invite(acts.submitted(cast), cast.rivera, by=cast.editor)


def link(seat: Assignment) -> str:
    return addresses.invitation(seat.pk).removeprefix(addresses.absolute(""))


def answering(seat: Assignment, step: str, **typed: str):
    return Client(enforce_csrf_checks=True).post(link(seat), {step: "1", "seen_hash": seat.round.revision.content_hash, **typed})


def letter(seat: Assignment):
    outbox.send_owed()
    return next(m for m in mail.outbox if m.to == [seat.board_member.user.email])


def test_the_letter_says_what_why_them_how_long_and_until_when(invited):
    body = letter(invited).body
    for words in (
        "How is a strained hip flexor treated?", "Why you: Musculoskeletal is your specialty.", "minutes", "words",
        f"by {invited.accept_by.day} {invited.accept_by:%B %Y}", link(invited),
    ):  # fmt: skip
        assert words in body


def test_the_letter_brings_the_day_to_sign_as_a_calendar_entry(invited):
    (name, content, kind) = letter(invited).attachments[0]
    event = next(iter(Calendar.from_ical(content).walk("VEVENT")))
    assert (name, kind.split(";")[0]) == ("review.ics", "text/calendar")
    assert event.decoded("dtstart") == invited.review_by
    assert "invitation/" not in content
    assert event["url"] == addresses.desk(invited.pk)


def test_the_page_takes_the_same_few_queries_whatever_the_article_holds(cast, invited):
    long = "\n\n".join(f"## Part {n}\n\nTake ibuprofen {n}00 mg [1]. Rest the hip for {n} days [2]." for n in range(1, 9))
    other = workflow.invite(acts.submitted(cast, question="A longer one?", text=long), cast.chen, by=cast.editor)
    counts = {queries(lambda seat=seat: Client().get(link(seat))) for seat in (invited, other)}
    assert len(counts) == 1
    assert max(counts) <= 15


def test_opening_the_link_shows_the_article_and_changes_nothing(invited):
    events = Event.objects.count()
    answer = Client().get(link(invited))
    assert "Rest the hip" in said(answer)
    assert "Musculoskeletal is your specialty." in said(answer)
    assert (acts.fresh(invited).state, Event.objects.count()) == (Seat.INVITED, events)


def test_the_page_tells_nobody_where_it_was_and_is_not_kept(invited):
    answer = Client().get(link(invited))
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"
    assert not answer.cookies


def test_an_invitation_is_accepted_without_an_account_and_the_history_says_how(invited):
    answer = answering(invited, "accept")
    assert answer.status_code == 302
    assert acts.fresh(invited).state == Seat.ACCEPTED
    assert Event.objects.get(kind="accepted").data["how"] == "by the link of the invitation"
    assert "You have accepted" in said(Client().get(link(invited)))


def test_an_invitation_is_declined_without_an_account(invited):
    answer = answering(invited, "decline", reason="On leave.", suggestion="Dr. Chen")
    seat = acts.fresh(invited)
    assert "You have declined" in said(answer)
    assert (seat.state, seat.decline_reason, seat.suggestion) == (Seat.DECLINED, "On leave.", "Dr. Chen")


def test_the_link_opens_no_desk(invited):
    answering(invited, "accept")
    visitor = Client()
    visitor.get(link(invited))
    assert visitor.get(f"/admin/desk/{invited.pk}/").status_code == 404


def declined(seat, cast):
    workflow.decline(seat, by=cast.rivera.user)


def revised(seat, cast):
    articles.revise(acts.fresh(seat.round.article), acts.draft(acts.TEXT + "\nWarm up first [1].\n"), by=cast.author)


def signed(seat, cast):
    workflow.accept(seat, by=cast.rivera.user)
    acts.signed(seat)


def account_closed(seat, cast):
    cast.rivera.user.is_active = False
    cast.rivera.user.save()


ENDS = {"declined": declined, "revised": revised, "signed": signed, "expired": lambda seat, cast: workflow.expire(seat),
        "account closed": account_closed}  # fmt: skip


@pytest.mark.parametrize("how", ENDS)
def test_a_link_ends_with_its_assignment(cast, invited, how):
    ENDS[how](invited, cast)
    for answer in (Client().get(link(invited)), answering(invited, "accept"), answering(invited, "decline")):
        assert answer.status_code == 404
        assert "Rest the hip" not in said(answer)


def test_a_link_expires_with_the_day_to_sign_by(invited):
    with clock.shifted(days=(invited.review_by - clock.today()).days):
        assert Client().get(link(invited)).status_code == 200
    with clock.shifted(days=(invited.review_by - clock.today()).days + 1):
        assert Client().get(link(invited)).status_code == 404


def test_a_forged_link_is_not_found_and_says_the_same_as_an_ended_one(cast, invited):
    number, _, signature = link(invited).rstrip("/").rpartition("/")[2].partition(":")
    other = workflow.invite(acts.submitted(cast, question="Another?"), cast.rivera, by=cast.editor)
    forged = [f"/invitation/{other.pk}:{signature}/", f"/invitation/{number}/", f"/invitation/x:{signature}/"]
    pages = [Client().get(path) for path in forged]
    workflow.decline(invited, by=cast.rivera.user)
    ended = Client().get(link(invited))
    assert {page.status_code for page in pages} == {404}
    assert {said(page) for page in pages} == {said(ended)}


def test_an_answer_to_a_text_that_moved_is_refused(cast, invited):
    assert Client().post(link(invited), {"accept": "1", "seen_hash": "of another text"}).status_code == 412
    assert acts.fresh(invited).state == Seat.INVITED


def test_a_link_never_stands_in_a_log(invited):
    path = link(invited)
    record = logging.LogRecord("django.request", logging.WARNING, "", 1, "Not Found: %s", (path,), None)
    assert path.split("/")[2] not in formatter("json").format(record)
    assert redacted(f"GET {path}?a=b HTTP/1.1") == "GET /invitation/…/?a=b HTTP/1.1"
