"""Random tamperings with the history by somebody who holds the whole database: each is found."""

from __future__ import annotations

import random

import psycopg
import pytest
from django.core.management import CommandError, call_command

from articles.anchors import anchor
from tests import acts, stack
from tests.faults.outcome import Outcome, sized

TAMPERINGS = sized(100, 1000)
_COLUMNS = ("kind", "before", "after", "text_digest", "prev", "hash")


@pytest.mark.slow
@pytest.mark.alone
@pytest.mark.usefixtures("committed")
def test_random_tamperings_are_all_found(cast, settings, tmp_path, record):
    settings.HISTORY_ANCHORS = str(tmp_path)
    for number in range(3):
        acts.approved(cast, question=f"Question {number}?")
    anchor()
    dice, missed = random.Random(20261126), []
    with psycopg.connect(stack.superuser_url(), autocommit=True) as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute("CREATE TABLE kept_events AS SELECT * FROM articles_event")
        superuser.execute("CREATE TABLE kept_articles AS SELECT * FROM articles_article")
        try:
            for _ in range(TAMPERINGS):
                done = _tamper(superuser, dice)
                if not _is_found():
                    missed.append(done)
                _restore(superuser)
        finally:
            superuser.execute("DROP TABLE kept_events, kept_articles")
    done = f"{TAMPERINGS} random tamperings with the history: edit, delete, reorder, cut the tail"
    record(Outcome("history", done, f"{TAMPERINGS - len(missed)} of {TAMPERINGS} found", len(missed)))
    assert missed == []
    call_command("verify_history")


def _is_found() -> bool:
    try:
        call_command("verify_history", verbosity=0)
    except CommandError:
        return True
    return False


def _tamper(superuser, dice) -> str:
    article, seq = dice.choice(superuser.execute("SELECT article_id, seq FROM articles_event ORDER BY 1, 2").fetchall())
    what = dice.choice([_edit, _delete, _swap, _cut, _cut_with_head, _shift_time, _blame])
    what(superuser, dice, article, seq)
    return f"{what.__name__} article {article} event {seq}"


def _edit(superuser, dice, article, seq):
    column = dice.choice(_COLUMNS)
    other = f"CASE WHEN length({column}) = 64 THEN reverse({column}) ELSE {column} || 'x' END"
    superuser.execute(f"UPDATE articles_event SET {column} = {other} WHERE article_id = %s AND seq = %s", [article, seq])


def _delete(superuser, dice, article, seq):
    superuser.execute("DELETE FROM articles_event WHERE article_id = %s AND seq = %s", [article, seq])


def _swap(superuser, dice, article, seq):
    other = seq - 1 if seq > 1 else seq + 1
    for old, new in ((seq, 999), (other, seq), (999, other)):
        superuser.execute("UPDATE articles_event SET seq = %s WHERE article_id = %s AND seq = %s", [new, article, old])


def _cut(superuser, dice, article, seq):
    superuser.execute("DELETE FROM articles_event WHERE article_id = %s AND seq >= %s", [article, seq])


def _cut_with_head(superuser, dice, article, seq):
    seq = max(seq, 2)
    superuser.execute("DELETE FROM articles_event WHERE article_id = %s AND seq >= %s", [article, seq])
    superuser.execute(
        "UPDATE articles_article SET event_seq = %s, event_head = (SELECT hash FROM articles_event WHERE article_id = %s"
        " AND seq = %s) WHERE id = %s", [seq - 1, article, seq - 1, article],
    )  # fmt: skip


def _shift_time(superuser, dice, article, seq):
    superuser.execute(
        "UPDATE articles_event SET at = at + make_interval(secs => %s) WHERE article_id = %s AND seq = %s",
        [dice.choice([-86400, -1, 1, 3600]), article, seq],
    )


def _blame(superuser, dice, article, seq):
    superuser.execute(
        "UPDATE articles_event SET actor_id = (SELECT max(id) + 1 FROM auth_user) WHERE article_id = %s AND seq = %s",
        [article, seq],
    )


def _restore(superuser):
    superuser.execute("DELETE FROM articles_event")
    superuser.execute("INSERT INTO articles_event SELECT * FROM kept_events")
    superuser.execute(
        "UPDATE articles_article a SET event_seq = k.event_seq, event_head = k.event_head FROM kept_articles k WHERE k.id = a.id"
    )
