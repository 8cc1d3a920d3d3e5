"""What changed since a moment, without gaps even beside transactions that were still open then.

A time cannot tell: a long transaction commits rows whose times lie before answers that were given meanwhile. So the
database writes on each article which transaction changed it (`Article.changed_in`), and a token holds the snapshot that
the answer was read in: which transactions it saw. What another one changed is told, and nothing else.
"""

from __future__ import annotations

import base64
import binascii
import re
from datetime import UTC, datetime

from django.db import connection
from django.db.models import BooleanField, F, Func, QuerySet, Value
from django.utils.dateparse import parse_date, parse_datetime

from articles.errors import BadInput
from articles.models import Article

_NO_MOMENT = "The parameter `updated_since` is the `sync_token` of an earlier answer, or a date."
# PostgreSQL's pg_snapshot as text: the oldest that was open, the first that had not begun, and those open between.
_SNAPSHOT = re.compile(r"(\d{1,18}):(\d{1,18}):((?:\d{1,18},)*(?:\d{1,18})?)", re.ASCII)
# A token travels in addresses. Beside more open transactions than these, all since the oldest of them is told again.
_MOST_OPEN = 50


class _Unseen(Func):
    """Whether a transaction's changes were not visible in a snapshot."""

    template = "NOT pg_visible_in_snapshot(%(expressions)s::pg_snapshot)"
    arg_joiner = "::text::xid8, "
    output_field = BooleanField()


def token() -> str:
    """For what is read from now on. Bound to this database server: transactions are counted anew on another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT system_identifier, pg_current_snapshot()::text FROM pg_control_system()")
        server, snapshot = cursor.fetchone()
    if snapshot.count(",") >= _MOST_OPEN:
        oldest = snapshot.partition(":")[0]
        snapshot = f"{oldest}:{oldest}:"
    return base64.urlsafe_b64encode(f"{server}.{snapshot}".encode()).decode().rstrip("=")


def changed_since(articles: QuerySet[Article], given: str) -> QuerySet[Article]:
    """Those that changed since a token was given, or since a date. Raises BadInput for what is neither."""
    if (at := _date(given)) is not None:
        return articles.filter(changed_at__gte=at)
    server, snapshot = read(given)
    current, _ = read(token())
    if server != current:
        raise BadInput("This `updated_since` is from before the database was restored: read everything once, without it.")
    oldest = int(snapshot.partition(":")[0])
    return articles.filter(_Unseen(F("changed_in"), Value(snapshot)), changed_in__gte=oldest)


def read(given: str) -> tuple[int, str]:
    """A token's server and snapshot. Raises BadInput."""
    try:
        text = base64.b64decode(given + "=" * (-len(given) % 4), altchars=b"-_", validate=True).decode()
        server, snapshot = text.split(".")
        parts = _SNAPSHOT.fullmatch(snapshot)
        if parts is None or not _in_order(*parts.groups()):
            raise BadInput(_NO_MOMENT)
        return int(server), snapshot
    except (ValueError, binascii.Error) as error:
        raise BadInput(_NO_MOMENT) from error


def _in_order(oldest: str, first_unbegun: str, between: str) -> bool:
    """Whether PostgreSQL reads it as a snapshot: numbers from 1, in rising order, the open ones between the two ends."""
    began = [int(number) for number in between.split(",") if number]
    ordered = [int(oldest), *began, int(first_unbegun)]
    return ordered[0] > 0 and ordered == sorted(ordered) and int(first_unbegun) not in began


def _date(given: str) -> datetime | None:
    """A date or a moment; a day begins at midnight UTC."""
    try:
        moment = parse_datetime(given)
        if moment is None and (day := parse_date(given)) is not None:
            moment = datetime(day.year, day.month, day.day)
    except ValueError as error:
        raise BadInput(_NO_MOMENT) from error
    return moment and (moment if moment.tzinfo else moment.replace(tzinfo=UTC))
