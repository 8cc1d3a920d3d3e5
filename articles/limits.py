"""How long a request may be: what is longer is refused before any of it is read."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

BATCH = "/api/v1/articles/batch/"


def refuse_large(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: 413 by the length that the client announces; a server reads no more than was announced."""

    def answer(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/api/"):
            return get_response(request)
        most = settings.BATCH_LIMIT if request.path == BATCH else settings.BODY_LIMIT
        if _announced(request) > most:
            return _too_large(f"The body is longer than the {most // 1_000_000} MB that this address takes. Split it.")
        return get_response(request)

    return answer


def _announced(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0


def _too_large(detail: str) -> JsonResponse:
    body = {"type": f"{settings.BASE_URL}/problems/too-large/", "title": "Too large", "status": 413, "detail": detail}
    return JsonResponse(body, status=413, content_type="application/problem+json")
