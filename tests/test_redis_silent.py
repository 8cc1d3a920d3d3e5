"""A Redis that takes connections and answers nothing: no request waits for it, and it is not asked again and again."""

from __future__ import annotations

import threading
from urllib.parse import urlsplit

import pytest
from celery import current_app
from django.conf import settings as configured
from django.core.cache import caches
from django.test import override_settings
from kombu import pools

from articles import rates
from articles.models import Article, Delivery
from tests import acts
from tests.client import Keyed, body
from tests.faults.proxy import Proxy, to_port

REQUESTS = 5


@pytest.fixture
def silent(monkeypatch):
    """Redis behind two proxies that let nothing through: one for counting, which is given, and one for waking."""
    counting, waking = _silent_proxy(), _silent_proxy()
    monkeypatch.setattr(rates, "_silent_until", 0.0)
    monkeypatch.setattr(current_app.conf, "broker_url", _through(waking))
    monkeypatch.setattr(current_app.conf, "broker_write_url", _through(waking))
    _forget_connections()
    there = caches.settings["rates"] | {"LOCATION": _through(counting)}
    with override_settings(CACHES=caches.settings | {"rates": there}):
        yield counting
    counting.close()
    waking.close()
    for thread in threading.enumerate():
        if thread.name == "note_use":
            thread.join(30)
    _forget_connections()


def _silent_proxy() -> Proxy:
    proxy = Proxy(to_port(urlsplit(configured.REDIS_URL).port))
    proxy.silence()
    return proxy


def _through(proxy: Proxy) -> str:
    server = urlsplit(configured.REDIS_URL)
    return server._replace(netloc=f":{server.password}@127.0.0.1:{proxy.port}").geturl()


def _forget_connections() -> None:
    current_app.amqp._producer_pool = None
    current_app._pool = None
    pools.reset()


def test_requests_are_answered_while_redis_says_nothing(committed, cast, silent):
    author = Keyed(cast.author)
    assert {author.send("articles/", body()).status_code for _ in range(REQUESTS)} == {201}
    assert not silent.passed


def test_one_request_of_many_tries_a_silent_redis_once(cast, silent):
    author = Keyed(cast.author)
    assert [author.read("articles/").status_code for _ in range(REQUESTS)] == [200] * REQUESTS
    assert silent.taken == 1


def test_a_try_waits_at_most_two_hundred_milliseconds(db):
    options = configured.CACHES["rates"]["OPTIONS"]
    assert options["socket_connect_timeout"] + options["socket_timeout"] <= 0.2
    pool = caches["rates"]._cache.get_client().connection_pool
    assert pool.make_connection().retry.get_retries() == 0


def test_what_a_silent_redis_was_not_told_is_owed(committed, cast, silent):
    assert cast.editor
    Keyed(cast.author).send("articles/", body())
    assert Delivery.objects.filter(sent_at=None).count() == 1
    assert acts.fresh(Article.objects.get()).unstamped
