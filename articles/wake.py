"""Telling a worker that there is something to do. Redis only wakes: what is owed stands in PostgreSQL, and the sweeper
finds it when nobody was woken."""

from __future__ import annotations

import logging
import time

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)

#: After a failed attempt the broker is left alone for so many seconds, so that a dead Redis slows no request twice.
PAUSE = 5.0
_silent_until = 0.0


def wake(article_id: int, *, stamp: bool) -> None:
    """Once the change is committed, wake a worker to send what is owed for the article, and to stamp its date."""
    transaction.on_commit(lambda: _publish(article_id, stamp), robust=True)


def _publish(article_id: int, stamp: bool) -> None:
    global _silent_until  # noqa: PLW0603  (one broker, one pause, per process)
    if time.monotonic() < _silent_until:
        return
    try:
        current_app.send_task("articles.deliver", [article_id], retry=False)
        if stamp:
            current_app.send_task("articles.stamp", [article_id], retry=False)
    except (OperationalError, OSError) as error:
        _silent_until = time.monotonic() + PAUSE
        log.warning("broker not reached, the sweeper will find what is owed: %s", error)
