"""A connection that tells a slow query from a server that says nothing any more.

A refused or reset connection is an error at once. A server that is frozen, or behind a network that swallows packets,
is not: the query would wait for good, and a web worker with it. So who has waited a while asks over a second connection
whether the server still works at the query. It is known there by the name of its application: through a pooler a
connection has no process of its own.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Generator
from typing import Any, NoReturn, Self

import psycopg

#: Seconds of silence after which the server is asked, and seconds that it has to answer (libpq's least).
QUIET, ANSWER = 1.5, 2
#: Seconds for which a server that was found silent is taken for away by the whole process, so that requests that wait
#: in line for a thread are answered at once, too.
AWAY = 1.0
_AT_WORK = "SELECT true FROM pg_stat_activity WHERE application_name = %s AND state = 'active'"
#: Host and port of each server that was found silent, and until when it is taken for away.
_away_until: dict[tuple, float] = {}


class Silent(psycopg.OperationalError):
    """The server did not answer in time."""


class WatchedConnection(psycopg.Connection):
    """Ends its waiting, and itself, with `Silent` when the server no longer works at what was asked."""

    address: dict[str, Any]
    name: str

    @classmethod
    def connect(cls, conninfo: str = "", **parameters: Any) -> Self:
        """As psycopg's own, but no further try within `AWAY` seconds of one that met silence."""
        address = {name: parameters[name] for name in ("dbname", "user", "password", "host", "port") if name in parameters}
        if _known_away(address):
            raise Silent("the database was found silent a moment ago")
        parameters["application_name"] = name = f"medreview-{secrets.token_hex(8)}"
        try:
            made = super().connect(conninfo, **parameters)
        except psycopg.errors.ConnectionTimeout:
            _note_away(address)
            raise
        made.address, made.name = address, name
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
            if not _known_away(self.address):
                return _works(self.address, self.name)
        except psycopg.errors.ConnectionTimeout:
            _note_away(self.address)
        except psycopg.OperationalError as error:
            # Whoever says that too many are connected is not silent; whoever refuses will reset this connection as well.
            return "FATAL" in str(error)
        self._give_up()

    def _give_up(self) -> NoReturn:
        self.pgconn.finish()
        raise Silent(f"the database said nothing for {QUIET + ANSWER} s")


class _Errand(psycopg.Connection):
    """Waits for no answer longer than `ANSWER`: a pooler takes connections for a server that is silent behind it."""

    def wait(self, gen: Generator, *args: Any, **kwargs: Any) -> Any:
        return super().wait(_in_time(gen), *args, **kwargs)


def _in_time(gen: Generator) -> Generator:
    ends = time.monotonic() + ANSWER
    try:
        wanted = next(gen)
        while True:
            ready = yield wanted
            if not ready and time.monotonic() > ends:
                raise psycopg.errors.ConnectionTimeout("no answer in time")
            wanted = gen.send(ready)
    except StopIteration as end:
        return end.value


def _works(address: dict[str, Any], name: str) -> bool:
    """Whether the server is at a query of who has that name; in an errand of at most twice `ANSWER` seconds."""
    with _Errand.connect(**address, connect_timeout=ANSWER, autocommit=True) as errand:
        return errand.execute(_AT_WORK, [name]).fetchone() is not None


def _known_away(address: dict[str, Any]) -> bool:
    return time.monotonic() < _away_until.get(_place(address), 0.0)


def _note_away(address: dict[str, Any]) -> None:
    _away_until[_place(address)] = time.monotonic() + AWAY


def _place(address: dict[str, Any]) -> tuple:
    return address.get("host"), address.get("port")
