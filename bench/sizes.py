"""Databases of several sizes for one bench: `--sizes 1000,100000`, kept in BENCH_HOME for the next run where that is set."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from bench.stack import ROOT, database, manage

#: Board members of each specialty, whatever the size: what grows is the articles.
MEMBERS = 25


def sizes() -> list[int]:
    return sorted(int(size) for size in os.environ.get("BENCH_SIZES", "1000,20000").split(","))


@contextmanager
def filled_databases() -> Iterator[dict[str, str]]:
    """The environment of a command that finds `{size: address}` in BENCH_DATABASES."""
    with database() as (superuser, environment, _):
        addresses = {}
        for size in sizes():
            name = f"filled_{size}"
            own = environment | {
                key: f"{environment[key].rpartition('/')[0]}/{name}" for key in ("DATABASE_URL", "DATABASE_OWNER_URL")
            }
            addresses[size] = own["DATABASE_URL"]
            if _made(superuser, name):
                _fill(own, size)
            subprocess.run([sys.executable, "-c", _KEEP], cwd=ROOT, env=own, check=True)  # noqa: S603  (our own command)
        yield environment | {"BENCH_DATABASES": json.dumps(addresses)}


#: As beat would have by now.
_KEEP = "import django; django.setup(); from reviews.editors import keeping; keeping.keep()"


def _made(superuser: str, name: str) -> bool:
    """Whether the database had to be made."""
    with psycopg.connect(superuser, autocommit=True) as db:
        if db.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone():
            return False
        db.execute(f"CREATE DATABASE {name} OWNER medreview_owner")
        return True


def _fill(environment: dict[str, str], size: int) -> None:
    text = os.environ.get("BENCH_TEXT", "6000")
    fill = [sys.executable, "-m", "bench.filling", str(size), "--text", text, "--members", str(MEMBERS)]
    for command in (manage("migrate", "-v0"), fill):
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=sys.stderr)  # noqa: S603
