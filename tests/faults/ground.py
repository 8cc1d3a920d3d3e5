"""The whole product on a PostgreSQL and a Redis of its own, both behind proxies, its processes ours to kill."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import environ
import httpx
import psutil
import psycopg
import redis
from django.core.management import call_command
from django.db import connections

from medreview.children import end
from medreview.place import Place
from medreview.run import start
from medreview.servers import Postgres, Redis
from tests.faults.proxy import Proxy, to_port, to_socket
from tests.live import Letters, eventually

NAMES = ("web", "worker", "beat")
_FILLED = 'SELECT EXISTS (SELECT FROM "{}")'


class Ground:
    """Where a fault happens. `database` and `broker` are the proxies that the product's processes speak through."""

    def __init__(self, home: Path, *, data: Path | None = None, **environment: str) -> None:
        self.home, self._data = home, data or home / "postgres"
        home.mkdir(parents=True, exist_ok=True)
        self.postgres = Postgres.start(self._data)
        self.redis = Redis.start(home / "redis")
        self.letters = Letters()
        self.letters.start()
        self.database = Proxy(to_socket(self._socket()))
        broker = self._broker = urlsplit(self.redis.url)
        self.broker = Proxy(to_port(broker.port))
        self.processes: dict[str, psutil.Process] = {}
        self.place = Place.named_by(os.environ | {
            "PORT": str(_free_port()), "MEDREVIEW_HOME": str(home), "EMAIL_URL": self.letters.url,
            "DATABASE_URL": f"postgres://medreview@127.0.0.1:{self.database.port}/medreview",
            "DATABASE_OWNER_URL": f"postgres://medreview_owner@127.0.0.1:{self.database.port}/medreview",
            "REDIS_URL": f"redis://:{broker.password}@127.0.0.1:{self.broker.port}/0",
        } | environment)  # fmt: skip
        self.place.environment["BASE_URL"] = self.url
        self.place.furnish()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.place.port}"

    # --- The product's processes ---------------------------------------------------------------------------------

    def run(self, *names: str) -> None:
        """Start web, worker, beat, or those that are named, as `make run` does; wait until pages answer."""
        for name in names or NAMES:
            self.processes[name] = start(name, self.place)
        if "web" in self.processes:
            eventually(lambda: httpx.get(f"{self.url}/healthz", timeout=5).status_code == 200, 60)

    def kill(self, name: str) -> None:
        """`kill -9` to the process and all that it started."""
        process = self.processes.pop(name)
        family = [*psutil.Process(process.pid).children(recursive=True), process]
        for member in family:
            with contextlib.suppress(psutil.NoSuchProcess, ProcessLookupError):
                member.kill()
        process.wait(10)

    def halt(self) -> None:
        """End the product's processes in order; servers and proxies stay."""
        end(self.processes.values(), (signal.SIGTERM, 10), (signal.SIGKILL, 5))
        self.processes.clear()

    # --- PostgreSQL ----------------------------------------------------------------------------------------------

    def freeze_database(self) -> None:
        """SIGSTOP to the server and each of its processes: connections are taken, nothing is answered."""
        for process in self._servers():
            process.suspend()

    def thaw_database(self) -> None:
        for process in self._servers():
            process.resume()

    def stop_database(self) -> None:
        self.postgres.stop()

    def start_database(self) -> None:
        """On the same data; the proxy's address stays."""
        self.postgres = Postgres.start(self._data)
        self.database.target = to_socket(self._socket())
        self._aim()

    # --- Redis ---------------------------------------------------------------------------------------------------

    def freeze_broker(self) -> None:
        psutil.Process(self.redis.process.pid).suspend()

    def thaw_broker(self) -> None:
        psutil.Process(self.redis.process.pid).resume()

    def kill_broker(self) -> None:
        """`kill -9`; it kept nothing, so all that was in it is gone."""
        self.redis.process.kill()
        self.redis.process.wait(10)
        self.redis.stop()

    def stop_broker(self) -> None:
        self.redis.stop()

    def start_broker(self) -> None:
        """An empty one, under the password that the product knows; the proxy's address stays."""
        self.redis = Redis.start(self.home / "redis")
        with redis.Redis.from_url(self.redis.url) as server:
            server.config_set("requirepass", self._broker.password)
        found = urlsplit(self.redis.url)
        self.redis.url = found._replace(netloc=f":{self._broker.password}@127.0.0.1:{found.port}").geturl()
        self.broker.target = to_port(found.port)

    def _servers(self) -> list[psutil.Process]:
        postmaster = psutil.Process(self.postgres.process.pid)
        return [postmaster, *postmaster.children(recursive=True)]

    def _socket(self) -> str:
        host = unquote(urlsplit(self.postgres.app_url).netloc.partition("@")[2]).split(",")[0]
        return f"{host}/.s.PGSQL.5432"

    # --- This process --------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def here(self) -> Iterator[None]:
        """Django in this process works on the ground's database, not through the proxy."""
        before = {alias: dict(connections.databases[alias]) for alias in ("default", "owner")}
        self._aim()
        try:
            yield
        finally:
            for alias, settings in before.items():
                connections[alias].close()
                connections.databases[alias].update(settings)

    def _aim(self) -> None:
        for alias, url in (("default", self.postgres.app_url), ("owner", self.postgres.owner_url)):
            connections[alias].close()
            given = environ.Env.db_url_config(url)
            connections.databases[alias].update({name: given[name] for name in ("NAME", "USER", "HOST", "PORT", "PASSWORD")})

    def migrate(self) -> None:
        call_command("migrate", verbosity=0)
        connections["owner"].close()
        with self._superuser() as superuser:
            self._filled_at_first = {
                name for name in _tables(superuser) if superuser.execute(_FILLED.format(name)).fetchone()[0]
            }

    def empty(self) -> None:
        """As after the migrations: as a superuser, whom no grant binds; and nothing is left in the post."""
        with self._superuser() as superuser:
            superuser.execute("SET session_replication_role = replica")
            superuser.execute("; ".join(f'DELETE FROM "{name}"' for name in _tables(superuser) - self._filled_at_first))
        self.letters.received.clear()
        self.letters.behave()

    def _superuser(self) -> psycopg.Connection:
        return psycopg.connect(self.postgres.superuser_url, dbname="medreview", autocommit=True)

    def close(self) -> None:
        self.halt()
        self.letters.stop()
        self.database.close()
        self.broker.close()
        self.redis.stop()
        self.postgres.stop()


def seconds_until(holds, within: float) -> float:
    """How long it takes to come about; a failure when that is longer than `within`."""
    begun = time.monotonic()
    eventually(holds, within)
    return time.monotonic() - begun


def _tables(superuser: psycopg.Connection) -> set[str]:
    return {name for (name,) in superuser.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]
