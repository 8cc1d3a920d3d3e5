"""Errors as `application/problem+json` (RFC 9457), mapped once: views raise, nothing else catches."""

from __future__ import annotations

import logging

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from articles.errors import Refusal
from articles.pointers import pointers
from medreview.problem_kinds import KINDS

log = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
#: Seconds after which a client should ask again when the database is away.
RETRY_AFTER = 5
_AWAY = "The database cannot be reached; nothing was done. Try again."

#: The kind that a status alone means, where nobody said a closer one.
KNOWN = {
    status: (slug, KINDS[slug].title)
    for slug in (
        "bad-input", "not-authenticated", "not-allowed", "not-found", "method-not-allowed", "not-acceptable",
        "condition-unmet", "stale", "too-large", "unsupported-media-type", "idempotency-key-reused",
        "precondition-required", "throttled", "fault", "unavailable",
    )
    for status in (KINDS[slug].status,)
}  # fmt: skip


def problem(status: int, slug: str, title: str, detail: str, **extra: object) -> dict:
    """The body of a problem answer; `type` is an address that explains it."""
    return {"type": f"{settings.BASE_URL}/problems/{slug}/", "title": title, "status": status, "detail": detail} | extra


def handle(error: Exception, context: dict) -> Response | None:
    """DRF's exception handler."""
    set_rollback()
    if isinstance(error, Refusal):
        return _refused(error)
    if isinstance(error, OperationalError | InterfaceError):
        log.error("database out of reach: %s", error)
        return _answer(503, _AWAY, {"Retry-After": str(RETRY_AFTER)})
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if not isinstance(error, exceptions.APIException):
        return None
    return _of_framework(error)


def _refused(error: Refusal) -> Response:
    errors = {"errors": error.errors} if error.errors else {}
    body = problem(error.status, error.slug, error.title, error.detail, **errors, **error.extra)
    named = {"Location": "location", "Retry-After": "retry_after"}
    headers = {header: str(error.extra[name]) for header, name in named.items() if name in error.extra}
    return Response(body, status=error.status, headers=headers, content_type=MEDIA_TYPE)


def _of_framework(error: exceptions.APIException) -> Response:
    headers = {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header
    if getattr(error, "wait", None):
        headers["Retry-After"] = str(int(error.wait) + 1)
    if isinstance(error, exceptions.ValidationError):
        found = list(pointers(error.detail))
        detail = "One field needs mending." if len(found) == 1 else f"{len(found)} fields need mending."
        return _answer(400, detail, headers, errors=found)
    status = error.status_code
    return _answer(status, str(error.detail) if not isinstance(error.detail, dict) else str(error), headers)


def _answer(status: int, detail: str, headers: dict | None = None, **extra: object) -> Response:
    slug, title = KNOWN.get(status, ("refused", "Refused"))
    return Response(problem(status, slug, title, detail, **extra), status=status, headers=headers, content_type=MEDIA_TYPE)


def not_found(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    return JsonResponse(problem(404, *KNOWN[404], "There is nothing at this address."), status=404, content_type=MEDIA_TYPE)


def refused(status: int, words: str) -> JsonResponse:
    """A refusal met outside DRF's views."""
    return JsonResponse(problem(status, *KNOWN[status], words), status=status, content_type=MEDIA_TYPE)


def fault(request: HttpRequest) -> JsonResponse:
    body = problem(500, *KNOWN[500], "Something went wrong on our side; it was logged. Nothing was changed.")
    return JsonResponse(body, status=500, content_type=MEDIA_TYPE)


def unavailable() -> JsonResponse:
    """The database is away, met outside DRF's views."""
    body = problem(503, *KNOWN[503], _AWAY)
    return JsonResponse(body, status=503, content_type=MEDIA_TYPE, headers={"Retry-After": str(RETRY_AFTER)})
