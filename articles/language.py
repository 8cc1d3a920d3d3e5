"""The language of readers' pages, which is the site's; whoever works here, and every program, is spoken to in English."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

#: Where no reader comes.
_WORK = ("/api/", "/admin/", "/accounts/", "/invitation/", "/problems/", "/healthz", "/readyz", "/metrics")


def speak(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: readers are spoken to in the site's language."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(_WORK):
            return get_response(request)
        with translation.override(settings.SITE_LANGUAGE):
            return get_response(request)

    return answer
