"""A database that says nothing any more, and one that is only slow, on a real PostgreSQL behind a proxy."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest

from medreview.postgres import watched
from medreview.postgres.watched import Silent, WatchedConnection
from tests import stack
from tests.faults.proxy import Proxy, to_socket


@pytest.fixture
def proxy(monkeypatch):
    monkeypatch.setattr(watched, "_away_until", {})
    proxy = Proxy(to_socket(f"{stack_socket()}/.s.PGSQL.5432"))
    yield proxy
    proxy.close()


def stack_socket() -> str:
    return unquote(urlsplit(stack.SUPERUSER_URL).netloc.partition("@")[2]).split(",")[0]


def connected(proxy: Proxy) -> WatchedConnection:
    return WatchedConnection.connect(
        host="127.0.0.1", port=proxy.port, user="postgres", dbname="postgres", connect_timeout=2, autocommit=True
    )


def test_a_slow_query_is_waited_for(proxy):
    assert connected(proxy).execute("SELECT 1 FROM pg_sleep(4)").fetchone() == (1,)


def test_a_query_to_a_silent_server_ends(proxy):
    connection = connected(proxy)
    proxy.silence()
    with pytest.raises(Silent):
        connection.execute("SELECT 1")
    assert connection.closed


def test_nobody_else_waits_for_a_server_just_found_silent(proxy):
    connection = connected(proxy)
    proxy.silence()
    with pytest.raises(Silent):
        connection.execute("SELECT 1")
    with pytest.raises(Silent, match="a moment ago"):
        connected(proxy)


def test_a_server_that_speaks_again_is_used_again(proxy, monkeypatch):
    connection = connected(proxy)
    proxy.silence()
    with pytest.raises(Silent):
        connection.execute("SELECT 1")
    proxy.speak()
    monkeypatch.setattr(watched, "_away_until", {})
    assert connected(proxy).execute("SELECT 1").fetchone() == (1,)


def test_an_answer_that_is_still_on_its_way_is_no_silence(proxy):
    connection = connected(proxy)
    connection.address = {"host": stack_socket(), "dbname": "postgres", "user": "postgres"}
    proxy.delay = 1.1
    assert connection.execute("SELECT 1").fetchone() == (1,)
