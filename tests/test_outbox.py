"""What is owed to people: sent once, sent later, set aside; over real SMTP that may misbehave."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.mail import get_connection
from django.core.management import call_command

from articles.deliveries import outbox
from articles.models import Delivery
from articles.tasks import deliver, sweep
from citations import clock
from reviews import workflow as reviews
from tests import acts
from tests.crowd import at_once
from tests.live import Letters


@pytest.fixture
def letters(monkeypatch) -> Iterator[Letters]:
    """A mail server, and Django's mail sent to it."""
    sink = Letters()
    sink.start()
    _send_to(sink.port, monkeypatch)
    yield sink
    sink.stop()


def _send_to(port: int, monkeypatch) -> None:
    monkeypatch.setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
    monkeypatch.setattr(settings, "EMAIL_HOST", "127.0.0.1")
    monkeypatch.setattr(settings, "EMAIL_PORT", port)
    assert get_connection().port == port


@pytest.fixture
def connections(letters) -> list[int]:
    """For each message, the port that it came from."""
    ports: list[int] = []
    letters.upon = lambda letter, port: ports.append(port)
    return ports


def invited(cast) -> Delivery:
    """The message that is owed for an invitation; nothing else is owed."""
    article = acts.submitted(cast)
    Delivery.objects.update(sent_at=clock.now())
    reviews.invite(article, cast.rivera, by=cast.editor)
    return Delivery.objects.get(sent_at=None)


def test_a_message_says_what_happened_who_must_do_what_by_when_and_where(cast, letters):
    delivery = invited(cast)
    assert outbox.send_owed() == 1
    (letter,) = letters.received
    text = letter.get_body(("plain",)).get_content()
    assert letter["To"] == "rivera@example.org"
    assert letter["Subject"].startswith("Please review by ")
    assert "How is a strained hip flexor treated?" in text
    assert "accept or decline by" in text
    assert f"/admin/desk/{delivery.data['assignment']}/" in text


def test_a_message_is_sent_once(cast, letters):
    invited(cast)
    assert [outbox.send_owed(), outbox.send_owed()] == [1, 0]
    assert len(letters.received) == 1


@pytest.mark.usefixtures("committed")
def test_ten_workers_at_once_send_one_message(cast, letters):
    invited(cast)
    assert sum(at_once([outbox.send_owed] * 10)) == 1
    assert len(letters.received) == 1


def test_a_refusal_for_now_is_tried_again_later(cast, letters):
    invited(cast)
    letters.answer = "451 Try later"
    outbox.send_owed()
    assert outbox.send_owed() == 0
    letters.answer = "250 OK"
    with clock.shifted(minutes=1):
        assert outbox.send_owed() == 1


def test_a_server_that_is_away_costs_one_message_a_try_and_the_others_none(cast, letters):
    invited(cast)
    reviews.invite(acts.submitted(cast), cast.chen, by=cast.editor)
    waiting = Delivery.objects.filter(sent_at=None)
    letters.stop()
    assert outbox.send_owed() == 0
    assert sorted(waiting.values_list("attempts", "taken")) == [(0, 0)] * (waiting.count() - 1) + [(1, 0)]
    letters.start()
    with clock.shifted(minutes=1):
        assert outbox.send_owed() == 3


def three_invited(cast) -> None:
    invited(cast)
    for member in (cast.chen, cast.haddad):
        reviews.invite(acts.submitted(cast), member, by=cast.editor)
    Delivery.objects.filter(template="submitted_editor").update(sent_at=clock.now())


def test_a_turn_s_messages_go_over_one_connection(cast, letters, connections):
    three_invited(cast)
    assert outbox.send_owed() == 3
    assert len(set(connections)) == 1


def test_who_is_woken_for_one_article_sends_whatever_else_is_late_and_leaves_what_is_fresh(cast, letters, connections):
    three_invited(cast)
    article = Delivery.objects.filter(sent_at=None).last().event.article_id
    assert deliver(article) == 1
    assert letters.received[0]["To"] == "haddad@example.org"
    with clock.shifted(seconds=11):
        assert deliver(article) == 2


def test_the_clock_leaves_what_is_fresh_to_who_was_woken_for_it(cast, letters):
    """A message that takes its worker down takes no other with it, which a sweep just then would have had in hand as well."""
    invited(cast)
    sweep()
    assert letters.received == []
    with clock.shifted(seconds=11):
        sweep()
    assert len(letters.received) == 1


def test_what_the_clock_runs_by_hand_sends_what_is_fresh_too(cast, letters):
    invited(cast)
    call_command("send_due")
    assert len(letters.received) == 1


def test_a_server_that_hangs_up_after_each_message_gets_them_all_in_one_turn(cast, letters, connections):
    three_invited(cast)
    letters.patience = 1
    assert outbox.send_owed() == 3
    assert len(set(connections)) == 3
    assert not Delivery.objects.exclude(last_error="").exists()


def test_a_refused_message_takes_no_other_with_it(cast, letters):
    three_invited(cast)
    letters.upon = lambda letter, port: letter["To"] == "chen@example.org"
    assert outbox.send_owed() == 2
    assert Delivery.objects.get(sent_at=None).recipient == cast.chen.user


class Hesitant(Letters):
    """A server that takes its time with each word, though never long with one."""

    async def handle_MAIL(self, server, session, envelope, address, options) -> str:
        await asyncio.sleep(0.7)
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        await asyncio.sleep(0.7)
        envelope.rcpt_tos.append(address)
        return "250 OK"


def test_a_server_has_ten_seconds_for_a_message_and_not_for_each_word_of_it(cast, monkeypatch):
    invited(cast)
    sink = Hesitant()
    sink.start()
    _send_to(sink.port, monkeypatch)
    monkeypatch.setattr(settings, "EMAIL_TIMEOUT", 1)
    try:
        assert outbox.send_owed() == 0
    finally:
        sink.stop()
    assert "timed out" in Delivery.objects.get(sent_at=None).last_error


def test_a_server_that_takes_nobody_in_sets_no_message_aside(cast, monkeypatch):
    """554 before any message was shown to it is about us, not about the message."""
    invited(cast)
    with socket.create_server(("127.0.0.1", 0)) as door:
        _send_to(door.getsockname()[1], monkeypatch)
        porter = threading.Thread(target=lambda: door.accept()[0].sendall(b"554 No service here\r\n"))
        porter.start()
        assert outbox.send_owed() == 0
        porter.join(10)
    delivery = Delivery.objects.get(sent_at=None)
    assert "554" in delivery.last_error
    assert delivery.failed_at is None


def test_what_a_turn_has_no_time_for_is_given_back_untried(cast, letters, monkeypatch):
    delivery = invited(cast)
    with monkeypatch.context() as hurried:
        hurried.setattr(outbox, "TURN", -1.0)
        assert outbox.send_owed() == 0
    delivery.refresh_from_db()
    assert (delivery.attempts, delivery.taken) == (0, 0)
    assert outbox.send_owed() == 1


def test_a_repeated_message_keeps_its_message_id(cast, letters):
    delivery = invited(cast)
    outbox.send_owed()
    Delivery.objects.filter(pk=delivery.pk).update(sent_at=None, due_at=clock.now())
    outbox.send_owed()
    first, second = letters.received
    assert first["Message-ID"] == second["Message-ID"]


def test_a_refusal_for_good_is_set_aside_with_its_reason(cast, letters):
    delivery = invited(cast)
    letters.answer = "550 No such mailbox"
    outbox.send_owed()
    delivery.refresh_from_db()
    assert delivery.failed_at
    assert "No such mailbox" in delivery.last_error


def test_a_poison_message_is_set_aside_after_five_attempts_and_delays_no_other(cast, letters):
    poison = invited(cast)
    Delivery.objects.filter(pk=poison.pk).update(template="no_such_template")
    reviews.invite(acts.submitted(cast), cast.chen, by=cast.editor)
    assert outbox.send_owed() == 2
    for hour in range(1, 8):
        with clock.shifted(hours=hour):
            outbox.send_owed()
    poison.refresh_from_db()
    assert (poison.attempts, poison.failed_at is not None) == (5, True)


def test_a_worker_that_died_with_a_message_gives_it_back(cast, letters):
    invited(cast)
    assert len(outbox._claim(None)) == 1
    assert outbox.send_owed() == 0
    with clock.shifted(seconds=61):
        assert outbox.send_owed() == 1


def test_a_message_that_kills_its_worker_is_set_aside_after_five_times_and_takes_no_other_with_it(cast, letters):
    killer = invited(cast)
    reviews.invite(acts.submitted(cast), cast.chen, by=cast.editor)
    Delivery.objects.exclude(pk=killer.pk).filter(sent_at=None).update(due_at=clock.now() + timedelta(seconds=1))
    for minute in range(12):
        with clock.shifted(minutes=2 * minute):
            taken = outbox._claim(None)
            if killer not in taken:  # whoever takes it dies
                with outbox.Turn() as turn:
                    assert sum(outbox._send(delivery, turn) for delivery in taken) == len(taken)
    killer.refresh_from_db()
    assert killer.failed_at
    assert killer.attempts == 5
    assert not Delivery.objects.filter(sent_at=None, failed_at=None).exists()


def test_what_was_set_aside_can_be_sent_again(cast, letters):
    delivery = invited(cast)
    letters.answer = "550 No such mailbox"
    outbox.send_owed()
    letters.answer = "250 OK"
    assert outbox.send_again(Delivery.objects.filter(pk=delivery.pk)) == 1
    assert outbox.send_owed() == 1


def test_nobody_is_told_twice_of_one_event(cast):
    """The author is a managing editor too: one message, as the first of the roles."""
    article = acts.approved(cast)
    told = list(Delivery.objects.filter(event__article=article).values_list("event", "recipient"))
    assert len(told) == len(set(told))


def test_every_template_that_a_door_names_is_there(cast, letters):
    article = acts.approved(cast)
    reviews.reopen(article, cause="report", by=cast.editor, reason="A reader found an error.")
    split = acts.split(cast)
    reviews.request_changes(split, by=cast.editor, reason="Soften it.")
    outbox.send_owed()
    assert not Delivery.objects.exclude(last_error="").exists()


def test_names_in_a_mail_are_not_escaped(cast, letters):
    assert cast.editor
    acts.submitted(cast, question="What's new in <hip> care & rehabilitation?")
    outbox.send_owed()
    assert letters.received[0]["Subject"].endswith("What's new in <hip> care & rehabilitation?")


def test_a_question_cannot_add_headers_to_a_mail(cast, letters):
    assert cast.editor
    acts.submitted(cast, question="Harmless\r\nBcc: everybody@example.org")
    outbox.send_owed()
    (letter,) = letters.received
    assert letter["Bcc"] is None
    assert letter["Subject"].endswith("Harmless Bcc: everybody@example.org")
