"""Locks are short and narrow: none while somebody is waited for over a network, none that others of another article meet."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection, transaction

from articles.deliveries import outbox
from articles.doors import locked
from articles.models import Event
from articles.webhooks import receivers
from articles.webhooks.calling import call_owed
from citations import news, watch
from citations.models import Notice, Reference
from citations.notices import Notice as Told
from citations.watch.providers import Crossref
from reviews import due, evidence
from reviews import workflow as reviews
from reviews.models import Due
from tests import acts, stack
from tests.live import Letters
from tests.receivers import Receiver
from tests.registries import Registries

pytestmark = pytest.mark.usefixtures("committed")

_HELD = """SELECT a.state, l.mode, l.relation::regclass::text FROM pg_stat_activity a LEFT JOIN pg_locks l ON l.pid = a.pid
WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() AND a.xact_start IS NOT NULL
AND a.backend_type = 'client backend'"""


def held() -> list[tuple]:
    """Every transaction that a client holds open in the tests' database, with its locks: not what PostgreSQL tidies by itself."""
    with psycopg.connect(stack.superuser_url(), autocommit=True) as superuser:
        return superuser.execute(_HELD).fetchall()


def test_no_transaction_is_open_while_a_mail_server_is_waited_for(cast, settings):
    found, letters = [], Letters()
    letters.upon = lambda letter, port: found.append(held())
    letters.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", letters.port
    acts.under_review(cast)
    assert outbox.send_owed() == len(letters.received) > 0
    letters.stop()
    assert found == [[]] * len(letters.received)


def test_no_transaction_is_open_while_a_receiver_is_called(cast, settings):
    settings.WEBHOOK_ALLOWED_HOSTS, found = ["127.0.0.1"], []
    with Receiver() as receiver:
        receiver.upon = lambda: found.append(held())
        receivers.register(cast.author, receiver.url)
        acts.submitted(cast)
        assert call_owed() == 1
    assert found == [[]]


def test_no_transaction_is_open_while_a_registry_is_asked(cast, settings):
    settings.WEBHOOK_ALLOWED_HOSTS = ["127.0.0.1"]
    settings.WATCH_MAILTO, found = "e@example.org", []
    acts.submitted(cast)
    with Registries() as server:
        server.tricks = [lambda handler: (found.append(held()), server.answer(handler))]
        provider = Crossref(f"{server.url}/crossref")
        provider.pause = 0
        watch.watch(provider, Reference.objects.all())
    assert found == [[]]


@contextmanager
def busy(article) -> Iterator[None]:
    """Somebody is in the midst of a door about it, and does not get on."""
    taken, over = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                locked(article)
                taken.set()
                over.wait(60)
        finally:
            connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    taken.wait(10)
    try:
        yield
    finally:
        over.set()
        holder.join()


def waits_for_locks(limit: str) -> None:
    """From here on this connection waits so long for a lock; nothing is for ever."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [limit])


def test_a_busy_article_holds_up_no_other_with_the_same_people_and_sources(cast):
    article = acts.under_review(cast)
    with busy(article):
        waits_for_locks("1ms")
        other = acts.approved(cast, question="Does heat help a strained hip flexor?")
        outbox.send_owed()
        call_owed()
    assert other.state == "approved"


def test_what_is_due_passes_by_a_busy_article_and_comes_back_to_it(cast):
    articles = [acts.submitted(cast, question=f"Does rest help, case {n}?") for n in range(3)]
    for article in articles:
        reviews.invite(article, cast.rivera, by=cast.editor)
    # By their moments the busy one is the first.
    Due.objects.filter(article=articles[0]).update(due_at=Due.objects.order_by("due_at")[0].due_at)

    def reminded() -> set[int]:
        return set(Event.objects.filter(kind="reminded").values_list("article", flat=True))

    with busy(articles[0]):
        waits_for_locks("0")
        due_later()
        assert reminded() == {articles[1].pk, articles[2].pk}
    due_later()
    assert reminded() == {article.pk for article in articles}


def due_later() -> None:
    with acts.noon(4):
        due.do_due()


def test_news_passes_by_a_busy_article_and_comes_back_to_it(cast):
    articles = [acts.submitted(cast, question=f"Does rest help, case {n}?") for n in range(2)]

    def told() -> set[int]:
        return set(Event.objects.filter(kind="notice_taken").values_list("article", flat=True))

    news.take([Told(nature="retraction", source="test", date=None, record_id="1", doi="10.5555/hip.1")])
    with busy(articles[0]):
        waits_for_locks("0")
        evidence.spread()
        assert told() == {articles[1].pk}
    evidence.spread()
    assert told() == {article.pk for article in articles}
    assert not Notice.objects.filter(spread_at=None).exists()
