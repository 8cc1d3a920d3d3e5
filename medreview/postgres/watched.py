"""A connection that tells a slow query from a server that says nothing any more.

A refused or reset connection is an error at once. A server that is frozen, or behind a network that swallows packets,
is not: the query would wait for good, and a web worker with it. So who has waited a while asks over a second connection
whether the server still works at the query.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import Any, NoReturn, Self

import psycopg

#: Seconds of silence after which the server is asked, and seconds that it has to answer (libpq's least).
QUIET, ANSWER = 1.5, 2
#: Seconds for which a server that was found silent is taken for away by the whole process, so that requests that wait
#: in line for a thread are answered at once, too.
AWAY = 1.0
_AT_WORK = "SELECT true FROM pg_stat_activity WHERE pid = %s AND state = 'active'"
_away_until = 0.0


class Silent(psycopg.OperationalError):
    """The server did not answer in time."""


class WatchedConnection(psycopg.Connection):
    """Ends its waiting, and itself, with `Silent` when the server no longer works at what was asked."""

    address: dict[str, Any]

    @classmethod
    def connect(cls, conninfo: str = "", **parameters: Any) -> Self:
        """As psycopg's own, but no further try within `AWAY` seconds of one that met silence."""
        if _known_away():
            raise Silent("the database was found silent a moment ago")
        try:
            made = super().connect(conninfo, **parameters)
        except psycopg.errors.ConnectionTimeout:
            _note_away()
            raise
        made.address = {name: parameters[name] for name in ("dbname", "user", "password", "host", "port") if name in parameters}
        return made

    def wait(self, gen: Generator, *args: Any, **kwargs: Any) -> Any:
        return super().wait(self._watching(gen), *args, **kwargs)

    def _watching(self, gen: Generator) -> Generator:
        """Pass everything through, and look at the server whenever nothing has come for a while.

        A server that is done may have answered in the very moment in which it was asked: only who is done twice, and still
        has sent nothing, has sent it nowhere.
        """
        asked, done = time.monotonic(), False
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                if not ready and time.monotonic() - asked > QUIET:
                    was_done, done = done, not self._is_at_work()
                    if was_done and done:
                        self._give_up()
                    asked = time.monotonic()
                wanted = gen.send(ready)
        except StopIteration as end:
            return end.value

    def _is_at_work(self) -> bool:
        """Whether the server works at what was asked. Gives up where it does not answer that, either."""
        try:
            if not _known_away():
                return _works(self.address, self.pgconn.backend_pid)
        except psycopg.errors.ConnectionTimeout:
            _note_away()
        except psycopg.OperationalError as error:
            # Whoever says that too many are connected is not silent; whoever refuses will reset this connection as well.
            return "FATAL" in str(error)
        self._give_up()

    def _give_up(self) -> NoReturn:
        self.pgconn.finish()
        raise Silent(f"the database said nothing for {QUIET + ANSWER} s")


def _works(address: dict[str, Any], pid: int) -> bool:
    """Whether the server's process of that id is at a query; in an errand of at most twice `ANSWER` seconds."""
    with psycopg.connect(**address, connect_timeout=ANSWER, autocommit=True) as errand:
        return errand.execute(_AT_WORK, [pid]).fetchone() is not None


def _known_away() -> bool:
    return time.monotonic() < _away_until


def _note_away() -> None:
    global _away_until  # noqa: PLW0603  (one server, one process, one opinion of it)
    _away_until = time.monotonic() + AWAY
