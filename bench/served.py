"""Our application and the bare one, each behind gunicorn with two workers, on one PostgreSQL."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bench.stack import ROOT, database
from medreview.servers import Redis

FAST = {
    "PASSWORD_HASHERS": "django.contrib.auth.hashers.MD5PasswordHasher", "ALLOWED_HOSTS": "127.0.0.1",
    "PYTHONWARNINGS": "ignore",
}  # fmt: skip
OURS, BARE = "medreview.settings", "bench.bare.settings"


@dataclass(frozen=True)
class Served:
    """Where it listens, and the process whose children are its workers."""

    port: int
    pid: int

    def cpu(self) -> float:
        """Seconds of CPU that its workers have had."""
        return sum(int(fields[11]) + int(fields[12]) for fields in self._workers()) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """Megabytes that the larger of its workers holds."""
        return max(int(fields[21]) for fields in self._workers()) * os.sysconf("SC_PAGE_SIZE") / 1e6

    def _workers(self) -> list[list[str]]:
        """What the kernel tells of each, see proc_pid_stat(5), from the third field on."""
        workers = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split() for worker in workers]


@contextmanager
def both() -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """The environments of ours and of the bare one."""
    with beside("bare", BARE) as (ours, bare):
        run(bare, "-m", "django", "migrate", "-v0", "authtoken")
        run(bare, "-m", "django", "migrate", "-v0", "--run-syncdb")
        yield ours, bare


@contextmanager
def beside(name: str, settings: str) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """The environments of ours and of another project with those settings, with a database each on one server."""
    with database() as (superuser, environment, home):
        redis = Redis.start(home / "redis")
        try:
            with psycopg.connect(superuser, autocommit=True) as db:
                db.execute(f"DROP DATABASE IF EXISTS {name}")
                db.execute(f"CREATE DATABASE {name}")
            ours = environment | FAST | {"REDIS_URL": redis.url, "DJANGO_SETTINGS_MODULE": OURS}
            other = {"DJANGO_SETTINGS_MODULE": settings, "DATABASE_URL": f"{superuser.rpartition('/')[0]}/{name}"}
            yield ours, ours | other
        finally:
            redis.stop()


def run(environment: dict[str, str], *command: str) -> str:
    done = subprocess.run(  # noqa: S603  (our own command)
        [_python(environment), *command], cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


def _python(environment: dict[str, str]) -> str:
    """Wagtail has an interpreter of its own, with its packages."""
    return environment.get("BENCH_PYTHON", sys.executable)


def asked(environment: dict[str, str], module: str, what: str) -> dict:
    """What a module of the bench prints, in that environment."""
    return json.loads(run(environment, "-c", f"import {module} as m; m.main()", what).splitlines()[-1])


@contextmanager
def served(environment: dict[str, str], application: str) -> Iterator[Served]:
    """The application behind gunicorn, two sync workers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    gunicorn = [_python(environment), "-m", "gunicorn", application, "--workers", "2", "--log-level", "error"]
    server = subprocess.Popen([*gunicorn, "--bind", f"127.0.0.1:{port}"], cwd=ROOT, env=environment)  # noqa: S603
    try:
        await_port(port)
        yield Served(port, server.pid)
    finally:
        server.terminate()
        server.wait(20)


def await_port(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("gunicorn gave no answer within a minute")
