"""What changed since a moment, without gaps even beside transactions that were still open then.

A time cannot tell: a long transaction commits rows whose times lie before answers that were given meanwhile. So the
database writes on each article which transaction changed it (`Article.changed_in`), and a token holds the oldest
transaction that was open when it was given: all before it were seen. What that one or a later one changed comes again,
so something may be told twice, and nothing is missed.
"""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime

from django.db import connection
from django.db.models import QuerySet
from django.utils.dateparse import parse_date, parse_datetime

from articles.errors import BadInput
from articles.models import Article

_NO_MOMENT = "The parameter `updated_since` is the `sync_token` of an earlier answer, or a date."


def token() -> str:
    """For what is read from now on. Bound to this database server: transactions are counted anew on another."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT system_identifier, pg_snapshot_xmin(pg_current_snapshot())::text FROM pg_control_system()"
        )
        server, oldest = cursor.fetchone()
    return base64.urlsafe_b64encode(f"{server}.{oldest}".encode()).decode().rstrip("=")


def changed_since(articles: QuerySet[Article], given: str) -> QuerySet[Article]:
    """Those that changed since a token was given, or since a date. Raises BadInput for what is neither."""
    if (at := _date(given)) is not None:
        return articles.filter(changed_at__gte=at)
    return articles.filter(changed_in__gte=_oldest(given))


def _oldest(given: str) -> int:
    server, oldest = read(given)
    current, _ = read(token())
    if server != current:
        raise BadInput("This `updated_since` is from before the database was restored: read everything once, without it.")
    return oldest


def read(given: str) -> tuple[int, int]:
    """A token's server and transaction. Raises BadInput."""
    try:
        server, oldest = base64.b64decode(given + "=" * (-len(given) % 4), altchars=b"-_", validate=True).decode().split(".")
        numbers = int(server), int(oldest)
    except (ValueError, binascii.Error) as error:
        raise BadInput(_NO_MOMENT) from error
    if not all(-(2**63) <= number < 2**63 for number in numbers):
        raise BadInput(_NO_MOMENT)
    return numbers


def _date(given: str) -> datetime | None:
    """A date or a moment; a day begins at midnight UTC."""
    try:
        moment = parse_datetime(given)
        if moment is None and (day := parse_date(given)) is not None:
            moment = datetime(day.year, day.month, day.day)
    except ValueError as error:
        raise BadInput(_NO_MOMENT) from error
    return moment and (moment if moment.tzinfo else moment.replace(tzinfo=UTC))
