"""Telling a worker that there is something to do. The broker only wakes: what is owed stands in PostgreSQL, and the sweeper
finds it when nobody was woken.

Publishing happens in a thread of its own, so that a dead or silent broker delays no request: redis-py alone tries for two
seconds before it gives up.
"""

from __future__ import annotations

import logging
import os
import queue
import threading
import time
from contextvars import copy_context
from functools import cache

from celery import current_app
from django.db import transaction

log = logging.getLogger(__name__)

#: After a failed attempt the broker is left alone for so many seconds.
PAUSE = 5.0
#: Calls that wait for the broker; more than these are left to the sweeper.
MOST = 1000


def wake(article_id: int, *, shown: bool) -> None:
    """Once the change is committed, wake a worker to send what is owed for the article, and to publish it if it is shown."""
    transaction.on_commit(lambda: _call("articles.deliver", article_id), robust=True)
    if shown:
        transaction.on_commit(lambda: publish(article_id), robust=True)


def publish(article_id: int) -> None:
    """Wake a worker to stamp the article's date and to keep its page for readers."""
    _call("articles.stamp", article_id)


def call_receivers() -> None:
    """Once the change is committed, wake a worker to call webhooks."""
    transaction.on_commit(lambda: _call("articles.call"), robust=True)


def _call(task: str, *keys: int) -> None:
    try:
        _calls(os.getpid()).put_nowait((copy_context(), task, keys))
    except queue.Full:
        log.warning("broker too slow, %s %s is left to the sweeper", task, keys)


@cache
def _calls(process: int) -> queue.Queue:
    """The queue of this process, with its thread: a fork gets its own."""
    calls: queue.Queue = queue.Queue(MOST)
    threading.Thread(target=_publish_all, args=(calls,), name="wake", daemon=True).start()
    return calls


def _publish_all(calls: queue.Queue) -> None:
    silent_until = 0.0
    while True:
        caller, task, keys = calls.get()
        if time.monotonic() < silent_until:
            continue
        try:
            caller.run(current_app.send_task, task, keys, retry=False)
        except Exception as error:  # whatever a half-dead broker makes the client raise: this thread must go on
            silent_until = time.monotonic() + PAUSE
            log.warning("broker not reached, the sweeper will find what is owed: %s", error)
