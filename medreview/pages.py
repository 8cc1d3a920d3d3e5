"""The error pages: for readers as pages, for programs as problem documents."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.views import Gone
from medreview import problems
from medreview.problem_kinds import KINDS

_FOR_PROGRAMS = ("/api/", "/healthz", "/readyz")


@require_safe
def problem(request: HttpRequest, slug: str) -> HttpResponse:
    """What a problem's `type` leads to."""
    if slug not in KINDS:
        raise Http404
    return render(request, "problem.html", {"kind": KINDS[slug]})


def shut(request: HttpRequest) -> HttpResponse:
    """A page that a library brings along and that is not ours to offer."""
    raise Http404


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if request.path.startswith(_FOR_PROGRAMS):
        return problems.not_found(request, exception)
    gone = isinstance(exception, Gone)
    return HttpResponse(render_to_string("410.html" if gone else "404.html"), status=410 if gone else 404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    words = _("Something in it has no sense here. Nothing was changed.")
    return _refused(request, 400, _("This request cannot be read"), words)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _refused(request, 403, _("Not for you"), _("You may not see or do this. Nothing was changed."))


def no_token(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that carries no token of ours: most often it was open while its session ended."""
    words = _(
        "The form was open too long, or cookies are off. Nothing was sent. Go back, load the page anew and send it again."
    )
    return _refused(request, 403, _("This form is no longer valid"), words)


def _refused(request: HttpRequest, status: int, title: str, words: str) -> HttpResponse:
    if request.path.startswith(_FOR_PROGRAMS):
        return problems.refused(status, words)
    return HttpResponse(render_to_string("refused.html", {"title": title, "words": words}), status=status)


def fault(request: HttpRequest) -> HttpResponse:
    """What a view could not answer. Django calls it while it handles the error; with the database away that is a 503."""
    away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    if request.path.startswith(_FOR_PROGRAMS):
        return problems.unavailable() if away else problems.fault(request)
    if away:
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": str(problems.RETRY_AFTER)})
    return HttpResponse(render_to_string("500.html"), status=500)
