"""The way to the database: through a pooler or not, as the settings say, with the time limits that no door is without."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db import connection

from medreview.doctor.problem import Problem
from medreview.pooling import is_pooled

#: As PostgreSQL shows them.
_LIMITS = {"lock_timeout": "10s", "statement_timeout": "1min"}


def look() -> Iterator[Problem]:
    if is_pooled(connection) and not settings.DATABASE_POOLED:
        pooled = "DATABASE_URL leads to a pooler, of which the settings know nothing: whatever reads by cursors fails."
        yield Problem(pooled, "Set DATABASE_POOLED=on, or let DATABASE_URL lead to PostgreSQL itself.")
    for name, wanted in _LIMITS.items():
        with connection.cursor() as cursor:
            cursor.execute(f"SHOW {name}")
            (found,) = cursor.fetchone()
        if found != wanted:
            role = connection.settings_dict["USER"]
            mend = f"As a superuser: ALTER ROLE {role} SET {name} = '{wanted}'; with a pooler, then restart that."
            yield Problem(f"The database's {name} is {found}, and should be {wanted}.", mend)


def mend_of(error: str) -> str:
    """What to do where no connection comes about."""
    if "unsupported startup parameter" in error:
        return "Set DATABASE_POOLED=on: DATABASE_URL leads to PgBouncer, which takes no options when connecting."
    return "Start PostgreSQL, or mend DATABASE_URL: host, port, name, role and password."
