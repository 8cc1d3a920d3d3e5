"""What was sent long ago leaves the table that workers look into, and is found as before.

`articles_delivery_sent` inherits from `articles_delivery`: lists, inboxes, exports, erasure read and change both as one. A
message in one of them is never written a second time into the other: a trigger sees to it. The history does not tell who
was sent what, and editors are asked that years later; so nothing is removed.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from articles.models import Delivery
from citations import clock

#: Rows in one transaction, and seconds in one go: no other task waits long behind it.
BATCH, TURN = 2_000, 15.0
_COLUMNS = ", ".join(field.column for field in Delivery._meta.concrete_fields)
_MOVE = """WITH chosen AS ({chosen}), gone AS (DELETE FROM ONLY {of} d USING chosen WHERE d.id = chosen.id RETURNING d.*)
INSERT INTO {to} ({columns}) SELECT {columns} FROM gone"""
_HOT, _SENT = Delivery._meta.db_table, "articles_delivery_sent"
_LONG_SENT = f"""SELECT id FROM ONLY {_HOT} WHERE sent_at < %s AND failed_at IS NULL
ORDER BY sent_at LIMIT %s FOR UPDATE SKIP LOCKED"""  # noqa: S608  (names of ours)
_NAMED = f"SELECT id FROM ONLY {_SENT} WHERE id = ANY (%s) FOR UPDATE"  # noqa: S608


def horizon() -> datetime:
    """What was over before this moment need not lie at hand."""
    return clock.now() - timedelta(days=settings.ARCHIVE_AFTER_DAYS)


def put_away() -> int:
    """Move what was sent before the horizon, in batches. What is owed or failed stays. Returns how many messages."""
    moved, ends = 0, time.monotonic() + TURN
    while time.monotonic() < ends:
        batch = _move(_LONG_SENT, [horizon(), BATCH], of=_HOT, to=_SENT)
        moved += batch
        if batch < BATCH:
            break
    return moved


def take_back(deliveries: QuerySet[Delivery]) -> None:
    """Put these where workers look, for they are to be sent once more."""
    _move(_NAMED, [list(deliveries.values_list("pk", flat=True))], of=_SENT, to=_HOT)


def _move(chosen: str, given: list, *, of: str, to: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_MOVE.format(chosen=chosen, of=of, to=to, columns=_COLUMNS), given)
        return cursor.rowcount
