"""Noting when a key was last used, without the request waiting for it: a worker writes it down."""

from __future__ import annotations

import logging
import threading
import time
from contextvars import copy_context
from datetime import datetime

from celery import current_app
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)

#: Seconds between two notes of the same key's use, per process.
EVERY = 60.0
_noted: dict[str, float] = {}


def note(digest: str, at: datetime) -> None:
    """Tell a worker, from a thread of its own, so that a silent broker delays no request."""
    if time.monotonic() - _noted.get(digest, -EVERY) >= EVERY:
        _noted[digest] = time.monotonic()
        threading.Thread(target=copy_context().run, args=(_send, digest, at), name="note_use", daemon=True).start()


def _send(digest: str, at: datetime) -> None:
    try:
        current_app.send_task("articles.note_use", [digest, at.isoformat()], retry=False)
    except (OperationalError, OSError) as error:
        log.warning("broker not reached, the use of a key is not noted: %s", error)
