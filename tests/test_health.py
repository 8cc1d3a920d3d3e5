"""`/healthz` and `/readyz`: what a load balancer and an operator at night look at."""

import os
import threading
from datetime import timedelta

import pytest
from celery import current_app
from django.test import Client
from kombu import pools

from articles import pulse
from articles.models import Delivery
from articles.tasks import sweep
from citations import clock
from tests import acts
from tests.live import eventually


def ready():
    answer = Client().get("/readyz")
    return answer.status_code, answer.json()


def test_alive_needs_nothing():
    assert Client().get("/healthz").json() == {"status": "alive"}


def test_not_ready_before_the_clock_has_ticked(db):
    status, found = ready()
    assert (status, found["beat"]) == (503, "never ticked")


def test_ready_once_the_clock_ticks(db):
    sweep()
    assert ready() == (200, {"status": "ready", "database": "ok", "broker": "ok", "beat": "ok", "backlog": "ok"})


def test_not_ready_when_the_clock_has_been_silent(db):
    with clock.shifted(minutes=-3):
        sweep()
    status, found = ready()
    assert status == 503
    assert found["beat"].startswith("silent since")


def test_not_ready_while_messages_are_late(cast):
    sweep()
    assert cast.editor
    acts.submitted(cast)
    Delivery.objects.update(due_at=clock.now() - timedelta(minutes=6))
    assert ready()[1]["backlog"] == "1 messages are late"


@pytest.fixture
def banner(committed, cast, client, monkeypatch):
    """Whether a person reads of it above a page, once somebody has looked."""

    def read(user, page: str = "/admin/") -> bool:
        client.force_login(user)
        pulse._watch.cache_clear()
        watched = pulse._watch(os.getpid())
        eventually(lambda: watched.looked)
        return "Beat or the workers" in client.get(page).content.decode()

    yield read
    pulse._watch.cache_clear()


@pytest.mark.parametrize("page", ["/admin/", "/admin/queue/", "/admin/articles/article/", "/admin/inbox/"])
def test_editors_read_on_every_page_that_beat_or_workers_are_silent(cast, banner, page):
    with clock.shifted(minutes=-3):
        sweep()
    assert banner(cast.editor, page)
    sweep()
    assert not banner(cast.editor, page)


def test_editors_read_that_nothing_ever_ran(cast, banner):
    assert banner(cast.editor)


def test_board_members_are_not_troubled_with_it(cast, banner):
    assert not banner(cast.rivera.user)


def test_the_banner_costs_a_page_no_query(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        pulse.silence()


@pytest.fixture
def no_broker(monkeypatch):
    """An address where nothing listens; no connection of before is used, and none of then afterwards."""
    # In this order: the address to write to follows the other, and would be put back to what that was in between.
    monkeypatch.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(current_app.conf, "broker_url", "redis://127.0.0.1:1/0")
    _forget_connections()
    yield
    _forget_connections()


def _forget_connections() -> None:
    current_app.amqp._producer_pool = None
    current_app._pool = None
    pools.reset()


def test_a_broker_out_of_reach_is_said(db, no_broker):
    sweep()
    assert ready()[1]["broker"] == "out of reach"


def test_submitting_works_without_the_broker(cast, no_broker, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        article = acts.submitted(cast)
    assert acts.fresh(article).unstamped
    sweep()
    assert acts.fresh(article).last_updated


def test_a_change_does_not_wait_for_the_broker(cast, no_broker, django_capture_on_commit_callbacks):
    """Publishing is another thread's business, whatever the broker does."""
    with django_capture_on_commit_callbacks(execute=True):
        acts.submitted(cast)
    assert "wake" in {thread.name for thread in threading.enumerate()}
