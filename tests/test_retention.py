"""What was sent long ago lies apart, and nobody notices: it is found, read, erased as before, and never sent again."""

from __future__ import annotations

import re

import pytest
from django.db import IntegrityError, connection, transaction

from articles import erasure, person_data
from articles.deliveries import inbox, outbox, retention
from articles.models import Delivery
from articles.tasks import put_away
from articles.webhooks import receivers
from articles.webhooks.calling import call_owed
from citations import clock
from reviews import due
from reviews.models import Due
from reviews.tasks import forget_done
from tests import acts
from tests.client import Keyed
from tests.receivers import Receiver

#: In days.
LATER = 120


def at_hand() -> int:
    return _counted("ONLY articles_delivery")


def apart() -> int:
    return _counted("articles_delivery_sent")


def _counted(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


@pytest.fixture
def sent(cast) -> int:
    """Approved, with every message sent; how many there were."""
    acts.approved(cast)
    outbox.send_owed()
    assert not Delivery.objects.filter(sent_at=None).exists()
    return Delivery.objects.count()


def test_what_was_sent_long_ago_lies_apart_and_is_still_there(sent):
    assert put_away() == 0
    with clock.shifted(days=LATER):
        assert put_away() == sent
    assert (at_hand(), apart(), Delivery.objects.count()) == (0, sent, sent)


def test_what_is_owed_or_failed_stays_at_hand_however_old(cast, sent):
    failed, owed = Delivery.objects.order_by("pk")[:2]
    Delivery.objects.filter(pk=failed.pk).update(sent_at=None, failed_at=clock.now())
    Delivery.objects.filter(pk=owed.pk).update(sent_at=None)
    with clock.shifted(days=LATER):
        put_away()
    assert at_hand() == 2
    assert outbox.send_again(Delivery.objects.filter(pk=failed.pk)) == 1


def test_it_goes_in_batches_to_the_last(sent, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    with clock.shifted(days=LATER):
        assert put_away() == sent
    assert at_hand() == 0


def test_a_message_put_away_is_never_written_again(cast, sent):
    with clock.shifted(days=LATER):
        put_away()
    told = Delivery.objects.filter(event__isnull=False).first()
    with pytest.raises(IntegrityError, match="sent and put away"), transaction.atomic():
        outbox.post(outbox.owe(told.event, told.template, [told.recipient_id]))
    assert outbox.send_owed() == 0


def test_a_message_beside_all_articles_is_never_written_again(cast):
    owed = outbox.owe_beside("about:1", "webhook_disabled_owner", [cast.author.pk], why="", receiver="", hook="")
    outbox.post(owed)
    Delivery.objects.update(sent_at=clock.now())
    with clock.shifted(days=LATER):
        put_away()
    owed[0].pk = None
    with pytest.raises(IntegrityError, match="sent and put away"), transaction.atomic():
        outbox.post(owed)


def test_a_call_put_away_is_made_once_more_when_that_is_asked(cast, settings):
    settings.WEBHOOK_ALLOWED_HOSTS = ["127.0.0.1"]
    with Receiver() as receiver:
        webhook, _ = receivers.register(cast.author, receiver.url, ["submitted"])
        article = acts.submitted(cast)
        assert call_owed() == 1
        with clock.shifted(days=LATER):
            put_away()
            assert receivers.redeliver(webhook, Delivery.objects.filter(article=article)) == 1
            assert call_owed() == 1
        assert len(receiver.ids()) == 2
        assert len(set(receiver.ids())) == 1
    assert Delivery.objects.filter(webhook=webhook).count() == 1


def test_editors_and_recipients_find_what_was_put_away(cast, sent):
    editor = Keyed(cast.editor)
    before = editor.get("/api/v1/deliveries/").json(), inbox.unread(cast.author)
    with clock.shifted(days=LATER):
        put_away()
    assert (editor.get("/api/v1/deliveries/").json(), inbox.unread(cast.author)) == before
    assert inbox.messages_of(cast.author).exists()
    assert inbox.read(inbox.messages_of(cast.author)) == before[1]
    assert inbox.unread(cast.author) == 0


def test_a_person_takes_away_and_erases_what_was_put_away(cast, sent):
    with clock.shifted(days=LATER):
        put_away()
    theirs = Delivery.objects.filter(recipient=cast.author).count()
    assert len(person_data.hand_out(cast.author, by=cast.editor)["theirs"]["articles.Delivery"]) == theirs > 0
    erasure.erase(cast.author, by=cast.editor, reason="Asked for in writing.")
    assert not Delivery.objects.filter(recipient=cast.author).exists()
    assert apart() == sent - theirs


def test_finding_nothing_to_put_away_reads_one_index(sent):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {retention._LONG_SENT}", [retention.horizon(), retention.BATCH])
        plan = str(cursor.fetchall())
    assert re.search(r"(using|on) delivery_sent\b", plan)
    assert "Seq Scan" not in plan


def test_workers_looking_for_what_is_owed_pass_by_what_was_put_away(sent):
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN SELECT id FROM articles_delivery WHERE sent_at IS NULL AND failed_at IS NULL ORDER BY due_at LIMIT 50")
        assert "articles_delivery_sent" not in str(cursor.fetchall())


def test_steps_done_long_ago_go_and_the_history_keeps_what_they_did(cast):
    article = acts.submitted(cast)
    acts.seated(article, cast.rivera, cast.editor)
    with clock.shifted(days=20):
        due.do_due()
    reminded = list(article.events.filter(kind="reminded").values_list("data", flat=True))
    done = Due.objects.filter(done_at__isnull=False).count()
    assert reminded
    with clock.shifted(days=LATER + 20):
        assert forget_done() == done > 0
        assert forget_done() == 0
    assert not Due.objects.filter(done_at__isnull=False).exists()
    assert list(article.events.filter(kind="reminded").values_list("data", flat=True)) == reminded


def test_a_step_whose_day_is_not_long_past_stays(cast):
    article = acts.approved(cast)
    Due.objects.filter(article=article, step="re_review").update(done_at=clock.now())
    with clock.shifted(days=LATER):
        forget_done()
    assert Due.objects.filter(article=article, step="re_review").exists()


@pytest.mark.parametrize("table", ["articles_article", "articles_delivery", "reviews_due"])
def test_tables_that_change_all_day_have_room_and_are_vacuumed_early(db, table):
    with connection.cursor() as cursor:
        cursor.execute("SELECT reloptions FROM pg_class WHERE relname = %s", [table])
        assert set(cursor.fetchone()[0]) == {"fillfactor=85", "autovacuum_vacuum_scale_factor=0.02"}
