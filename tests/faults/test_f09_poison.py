"""F9: messages that cannot be written, and messages that take down whoever sends them, among others that are well.

In the full form every pause between tries, and the lease of every dead worker, is waited for.
"""

from __future__ import annotations

import time

import httpx
import psutil
import pytest
from celery import current_app
from django.db.models import Q
from kombu import Connection

from articles.deliveries import outbox
from articles.models import Article, Delivery
from citations import clock
from tests.client import body
from tests.faults.callers import client
from tests.faults.outcome import FULL, Outcome, sized

pytestmark = [pytest.mark.slow, pytest.mark.alone]

EACH = sized(2, 5)
#: Seconds that a message without a fault may take; a loaded machine in the short form has more.
DELAYED = sized(30, 10)
#: Seconds in which all poison is set aside, and between two articles that others submit meanwhile.
ASIDE, PAUSE = sized((300, 1.0), (1500, 2.0))
KILLER = "Does rest kill"


def test_poison_is_set_aside_and_delays_no_other(ground, cast, record):
    assert cast.editor
    ground.letters.upon = lambda letter, port: KILLER in letter["Subject"] and _kill(ground, port)
    ground.run()
    author = client(ground.url, cast.author)
    for n in range(EACH):
        _submit(author, f"{KILLER}, case {n}?")
        _owe_the_unwritable(_submit(author, "Does rest help?"), cast.chen.user)
    poison = Delivery.objects.filter(Q(template="no_such_template") | Q(event__article__current__question__startswith=KILLER))
    begun = time.monotonic()
    with Connection(ground.redis.url) as broker:
        _await_the_end(poison, lambda: _look_again(poison, broker, author))
    aside = time.monotonic() - begun
    well = Delivery.objects.exclude(pk__in=poison.values("pk"))
    _await_the_end(well, lambda: None)
    slowest = max((d.sent_at - d.event.at).total_seconds() for d in well.select_related("event"))
    attempts = max(poison.values_list("attempts", flat=True))
    lost = well.filter(sent_at=None).count()
    done = f"{2 * EACH} poison messages, half of which kill their worker"
    said = f"{poison.exclude(failed_at=None).count()} set aside after {attempts} tries, {well.count()} others within {slowest:.1f} s"
    record(Outcome("F9", done, said, lost, 0, aside))
    assert poison.filter(failed_at=None).count() == 0
    assert poison.count() == 2 * EACH
    assert attempts <= outbox.MAX_ATTEMPTS
    assert lost == 0
    assert slowest < DELAYED


def _submit(author: httpx.Client, question: str) -> Article:
    given = author.post("articles/", json=body(question=question))
    given.raise_for_status()
    return Article.objects.get(pk=given.json()["id"])


def _owe_the_unwritable(article: Article, recipient) -> None:
    outbox.post(outbox.owe(article.events.get(), "no_such_template", [recipient.pk]))


def _kill(ground, port: int) -> bool:
    """`kill -9` to the worker's process at the other end of that connection."""
    for child in psutil.Process(ground.processes["worker"].pid).children(recursive=True):
        if any(link.laddr.port == port for link in child.net_connections("tcp")):
            child.kill()
            return True
    raise AssertionError("no process of the worker sends this")


def _look_again(poison, broker: Connection, author: httpx.Client) -> None:
    """Others go on submitting; in the short form the pauses between tries, and the leases of the dead, are passed over."""
    if not FULL:
        poison.filter(failed_at=None, due_at__gt=clock.now() - outbox.LATE).update(due_at=clock.now() - outbox.LATE)
        current_app.send_task("articles.sweep", connection=broker, retry=False)
    _submit(author, "Does rest help?")
    time.sleep(PAUSE)


def _await_the_end(deliveries, meanwhile) -> None:
    deadline = time.monotonic() + ASIDE
    while deliveries.filter(sent_at=None, failed_at=None).exists():
        assert time.monotonic() < deadline, "poison was not set aside"
        meanwhile()
        time.sleep(0.1)
