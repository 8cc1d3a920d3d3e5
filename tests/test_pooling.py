"""The product behind PgBouncer in transaction mode, as `deploy/pgbouncer.ini` has it; Debian's, as `make slow` installs it."""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import environ
import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from articles.models import Article, Delivery
from bench.pooler import PROGRAM, pooler
from medreview.backup import BackupError, backup
from medreview.doctor.database import look
from medreview.postgres.watched import WatchedConnection
from tests import stack
from tests.client import body
from tests.faults.callers import client
from tests.live import Letters, Product, eventually
from tests.test_hardening import manage

pytestmark = [
    pytest.mark.slow,
    pytest.mark.alone,
    pytest.mark.skipif(PROGRAM is None, reason="***** NO PGBOUNCER: install Debian's pgbouncer to run this. *****"),
]


@pytest.fixture(scope="module")
def pooled() -> Iterator[str]:
    """The tests' database through a pooler that has three connections for everybody."""
    with psycopg.connect(stack.superuser_url(), autocommit=True) as superuser:
        for limit in ("lock_timeout = '10s'", "statement_timeout = '60s'"):
            superuser.execute(f"ALTER ROLE medreview IN DATABASE {stack.NAME} SET {limit}")
    with pooler(os.environ["DATABASE_URL"], default_pool_size=3) as address:
        yield address


@pytest.fixture
def product(committed, pooled) -> Iterator[Product]:
    letters = Letters()
    letters.start()
    running = Product(letters, DATABASE_URL=pooled, DATABASE_POOLED="on")
    yield running
    running.stop()
    letters.stop()


def test_many_requests_at_once_share_three_connections(product, cast):
    assert cast.editor
    product.web()
    product.worker()
    with client(product.url, cast.author) as author, ThreadPoolExecutor(8) as callers:
        sent = [callers.submit(author.post, "articles/", json=body(question=f"Does rest help, case {n}?")) for n in range(40)]
        assert Counter(answer.result().status_code for answer in sent) == {201: 40}
    eventually(lambda: not Delivery.objects.filter(sent_at=None).exists())
    assert len({letter["Message-ID"] for letter in product.letters.received}) == Delivery.objects.count() > 0
    with psycopg.connect(stack.superuser_url()) as superuser:
        there = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'medreview' AND client_addr IS NULL AND datname = %s"
        assert superuser.execute(there, [stack.NAME]).fetchone()[0] <= 3 + len(threading.enumerate())
    said = manage("verify_history", DATABASE_URL=product._environment["DATABASE_URL"], DATABASE_POOLED="on")
    assert said.stdout.startswith(f"{Article.objects.count()} articles, every history whole"), said.stderr


def test_a_slow_query_behind_a_pooler_is_no_silence(pooled):
    parts = psycopg.conninfo.conninfo_to_dict(pooled)
    with WatchedConnection.connect(**parts, autocommit=True) as connection:
        assert connection.execute("SELECT 1 FROM pg_sleep(4)").fetchone() == (1,)


@contextmanager
def aimed(alias: str, address: str, **options: str) -> Iterator[None]:
    """Django in this process speaks to that place."""
    before = dict(connections.databases[alias])
    place = environ.Env.db_url_config(address)
    connections[alias].close()
    connections.databases[alias].update({"HOST": place["HOST"], "PORT": place["PORT"], "OPTIONS": options})
    try:
        yield
    finally:
        connections[alias].close()
        connections.databases[alias].update(before)


@pytest.fixture
def said(committed) -> Callable[..., str]:
    """What the doctor says of a way to the database."""

    def ask(address: str, **options: str) -> str:
        with aimed("default", address, **options):
            return " ".join(word for problem in look() for word in problem)

    return ask


def test_the_doctor_tells_a_pooler_that_the_settings_know_nothing_of(said, pooled, settings):
    before = dict(connections.databases["default"]["OPTIONS"])
    assert "Set DATABASE_POOLED=on: DATABASE_URL leads to PgBouncer" in said(pooled, **before)
    settings.DATABASE_POOLED = True
    assert said(pooled) == ""


def test_the_doctor_tells_limits_of_time_that_a_pooler_swallowed(said):
    with pooler(os.environ["DATABASE_URL"], ignore_startup_parameters="options") as address:
        with psycopg.connect(stack.superuser_url(), autocommit=True) as superuser:
            superuser.execute(f"ALTER ROLE medreview IN DATABASE {stack.NAME} RESET ALL")
        found = said(address, options="-c lock_timeout=10s")
    assert "of which the settings know nothing" in found
    assert "ALTER ROLE medreview SET lock_timeout = '10s'" in found


@pytest.mark.usefixtures("committed")
def test_migrations_and_backups_go_past_the_pooler(tmp_path):
    with pooler(os.environ["DATABASE_OWNER_URL"]) as address, aimed("owner", address):
        with pytest.raises(CommandError, match="leads to a pooler"):
            call_command("migrate", verbosity=0)
        with pytest.raises(BackupError, match="leads to a pooler"):
            backup(tmp_path / "dump")
