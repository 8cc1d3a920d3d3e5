"""Many articles at once, as `python -m bench.filling` makes them beside what is there."""

from __future__ import annotations

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from articles.checks import RULES_VERSION
from articles.content import Content
from articles.models import Article, Revision, State
from bench.filling import filled
from reviews.models import Due, Round, Seat
from tests import stack

pytestmark = pytest.mark.django_db


def test_they_are_in_every_state(many):
    assert set(Article.objects.values_list("state", flat=True)) == set(State.values)
    assert Article.objects.count() >= many.articles


def test_their_seats_are_too(many):
    held = set(Round.objects.values_list("assignments__state", flat=True))
    assert held >= {Seat.INVITED, Seat.ACCEPTED, Seat.COMPLETED, Seat.DECLINED, Seat.SUPERSEDED}


def test_every_history_is_whole(many, capsys):
    call_command("verify_history")
    assert "every history whole" in capsys.readouterr().out


def test_the_hash_of_every_revision_is_that_of_its_content(many):
    latest = Revision.objects.prefetch_related("renditions", "entries").order_by("-pk")[:40]
    contents: list[tuple[Content, str]] = [(revision.content(), revision.content_hash) for revision in latest]
    assert all(content.hash() == kept for content, kept in contents)


def test_some_of_what_time_makes_due_is_ahead_and_some_is_late(many):
    assert Due.objects.filter(done_at=None).exists()
    assert Due.objects.filter(done_at__isnull=False).exists()


def test_no_trigger_was_off(many):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgenabled <> 'O'")
        assert cursor.fetchone() == (0,)


def test_the_guard_refuses_what_a_filling_did_not_earn(many):
    """The same connection that fills is refused a state without its event."""
    with psycopg.connect(stack.owner_url()) as db, pytest.raises(psycopg.errors.IntegrityConstraintViolation):
        db.execute("UPDATE articles_article SET state = 'under_review' WHERE state = 'submitted'")
        db.commit()


def test_more_than_the_disk_holds_is_refused_beforehand():
    with pytest.raises(filled.NoRoom):
        filled.fill(10**9)


def test_looking_for_what_is_to_be_checked_anew_goes_by_an_index_alone(many):
    """Where all is checked by the newest, as it mostly is."""
    newest = "checked_with = %s, checked_edition = (SELECT number FROM articles_edition)"
    with psycopg.connect(stack.superuser_url()) as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute(f"UPDATE articles_article SET {newest}", [RULES_VERSION])
        superuser.execute("ANALYZE articles_article")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = Article.objects.to_recheck(RULES_VERSION).values("pk").explain()
    assert "Index Scan using article_checked" in plan
    assert "Seq Scan on articles_article " not in plan
