"""The backend that `DATABASES` names as its ENGINE."""

from __future__ import annotations

from django.db.backends.postgresql import base
from psycopg import IsolationLevel

from medreview.postgres.watched import WatchedConnection


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, with watched connections at the isolation that PostgreSQL has by itself."""

    def get_connection_params(self) -> dict:
        """An address that is named twice, as embedded servers name theirs, is tried once."""
        params = super().get_connection_params()
        if "host" in params:
            params["host"] = ",".join(dict.fromkeys(params["host"].split(",")))
        return params

    def get_new_connection(self, conn_params: dict) -> WatchedConnection:
        self.isolation_level = IsolationLevel.READ_COMMITTED
        return WatchedConnection.connect(**conn_params)
