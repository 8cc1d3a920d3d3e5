"""Readers' pages from a streaming replica: read there alone, never older than is said, and from the primary without it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress

import httpx
import psutil
import psycopg
import pytest
from django.db import connections

from bench.standby import Standby, standby
from medreview.doctor.replica import look
from reviews import workflow as reviews
from tests import acts, stack
from tests.live import Letters, Product, eventually

pytestmark = [pytest.mark.slow, pytest.mark.alone]

#: Seconds that the replica may be behind.
BOUND = 1.0
_READS = "SELECT coalesce(sum(seq_scan + idx_scan), 0) FROM pg_stat_user_tables WHERE relname LIKE 'articles_%'"


@pytest.fixture
def replica(committed, tmp_path) -> Iterator[Standby]:
    following = standby(stack.SUPERUSER_URL, tmp_path / "replica")
    yield following
    following.stop()


@pytest.fixture
def product(replica) -> Iterator[Product]:
    letters = Letters()
    letters.start()
    at = f"{replica.app_url.rpartition('/')[0]}/{stack.NAME}"
    running = Product(letters, REPLICA_DATABASE_URL=at, REPLICA_LAG_SECONDS=str(BOUND))
    yield running
    running.stop()
    letters.stop()


def at(url: str, statement: str) -> object:
    with psycopg.connect(f"{url.rpartition('/')[0]}/{stack.NAME}", autocommit=True) as superuser:
        return superuser.execute(statement).fetchone()[0]


def to_all(server: psutil.Process, act: Callable[[psutil.Process], None]) -> None:
    for process in (*server.children(recursive=True), server):
        with suppress(psutil.NoSuchProcess):  # a server's process may end by itself meanwhile
            act(process)


def test_readers_are_served_by_the_replica_and_told_nothing_old(product, replica, cast):
    article = acts.approved(cast)
    product.web()
    addresses = [f"/articles/{article.slug}/", "/", "/feed/", "/board/", "/api/v1/public/articles/",
                 f"/api/v1/public/articles/{article.slug}/"]  # fmt: skip

    def read() -> list[str]:
        answers = [httpx.get(f"{product.url}{address}") for address in addresses]
        assert [answer.status_code for answer in answers] == [200] * len(addresses)
        return [answer.text for answer in answers]

    def says(words: str) -> bool:
        return words in httpx.get(f"{product.url}/api/v1/public/articles/{article.slug}/status/").json()["public_status"]["label"]

    def is_read(url: str) -> bool:
        before = at(url, _READS)
        read()
        return at(url, _READS) > before

    eventually(lambda: is_read(replica.superuser_url) and not is_read(stack.SUPERUSER_URL))
    assert "Tyler" in read()[0]

    at(replica.superuser_url, "SELECT pg_wal_replay_pause() IS NULL")
    assert says("Approved")
    reviews.reopen(article, by=cast.editor, cause="report", reason="A reader found a wrong dose.")
    eventually(lambda: not says("Approved"), BOUND + 1)
    for _ in range(3):
        read()
        assert not says("Approved")

    at(replica.superuser_url, "SELECT pg_wal_replay_resume() IS NULL")
    eventually(lambda: is_read(replica.superuser_url))
    server = psutil.Process(replica.process.pid)
    to_all(server, psutil.Process.suspend)
    read()
    to_all(server, psutil.Process.kill)
    for _ in range(3):
        read()


@pytest.mark.parametrize(
    ("place", "said"), [({"HOST": "127.0.0.1", "PORT": 9}, "The replica cannot be reached"), ({}, "leads to no replica")]
)
def test_the_doctor_tells_what_is_no_replica(committed, place, said):
    connections.databases["replica"] = connections.databases["default"] | place
    try:
        assert said in " ".join(problem.what for problem in look())
    finally:
        connections["replica"].close()
        del connections["replica"], connections.databases["replica"]
