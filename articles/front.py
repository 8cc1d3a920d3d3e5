"""The way of readers to an article's page, past everything that only forms, accounts and programs need.

Nobody is signed in on these pages, they open no session and no form of theirs has a token: so they are answered before
sessions, tokens and messages are made ready. The headers that guard a page are those of the same middlewares.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from csp.middleware import CSPMiddleware
from django.http import HttpRequest, HttpResponse
from django.middleware.clickjacking import XFrameOptionsMiddleware

from articles import views

_PAGE = re.compile(r"/articles/([-a-zA-Z0-9_]+)/")
#: What browsers and simple programs ask for. Who asks for another form, or weighs several, goes the whole way.
_ACCEPTED = re.compile(r"(\*/\*|text/html)?(,.*)?")


def answer_readers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: the page of an article where readers may see one; everything else goes on."""

    def answer(request: HttpRequest) -> HttpResponse:
        asked, accepted = _PAGE.fullmatch(request.path_info), request.META.get("HTTP_ACCEPT", "")
        if asked is None or request.method not in ("GET", "HEAD") or not _ACCEPTED.fullmatch(accepted):
            return get_response(request)
        request.get_host()  # refuses names that are not ours
        response = views.shown(request, asked[1])
        return get_response(request) if response is None else _guarded(response)

    return answer


def _guarded(response: HttpResponse) -> HttpResponse:
    for name, value in _guards():
        response[name] = value
    response["Content-Length"] = str(len(response.content))
    return response


@cache
def _guards() -> tuple[tuple[str, str], ...]:
    """The headers that these middlewares give to every page, made once."""
    plain = HttpResponse()
    for middleware in (CSPMiddleware, XFrameOptionsMiddleware):
        middleware(lambda request: plain)(HttpRequest())
    return tuple((name, value) for name, value in plain.items() if name != "Content-Type")
