"""The read replica: there, and one of this database."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import Error, connection, connections

from medreview.doctor.problem import Problem
from medreview.replica import ALIAS

_SERVER = "SELECT system_identifier::text, pg_is_in_recovery() FROM pg_control_system()"


def look() -> Iterator[Problem]:
    if ALIAS not in connections.databases:
        return
    try:
        with connections[ALIAS].cursor() as cursor:
            cursor.execute(_SERVER)
            server, replicates = cursor.fetchone()
    except Error as error:
        yield Problem(f"The replica cannot be reached, and readers are served by the primary: {str(error).strip()}",
                      "Start it, or mend REPLICA_DATABASE_URL.")  # fmt: skip
        return
    with connection.cursor() as cursor:
        cursor.execute(_SERVER)
        own = cursor.fetchone()[0]
    if not replicates or server != own:
        what = "another database's" if replicates else "none"
        yield Problem(f"REPLICA_DATABASE_URL leads to no replica of this database but to {what}; it is not used.",
                      "Let it lead to a streaming replica of DATABASE_URL's server, or unset it.")  # fmt: skip
