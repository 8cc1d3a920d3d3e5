"""The error pages: for readers as pages, for programs as problem documents."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from medreview import problems

_FOR_PROGRAMS = ("/api/", "/healthz", "/readyz")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if request.path.startswith(_FOR_PROGRAMS):
        return problems.not_found(request, exception)
    return HttpResponse(render_to_string("404.html"), status=404)


def fault(request: HttpRequest) -> HttpResponse:
    if request.path.startswith(_FOR_PROGRAMS):
        return problems.fault(request)
    return HttpResponse(render_to_string("500.html"), status=500)
