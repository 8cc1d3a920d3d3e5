"""The whole product in one foreground process group, which comes up, and ends, as a whole: `make run`."""

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType

import django
from django.core.management import call_command

from medreview.children import adopt_orphans, bury_orphans, die_with_parent, end, end_with_parent
from medreview.cluster import ServerError, last_lines
from medreview.place import ROOT, Failure, Place, demand_port, locked
from medreview.servers import Postgres, Redis

#: Seconds for the pages to answer once the database is prepared, and for everything to end politely.
PATIENCE, GRACE = 60, 4
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM)


def main() -> int:
    """Run until told to stop (exit status 0) or until something fails (1)."""
    if "--with-parent" in sys.argv:
        end_with_parent()
    _heed(_interrupt)
    adopt_orphans()
    try:
        with contextlib.ExitStack() as stack:
            try:
                run(Place.named_by(os.environ), stack)
            finally:
                _heed(signal.SIG_IGN)
    except KeyboardInterrupt:
        return 0
    except (Failure, ServerError, OSError) as error:
        print(f"medreview: {error}", file=sys.stderr, flush=True)
        return 1
    finally:
        bury_orphans()


def run(place: Place, stack: contextlib.ExitStack) -> None:
    """Start everything, say where it is, and watch it for good. What it starts, `stack` ends."""
    place.furnish()
    stack.enter_context(locked(place.home / "lock"))
    demand_port(place.port)
    watched = _start_servers(place, stack)
    stack.enter_context(place.published())
    logins = _prepare(place)
    watched |= _start_programs(place, stack)
    _await_pages(place, watched)
    _announce(place, logins)
    while True:
        _demand_alive(place, watched)
        time.sleep(0.2)


def _start_servers(place: Place, stack: contextlib.ExitStack) -> dict[str, subprocess.Popen]:
    """Start the servers that the environment does not name, and name them there."""
    started, environment = {}, place.environment
    if "DATABASE_URL" not in environment:
        postgres = Postgres.start(place.home / "postgres", log=place.log("postgres"))
        stack.callback(postgres.stop)
        environment |= {"DATABASE_URL": postgres.app_url, "DATABASE_OWNER_URL": postgres.owner_url}
        started["postgres"] = postgres.process
    elif "DATABASE_OWNER_URL" not in environment:
        raise Failure(
            "DATABASE_URL is set: set DATABASE_OWNER_URL too, the role that owns the tables and migrates."
        )
    if "REDIS_URL" not in environment:
        queue = Redis.start(place.home / "redis", log=place.log("redis"))
        stack.callback(queue.stop)
        environment["REDIS_URL"] = queue.url
        started["redis"] = queue.process
    return started


def prepare() -> None:
    """Bring the database up to date and load the demo; in one process, since each costs a second to begin."""
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load_demo")
    call_command("make_statement_key", once=True, stdout=sys.stderr)


def _prepare(place: Place) -> list[str]:
    """Run `prepare` in a process of its own; return the log-ins that it prints."""
    log = place.log("prepare")
    with log.open("wb") as out:
        done = subprocess.run(
            [sys.executable, "-c", "from medreview.run import prepare; prepare()"],
            cwd=ROOT,
            env=place.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=out,
            text=True,
            check=False,
            preexec_fn=die_with_parent(signal.SIGKILL),
        )
    if done.returncode:
        raise Failure(f"the database could not be prepared (exit status {done.returncode}); {_end_of(log)}")
    return [line for line in done.stdout.splitlines() if line.startswith("login ")]


def commands(place: Place) -> dict[str, list[str]]:
    """What runs beside the servers, by name."""
    celery = ["celery", "-A", "medreview"]
    bind = ["--bind", f"127.0.0.1:{place.port}", "--no-control-socket"]
    size = ["--workers", "2", "--threads", "4", "--graceful-timeout", str(GRACE - 1), "--preload"]
    access = ["--access-logfile", str(place.log("access")), "--logger-class", "medreview.access_log.ServerLogger"]
    lean = ["--without-gossip", "--without-mingle"]
    return {
        "web": ["gunicorn", "medreview.wsgi:application", *bind, *size, *access],
        "worker": [*celery, "worker", "--concurrency", "2", "--loglevel", "INFO", *lean],
        "beat": [
            *celery,
            "beat",
            "--schedule",
            str(place.home / "beat"),
            "--pidfile",
            "",
            "--loglevel",
            "INFO",
        ],
    }


def start(name: str, place: Place) -> subprocess.Popen:
    """Start one of `commands`; it ends with us."""
    with place.log(name).open("ab") as out:
        return subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", *commands(place)[name]],
            cwd=ROOT,
            env=place.environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            preexec_fn=die_with_parent(signal.SIGKILL),  # noqa: PLW1509
        )


def _start_programs(place: Place, stack: contextlib.ExitStack) -> dict[str, subprocess.Popen]:
    started: dict[str, subprocess.Popen] = {}
    stack.callback(lambda: end(started.values(), (signal.SIGTERM, GRACE), (signal.SIGKILL, 1)))
    for name in commands(place):
        started[name] = start(name, place)
    return started


def _await_pages(place: Place, watched: Mapping[str, subprocess.Popen]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not _alive(place.port):
        _demand_alive(place, watched)
        if time.monotonic() > deadline:
            raise Failure(f"no page answered within {PATIENCE} s; {_end_of(place.log('web'))}")
        time.sleep(0.05)


def _alive(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _demand_alive(place: Place, watched: Mapping[str, subprocess.Popen]) -> None:
    for name, process in watched.items():
        if process.poll() is not None:
            raise Failure(f"{name} ended with exit status {process.returncode}; {_end_of(place.log(name))}")


def _end_of(log: Path) -> str:
    return f"its log {log} ends with:\n{last_lines(log)}"


def _announce(place: Place, logins: list[str]) -> None:
    url = f"http://127.0.0.1:{place.port}/"
    print(f"pages     {url}")
    print(f"admin     {url}admin/")
    print(f"API docs  {url}api/docs/")
    print(f"mail      {place.home / 'mail'}")
    print(f"logs      {place.home / 'logs'}")
    print(*logins, sep="\n")
    print(f"ready {url}", flush=True)


def _interrupt(signum: int, frame: FrameType | None) -> None:
    """Stop, and stop again in a second: the interpreter drops what is raised in a finalizer or at a fork."""
    signal.alarm(1)
    raise KeyboardInterrupt


def _heed(handler: Callable[[int, FrameType | None], None] | signal.Handlers) -> None:
    for signum in _SIGNALS:
        signal.signal(signum, handler)


if __name__ == "__main__":
    sys.exit(main())
