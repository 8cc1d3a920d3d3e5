"""The product behind PgBouncer in transaction mode, as `deploy/pgbouncer.ini` has it; Debian's, as `make slow` installs it."""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.conf import settings

from articles.models import Article, Delivery
from bench.pooler import PROGRAM, pooler
from medreview.postgres.watched import WatchedConnection
from tests import stack
from tests.client import body
from tests.faults.callers import client
from tests.live import Letters, Product, eventually
from tests.test_hardening import manage

pytestmark = [
    pytest.mark.slow,
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


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"DATABASE_POOLED": "off"}, "Set DATABASE_POOLED=on: DATABASE_URL leads to PgBouncer"),
        ({"DATABASE_POOLED": "on"}, ""),
    ],
)
def test_the_doctor_tells_a_pooler_that_the_settings_know_nothing_of(committed, pooled, changes, said):
    found = manage("doctor", DATABASE_URL=pooled, **changes).stdout
    assert (said in found) if said else ("pooler" not in found and "_timeout" not in found)


def test_the_doctor_tells_limits_of_time_that_a_pooler_swallowed(committed):
    with pooler(os.environ["DATABASE_URL"], ignore_startup_parameters="options") as address:
        with psycopg.connect(stack.superuser_url(), autocommit=True) as superuser:
            superuser.execute(f"ALTER ROLE medreview IN DATABASE {stack.NAME} RESET ALL")
        found = manage("doctor", DATABASE_URL=address).stdout
    assert "of which the settings know nothing" in found
    assert "ALTER ROLE medreview SET lock_timeout = '10s'" in found


def test_migrations_and_backups_go_past_the_pooler(committed, tmp_path):
    with pooler(os.environ["DATABASE_OWNER_URL"]) as address:
        for command in (["migrate"], ["backup", str(tmp_path / "dump")]):
            done = manage(*command, DATABASE_OWNER_URL=address)
            assert done.returncode == 1
            assert "DATABASE_OWNER_URL leads to a pooler" in done.stderr
    assert settings.DATABASES["owner"]
