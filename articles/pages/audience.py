"""Who the reader is: chosen by a link, kept in a cookie, never on the server."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from articles.content import AUDIENCES
from articles.models import Rendition, Revision
from articles.pages.wording import AUDIENCE_NAMES

COOKIE = "audience"
_YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Choice:
    """One answer to "Which best describes you?"."""

    audience: str
    name: str
    chosen: bool
    held: bool


def chosen(request: HttpRequest) -> str:
    """The audience that the reader asked for now, or earlier; empty where they never did."""
    if not (request.META.get("QUERY_STRING") or request.META.get("HTTP_COOKIE")):
        return ""
    asked = request.GET.get("audience", "")
    kept = request.COOKIES.get(COOKIE, "")
    return next((said for said in (asked, kept) if said in AUDIENCES), "")


def remember(request: HttpRequest, response: HttpResponse) -> None:
    """Keep a new choice in the reader's own browser."""
    asked = request.GET.get("audience", "") if request.META.get("QUERY_STRING") else ""
    if asked in AUDIENCES and asked != request.COOKIES.get(COOKIE):
        response.set_cookie(
            COOKIE, asked, max_age=_YEAR, samesite="Lax", httponly=True, secure=request.is_secure()
        )


def rendition_for(revision: Revision, audience: str) -> Rendition:
    """That audience's text, or the first there is in the order of the audiences."""
    held = {r.audience: r for r in revision.renditions.all()}
    return held.get(audience) or next(held[name] for name in AUDIENCES if name in held)


def choices(revision: Revision, audience: str) -> list[Choice]:
    held = {r.audience for r in revision.renditions.all()}
    return [Choice(name, _(label), name == audience, name in held) for name, label in AUDIENCE_NAMES.items()]
