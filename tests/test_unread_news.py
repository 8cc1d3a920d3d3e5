"""Nobody answers for news that they were not shown: a notice that comes between the page and the signature is read first."""

from __future__ import annotations

import pytest

from articles.errors import UnreadNews
from articles.models import State
from citations.models import Notice
from reviews import workflow as reviews
from reviews.models import Assignment
from tests import acts, desk
from tests.client import Keyed
from tests.desk import Visitor, said
from tests.test_evidence import hear, told


@pytest.fixture
def seat(cast) -> Assignment:
    return acts.seated(acts.submitted(cast), cast.rivera, cast.editor)


def test_a_notice_that_came_after_the_page_was_shown_refuses_the_signature(cast, seat):
    read = acts.signing(seat.round.article)
    hear(told("correction"))
    with pytest.raises(UnreadNews, match="correction, Hip flexor strain in runners, part 1") as refused:
        reviews.sign(seat, read, by=cast.rivera.user, proof=acts.proof(cast.rivera.user))
    assert [notice["nature"] for notice in refused.value.extra["notices"]] == ["correction"]
    assert acts.fresh(seat).state == "accepted"


def test_a_signature_records_the_notices_that_were_shown(cast, seat):
    hear(told("correction"))
    assert acts.signed(seat).notices == [Notice.objects.get().pk]


def test_a_signer_who_does_not_tell_was_shown_what_had_come_when_the_seat_was_taken(cast):
    hear(told("correction"))
    seat = acts.seated(acts.submitted(cast), cast.rivera, cast.editor)
    assert acts.signed(seat, notices=None).notices == [Notice.objects.get().pk]


def test_a_signer_who_does_not_tell_is_told_what_came_since(cast, seat):
    with acts.noon(1):
        hear(told("correction"))
    with acts.noon(2), pytest.raises(UnreadNews):
        acts.signed(seat, notices=None)


def review(seat: Assignment, **said_too) -> dict:
    signing = acts.signing(seat.round.article)
    return {
        "verdict": "approve", "content_hash": signing.content_hash, "renditions": signing.renditions, "claims": signing.claims,
        "disclosure": {"none": True},
        "signature": {"name": "Pat Rivera", "meaning": "review", "password": "correct horse battery"}, **said_too,
    }  # fmt: skip


def test_the_api_tells_the_news_with_412_and_takes_the_signature_that_names_it(cast, seat):
    rivera, unread = Keyed(cast.rivera.user), review(seat, notices=[])
    hear(told("correction"))
    answer = rivera.send(f"assignments/{seat.pk}/review/", unread)
    assert (answer.status_code, "diff" in answer.json()) == (412, False)
    (notice,) = answer.json()["notices"]
    assert (notice["nature"], notice["work"]) == ("correction", "Hip flexor strain in runners, part 1")
    assert "late" not in notice
    again = rivera.send(f"assignments/{seat.pk}/review/", unread | {"notices": [notice["id"]]})
    assert again.status_code == 201


def test_the_desk_shows_the_news_keeps_what_was_typed_and_takes_the_next_try(cast, seat):
    rivera = Visitor(cast.rivera.user)
    typed = desk.review(seat, note_to_editor="Well made.")
    hear(told("correction"))
    page = rivera.at_desk(seat, "sign", **typed, seen_notices="")
    assert page.status_code == 412
    assert "News of a cited work came in since you read the text: correction" in said(page)
    assert "Well made." in page.content.decode()
    assert f'name="seen_notices" value="{Notice.objects.get().pk} "' in page.content.decode()
    assert rivera.at_desk(seat, "sign", **typed).status_code == 302
    assert acts.fresh(seat).state == "completed"


def test_a_second_notice_between_the_page_and_the_confirmation_is_read_first(cast, seat):
    acts.signed(seat)
    hear(told("correction"))
    shown = [Notice.objects.get().pk]
    hear(told("expression_of_concern"))
    with pytest.raises(UnreadNews, match="expression of concern"):
        reviews.confirm(seat, by=cast.rivera.user, proof=acts.proof(cast.rivera.user), notices=shown)
    assert acts.fresh(seat).unconfirmed
    assert acts.fresh(seat.round.article).state == State.UNDER_REVIEW
