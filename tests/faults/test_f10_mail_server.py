"""F10: a mail server that refuses connections, stalls, is slow, says 451 and says 550."""

from __future__ import annotations

from collections import Counter

import pytest
from celery import current_app
from django.conf import settings
from django.test import Client
from kombu import Connection

from articles.deliveries import outbox
from articles.models import Delivery
from citations import clock
from tests import acts
from tests.faults.ground import seconds_until
from tests.faults.outcome import FULL, Outcome, sized

pytestmark = [pytest.mark.slow, pytest.mark.alone]

MESSAGES = sized(4, 40)
#: Until the trouble shows, and until nothing is owed; a loaded machine in the short form has more.
SHOWN, DRAINED = 60, sized(90, 60)


def test_no_mood_of_the_mail_server_loses_a_message(ground, cast, record):
    assert cast.editor
    ground.run("worker", "beat")
    for how, trouble in (
        ("refuses connections", ground.letters.stop),
        ("stalls", lambda: setattr(ground.letters, "pause", 60.0)),
        ("says 451", lambda: setattr(ground.letters, "answer", "451 Try later")),
    ):
        trouble()
        _owe(cast)
        seconds_until(lambda: Delivery.objects.filter(sent_at=None).exclude(last_error="").exists(), SHOWN)
        ground.letters.behave()
        if how == "refuses connections":
            ground.letters.start()
        record(Outcome("F10", f"the mail server {how}, {MESSAGES} messages", *_drained(ground)))
        ground.letters.received.clear()
    assert ground.letters.left
    assert max(ground.letters.left) < settings.EMAIL_TIMEOUT + 1


def test_a_slow_mail_server_gets_each_message_once(ground, cast, record):
    """Longer together than a lease: whoever took more than it can send in time would see it sent by another as well."""
    assert cast.editor
    ground.letters.pause = sized(1.0, 5.0)
    _owe(cast)
    ground.run("worker", "beat")
    drained = seconds_until(lambda: not Delivery.objects.filter(sent_at=None).exists(), 600)
    letters = Counter(letter["Message-ID"] for letter in ground.letters.received)
    lost, twice = MESSAGES - len(letters), sum(letters.values()) - len(letters)
    done = f"the mail server takes {ground.letters.pause:.0f} s a message, {MESSAGES} messages"
    record(Outcome("F10", done, f"{len(letters)} sent", lost, twice, drained))
    assert (lost, twice) == (0, 0)


def test_a_refusal_for_good_is_shown_to_the_editor_who_can_send_again(ground, cast, record):
    assert cast.editor
    ground.letters.answer = "550 No such mailbox"
    _owe(cast)
    ground.run("worker", "beat")
    seconds_until(lambda: Delivery.objects.filter(failed_at__isnull=False).count() == MESSAGES, SHOWN)
    editor = Client()
    editor.force_login(cast.editor)
    shown = editor.get("/admin/articles/delivery/").content.decode()
    ground.letters.behave()
    outbox.send_again(Delivery.objects.all())
    record(Outcome("F10", f"the mail server says 550, {MESSAGES} messages, sent again by the editor", *_drained(ground)))
    assert shown.count("No such mailbox") >= MESSAGES


def _owe(cast) -> None:
    """Late enough for the next sweep."""
    with clock.shifted(seconds=-outbox.LATE.total_seconds()):
        for n in range(MESSAGES):
            acts.submitted(cast, question=f"Does rest help, case {n}?")


def _drained(ground) -> tuple[str, int, int, float]:
    """Until all is sent; in the short form the pauses between tries are passed over, not waited for."""

    def looked_again() -> bool:
        waiting = Delivery.objects.filter(sent_at=None, failed_at=None)
        if not FULL:
            waiting.filter(taken=0, due_at__gt=clock.now() - outbox.LATE).update(due_at=clock.now() - outbox.LATE)
            current_app.send_task("articles.sweep", connection=broker, retry=False)
        return not waiting.exists()

    with Connection(ground.redis.url) as broker:
        drained = seconds_until(looked_again, DRAINED)
    letters = Counter(letter["Message-ID"] for letter in ground.letters.received)
    lost = MESSAGES - len(letters)
    assert lost == 0
    return f"{len(letters)} sent", lost, sum(letters.values()) - len(letters), drained
