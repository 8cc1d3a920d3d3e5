"""How many requests a key, or an address without one, may send in a minute; every answer tells what is left."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

log = logging.getLogger(__name__)
WINDOW = 60
#: After a failed attempt nothing is counted for so many seconds: a silent Redis delays one request of many.
PAUSE = 2.0
_silent_until = 0.0


class PerMinute(BaseThrottle):
    """Counts whole minutes in Redis, so that all web processes count together. When Redis is away, requests pass."""

    def allow_request(self, request: Request, view) -> bool:
        name, most = self._who(request)
        minute, gone = divmod(int(time.time()), WINDOW)
        self._left = WINDOW - gone
        used = _count(f"rate:{name}:{minute}")
        if used is None:
            return True
        request._request.rate = (most, max(0, most - used), self._left)
        return used <= most

    def wait(self) -> float:
        return self._left

    def _who(self, request: Request) -> tuple[str, int]:
        if request.auth is not None:
            return f"key:{request.auth.pk}", settings.REQUESTS_PER_MINUTE_KEY
        return f"address:{self.get_ident(request)}", settings.REQUESTS_PER_MINUTE_ANONYMOUS


def _count(name: str) -> int | None:
    """This request's number in its minute; None when nobody counts."""
    global _silent_until  # noqa: PLW0603
    if time.monotonic() < _silent_until:
        return None
    cache = caches["rates"]
    try:
        try:
            return cache.incr(name)
        except ValueError:  # the minute's first
            cache.add(name, 0, timeout=2 * WINDOW)
            return cache.incr(name)
    except (RedisError, OSError, ValueError) as error:
        _silent_until = time.monotonic() + PAUSE
        log.warning("requests are not counted: %s", error)
        return None


def tell_rate(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: the `RateLimit` headers of an answer whose request was counted."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if (rate := getattr(request, "rate", None)) is not None:
            most, remaining, left = rate
            response["RateLimit-Policy"] = f'"minute";q={most};w={WINDOW}'
            response["RateLimit"] = f'"minute";r={remaining};t={left}'
        return response

    return answer
