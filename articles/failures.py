"""How many tasks failed, over all workers: counted in Redis, like what is counted only to be seen. Emptied, it begins anew."""

from __future__ import annotations

import logging

from celery import Task, current_app
from django.core.cache import caches
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


def count(sender: Task, **said: object) -> None:
    """For Celery's own signal: it comes also for a task whose process died, when no code of the task can speak any more."""
    try:
        caches["rates"].add(_key(sender.name), 0, timeout=None)
        caches["rates"].incr(_key(sender.name))
    except (RedisError, OSError, ValueError) as error:
        log.warning("a failure of %s is not counted: %s", sender.name, error)


def counted() -> dict[str, int]:
    """Failures by the task's name, noughts too; empty when nobody can say."""
    names = [name for name in current_app.tasks if not name.startswith("celery.")]
    try:
        found = caches["rates"].get_many([_key(name) for name in names])
    except (RedisError, OSError) as error:
        log.warning("nobody knows how many tasks failed: %s", error)
        return {}
    return {name: found.get(_key(name), 0) for name in names}


def _key(task: str) -> str:
    return f"failures:{task}"
