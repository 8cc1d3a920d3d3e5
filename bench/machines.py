"""Several machines on one: two webs behind PgBouncer, three workers and two beats under load, and one of each is killed.

`python -m bench.machines [CYCLES] [--rabbitmq]`: review cycles over HTTP, and what became of them.
"""

from __future__ import annotations

import argparse
import http.client
import json
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psutil
import psycopg

from bench.load import Side
from bench.pooler import pooler
from bench.rabbit import rabbitmq
from bench.served import FAST, asked, await_port, run
from bench.stack import ROOT, database
from medreview.children import die_with_parent, end
from medreview.servers import Redis

WEBS, WORKERS, BEATS = 2, 3, 2
#: Cycles that are on their way at once; seconds for all messages to leave after the last: a killed worker's come free by lease.
CALLERS, PATIENCE = 4, 180
_API = "/api/v1/"
_NAME = re.compile(rb"^Message-ID: (\S+)", re.M)


@dataclass
class Outcome:
    """What became of the load."""

    cycles: int = 0
    seconds: float = 0.0
    #: Answers by status, and requests whose process was killed under them: they were sent again, elsewhere.
    answers: Counter[int] = field(default_factory=Counter)
    broken: int = 0
    owed: int = 0
    mailed: int = 0
    twice: int = 0
    drained: float = 0.0
    history: str = ""

    @property
    def errors(self) -> int:
        return sum(number for status, number in self.answers.items() if status >= 400)

    def __str__(self) -> str:
        return (
            f"{self.cycles} cycles, {self.cycles / self.seconds:.1f} a second; {self.answers.total()} answers, "
            f"{self.errors} errors, {self.broken} requests of the killed web sent again; {self.owed} messages owed, "
            f"{self.owed - self.mailed} lost, {self.twice} twice, all sent {self.drained:.0f} s after; {self.history}"
        )


@dataclass
class Ways:
    """The webs' ports, as a balancer knows them: one where nobody listens is left out. And what came of all."""

    ports: list[int]
    outcome: Outcome = field(default_factory=Outcome)
    _turns: Iterator[int] = field(default_factory=count)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def next(self) -> int:
        ports = self.ports
        return ports[next(self._turns) % len(ports)]

    def broke_off(self, at: int, error: Exception) -> None:
        with self._lock:
            self.outcome.broken += 1
            if isinstance(error, ConnectionRefusedError):
                self.ports = [port for port in self.ports if port != at]
            assert self.ports, "no web is left"

    def answered(self, status: int) -> None:
        with self._lock:
            self.outcome.answers[status] += 1


@dataclass(frozen=True)
class Callers(Side):
    """Sends again elsewhere, under the same key, what a web was killed over."""

    ways: Ways

    def _post(self, path: str, key: str, body: dict) -> int:
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json", "Idempotency-Key": uuid.uuid4().hex}
        while True:
            port = self.ways.next()
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            try:
                connection.request("POST", path, json.dumps(body), headers)
                answer = connection.getresponse()
                read = answer.read()
            except (OSError, http.client.HTTPException) as error:
                self.ways.broke_off(port, error)
                continue
            finally:
                connection.close()
            self.ways.answered(answer.status)
            assert answer.status in (200, 201), (path, answer.status, read[:500])
            return json.loads(read).get("id", 0)


class Machines:
    """The product's processes, each in the place of a machine."""

    def __init__(self, home: Path, environment: dict[str, str], ports: list[int]) -> None:
        self._home, self._environment, self.running = home, environment, {}
        for n, port in enumerate(ports):
            self._start(f"web{n}", "gunicorn", "--config", "deploy/gunicorn.conf.py", "-w", "2", "-b", f"127.0.0.1:{port}")
        celery, lean = ("celery", "-A", "medreview"), ("--without-gossip", "--without-mingle")
        for n in range(WORKERS):
            self._start(f"worker{n}", *celery, "worker", "-c", "1", "-n", f"{n}@%h", *lean)
        for n in range(BEATS):
            self._start(f"beat{n}", *celery, "beat", "--schedule", str(home / f"beat{n}"), "--pidfile", "")
        for port in ports:
            await_port(port)

    def _start(self, name: str, *command: str) -> None:
        with (self._home / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", *command], cwd=ROOT, env=self._environment, stdout=log, stderr=log,
                preexec_fn=die_with_parent(signal.SIGKILL),  # noqa: PLW1509
            )  # fmt: skip

    def kill(self, name: str) -> None:
        """As when a machine loses its power."""
        process = self.running.pop(name)
        for member in (*psutil.Process(process.pid).children(recursive=True), psutil.Process(process.pid)):
            with suppress(psutil.NoSuchProcess):
                member.kill()
        process.wait(10)

    def stop(self) -> None:
        end(self.running.values(), (signal.SIGTERM, 10), (signal.SIGKILL, 5))


def measure(cycles: int, *, rabbit: bool = False) -> Outcome:
    """Run so many cycles, and kill a web, a worker and a beat among them."""
    with _stage(rabbit=rabbit) as (superuser, environment, home):
        told, ports = asked(environment, "bench.cycles", "people"), [_free_port() for _ in range(WEBS)]
        machines = Machines(home, environment, ports)
        try:
            return _under_load(machines, _callers(ports, told), cycles, superuser, home)
        finally:
            machines.stop()


def _callers(ports: list[int], told: dict) -> Callers:
    seats, one = f"{_API}articles/{{}}/assignments/", f"{_API}assignments/{{}}"
    steps = f"{_API}articles/", seats, f"{one}/accept/", f"{one}/review/"
    return Callers(0, "Bearer", told, *steps, "board_member", Ways(ports))


def _under_load(machines: Machines, callers: Callers, cycles: int, superuser: str, home: Path) -> Outcome:
    outcome, begun = callers.ways.outcome, time.monotonic()
    with ThreadPoolExecutor(CALLERS) as pool:
        going = [pool.submit(callers.cycle, n) for n in range(cycles)]
        for place, name in enumerate(("web0", "worker0", "beat0"), 1):
            while sum(cycle.done() for cycle in going) < cycles * place // 4:
                time.sleep(0.02)
            machines.kill(name)
        for cycle in going:
            cycle.result()
    outcome.cycles, outcome.seconds = cycles, time.monotonic() - begun
    outcome.drained = _drain(superuser)
    with psycopg.connect(superuser) as db:
        outcome.owed = db.execute("SELECT count(*) FROM articles_delivery WHERE sent_at IS NOT NULL").fetchone()[0]
    names = Counter(name for file in (home / "mail").iterdir() for name in _NAME.findall(file.read_bytes()))
    outcome.mailed, outcome.twice = len(names), sum(names.values()) - len(names)
    outcome.history = run(machines._environment, "manage.py", "verify_history").strip()
    return outcome


def _drain(superuser: str) -> float:
    begun = time.monotonic()
    with psycopg.connect(superuser, autocommit=True) as db:
        while db.execute("SELECT EXISTS (SELECT FROM articles_delivery WHERE sent_at IS NULL)").fetchone()[0]:
            assert time.monotonic() - begun < PATIENCE, "messages are still owed"
            time.sleep(0.2)
    return time.monotonic() - begun


@contextmanager
def _stage(*, rabbit: bool) -> Iterator[tuple[str, dict[str, str], Path]]:
    """PostgreSQL behind PgBouncer, Redis, and where that is asked for RabbitMQ."""
    with database() as (superuser, environment, home), ExitStack() as servers:
        redis = Redis.start(home / "redis")
        servers.callback(redis.stop)
        with psycopg.connect(superuser, autocommit=True) as db:
            for limit in ("lock_timeout = '10s'", "statement_timeout = '60s'"):
                db.execute(f"ALTER ROLE medreview SET {limit}")
        pooled = servers.enter_context(pooler(environment["DATABASE_URL"], default_pool_size=8))
        broker = servers.enter_context(rabbitmq()).url if rabbit else redis.url
        places = {"REDIS_URL": redis.url, "BROKER_URL": broker, "DATABASE_URL": pooled, "DATABASE_POOLED": "on"}
        yield superuser, environment | FAST | places, home


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.machines", description=__doc__)
    parser.add_argument("cycles", nargs="?", type=int, default=200)
    parser.add_argument("--rabbitmq", action="store_true", help="in the place of Redis, to wake workers")
    chosen = parser.parse_args()
    print(measure(chosen.cycles, rabbit=chosen.rabbitmq))
    return 0


if __name__ == "__main__":
    sys.exit(main())
