"""`/healthz`: the process answers. `/readyz`: what it needs answers too, and the clock ticks."""

from __future__ import annotations

from datetime import timedelta

from celery import current_app
from django.db import Error, connection
from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from kombu.exceptions import OperationalError as BrokerError

from articles import pulse
from articles.models import Channel, Delivery
from articles.models.delivery import OWED
from citations import clock

#: Messages that should have left by now: more than these wait for a reason.
LATE = timedelta(minutes=5)


def alive(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "alive"})


def ready(request: HttpRequest) -> JsonResponse:
    """503 with what is wrong, unless database and broker answer, beat ticked lately and nothing owed is late."""
    found = state()
    well = all(value == "ok" for value in found.values())
    return JsonResponse({"status": "ready" if well else "not ready", **found}, status=200 if well else 503)


def state() -> dict[str, str]:
    """`ok`, or what is wrong in a few words: of database, broker, beat and backlog."""
    found = {"database": _database(), "broker": _broker()}
    return found | (_clock() if found["database"] == "ok" else {"beat": "unknown", "backlog": "unknown"})


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return "out of reach"
    return "ok"


def _broker() -> str:
    try:
        with current_app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=0, timeout=1)
    except (BrokerError, OSError):
        return "out of reach"
    return "ok"


def _clock() -> dict[str, str]:
    late = Delivery.objects.filter(OWED, ~Q(channel=Channel.WEBHOOK), due_at__lt=clock.now() - LATE)[:1000].count()
    return {"beat": pulse.beat(), "backlog": "ok" if late == 0 else f"{late} messages are late"}
