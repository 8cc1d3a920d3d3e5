"""The public keys of statements, and the page that checks one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from articles.questions.throttling import StatementThrottle
from articles.statements import keys
from articles.statements.checking import Verdict, check
from citations import clock

_TROUBLED = gettext_lazy("Much was checked from your network within the hour. Please try again later.")


@require_safe
def published_keys(request: HttpRequest) -> HttpResponse:
    """Every key that statements were ever signed with, as a JWK set, readable from any site."""
    response = JsonResponse({"keys": keys.published()}, content_type="application/jwk-set+json")
    response["Cache-Control"], response["Access-Control-Allow-Origin"] = "public, max-age=3600", "*"
    return response


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def check_statement(request: HttpRequest) -> HttpResponse:
    """Say whether a pasted statement is ours, and still so.

    It is posted because it is longer than an address may be; nothing is kept and nothing changes, so a forged request
    achieves nothing.
    """
    if request.method != "POST":
        return render(request, "articles/statement.html")
    throttle = StatementThrottle()
    if not throttle.allow_request(request, None):
        wait = {"Retry-After": str(int(throttle.wait() or 0) + 1)}
        return _answer(request, 429, wait, trouble=_TROUBLED)
    pasted = request.POST.get("statement", "")
    found = check(pasted, clock.today())
    return _answer(request, 400 if found.verdict == Verdict.UNREADABLE else 200, {}, found=found, pasted=pasted)


def _answer(request: HttpRequest, status: int, headers: dict, **said: object) -> HttpResponse:
    response = render(request, "articles/statement.html", said, status=status)
    for name, value in (headers | {"Cache-Control": "no-store"}).items():
        response[name] = value
    return response
