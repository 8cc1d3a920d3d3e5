"""Whether a connection reaches PostgreSQL itself, or a pooler that lends it a server's process for each transaction."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper


def is_pooled(connection: BaseDatabaseWrapper) -> bool:
    """A pooler tells a number of its own for the server's process."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (there,) = cursor.fetchone()
    return there != connection.connection.info.backend_pid
