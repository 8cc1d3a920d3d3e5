"""Readers' pages and lists from a read replica (REPLICA_DATABASE_URL), as long as it is known not to lag.

What a page says was true at the primary at most `REPLICA_LAG_SECONDS` before the request. Nobody's clock is believed for
that, nor that a replica which receives nothing has nothing to receive: a thread of the process asks the primary how far
its log is and the replica how far it has come. Is that not known, or does the replica fail, the primary is read.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import deque
from collections.abc import Callable
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections, models
from django.http import HttpRequest, HttpResponse

log = logging.getLogger(__name__)

ALIAS = "replica"
#: Addresses that only tell readers what is public. Signed statements are not among them: they are made from the primary.
PAGES = frozenset(
    (
        "home", "article-page", "article-export", "article-embed", "article-badge", "article-version", "specialty", "topic",
        "feed", "sitemap", "board", "board-member", "editorial-policy", "public-article-list", "public-article-detail",
        "public-article-versions", "public-article-status",
    )
)  # fmt: skip
#: What they are made from. Sessions and accounts are read where they are written.
_APPS = frozenset(("articles", "reviews", "citations"))
#: Seconds between two looks.
EVERY = 0.5
_AT_PRIMARY = "SELECT system_identifier, pg_current_wal_lsn() - '0/0' FROM pg_control_system() WHERE NOT pg_is_in_recovery()"
_AT_REPLICA = "SELECT system_identifier, pg_last_wal_replay_lsn() - '0/0' FROM pg_control_system() WHERE pg_is_in_recovery()"
_reading: ContextVar[bool] = ContextVar("reading", default=False)


class Router:
    """Sends what a reader's request asks to the replica, whatever asks it; writes and all others to the primary."""

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str | None:
        return ALIAS if _reading.get() and model._meta.app_label in _APPS else None

    def db_for_write(self, model: type[models.Model], **hints: Any) -> str | None:
        instance = hints.get("instance")
        return DEFAULT_DB_ALIAS if instance is not None and instance._state.db == ALIAS else None

    def allow_relation(self, one: models.Model, other: models.Model, **hints: Any) -> bool | None:
        return True if {one._state.db, other._state.db} <= {DEFAULT_DB_ALIAS, ALIAS} else None

    def allow_migrate(self, alias: str, app_label: str, **hints: Any) -> bool | None:
        return False if alias == ALIAS else None


class ReadAtReplica:
    """Middleware, the innermost: a reader's request is answered from the replica, and from the primary where that fails."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        """None lets Django call the view, whose queries then go to the primary."""
        asked = request.method in ("GET", "HEAD") and request.resolver_match.view_name in PAGES
        if not asked or not (watch := _watch(os.getpid())).is_fresh():
            return None
        response = _answered(view, request, args, kwargs)
        if response is None or response.status_code == 503:
            watch.forget()
            return None
        return response


def _answered(view: Callable, request: HttpRequest, args: tuple, kwargs: dict) -> HttpResponse | None:
    token = _reading.set(True)
    try:
        response = view(request, *args, **kwargs)
        return response.render() if callable(getattr(response, "render", None)) else response
    except (OperationalError, InterfaceError) as error:
        log.warning("the replica failed, the primary is asked: %s", error)
        return None
    finally:
        _reading.reset(token)


class _Watch:
    """How far the replica is, as this process knows it."""

    def __init__(self) -> None:
        #: Moments, and how far the primary's log was then; those that the replica has not reached yet.
        self._ahead: deque[tuple[float, int]] = deque(maxlen=1000)
        #: The latest moment of the primary that the replica is known to show.
        self._shows = float("-inf")
        threading.Thread(target=self._look_on, name="replica", daemon=True).start()

    def is_fresh(self) -> bool:
        return time.monotonic() - self._shows <= settings.REPLICA_LAG_SECONDS

    def forget(self) -> None:
        """Not used again before a look finds it well."""
        self._shows = float("-inf")

    def _look_on(self) -> None:
        while True:
            try:
                self._look()
            except Exception as error:  # it is not fresh, and the primary is read: this thread must go on
                log.warning("nobody knows how far the replica is: %s", error)
                for alias in (DEFAULT_DB_ALIAS, ALIAS):
                    connections[alias].close()
            time.sleep(EVERY)

    def _look(self) -> None:
        moment = time.monotonic()
        server, written = _row(DEFAULT_DB_ALIAS, _AT_PRIMARY)
        self._ahead.append((moment, written))
        of, reached = _row(ALIAS, _AT_REPLICA)
        if of != server:
            raise OperationalError("it is a replica of another server")
        while self._ahead and self._ahead[0][1] <= reached:
            self._shows = self._ahead.popleft()[0]


@cache
def _watch(process: int) -> _Watch:
    """Of this process: a fork gets its own."""
    return _Watch()


def _row(alias: str, question: str) -> tuple[int, int]:
    with connections[alias].cursor() as cursor:
        cursor.execute(question)
        if (row := cursor.fetchone()) is None:
            raise OperationalError(f"{alias} is {'no replica' if alias == ALIAS else 'no primary'}")
        return row
