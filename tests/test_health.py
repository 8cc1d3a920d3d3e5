"""`/healthz` and `/readyz`: what a load balancer and an operator at night look at."""

import threading
from datetime import timedelta

import pytest
from celery import current_app
from django.test import Client
from kombu import pools

from articles.models import Delivery
from articles.tasks import sweep
from citations import clock
from tests import acts


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
def no_broker(monkeypatch):
    """An address where nothing listens; no connection of before is used, and none of then afterwards."""
    monkeypatch.setattr(current_app.conf, "broker_url", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
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
