"""The board and the editorial policy, as readers see them."""

from __future__ import annotations

from datetime import date

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles import rendering
from articles.models import Policy, State
from articles.pages.catalogue import SIZE, Line, lines
from articles.pages.wording import day, enumeration, specialty_name
from articles.policies import own_words
from citations import clock
from reviews.board import declaring
from reviews.conflicts.screening import hindrances
from reviews.models import Assignment, BoardMember, Cause, Round
from reviews.principles import hon, pif_tick
from reviews.promises import tiers


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Who may review now, by what every invitation and signature asks as well."""
    today = clock.today()
    serving = [found for found in _members().filter(joined__lte=today) if not hindrances(found, today)]
    return render(request, "board/board.html", {"members": serving})


@require_safe
def member(request: HttpRequest, slug: str) -> HttpResponse:
    """One physician, on what standing. Former members keep their page: bylines lead to it."""
    found = get_object_or_404(_members(), slug=slug)
    today, before = clock.today(), request.GET.get("before", "")
    signed = _signed_by(found, int(before) if before.isdecimal() and len(before) < 19 else None) if found.credited else []
    shown: list[Line] = lines([seat.round.article for seat in signed[:SIZE]], today)
    context = {
        "member": found,
        "specialties": enumeration([specialty_name(code) for code in found.specialties]),
        "former": any(hindrance.code in ("left", "term") for hindrance in hindrances(found, today)),
        "until": _until(found, today),
        "licence_trouble": _trouble(found, today),
        "interests": declaring.counting(found, today),
        "lines": shown,
        "older": signed[SIZE - 1].pk if len(signed) > SIZE else None,
    }
    return render(request, "board/member.html", context)


@require_safe
def policy(request: HttpRequest) -> HttpResponse:
    """What is promised, read from the very rows that the rounds are opened by."""
    names, promises = tiers()
    policies = list(Policy.objects.all())
    measures = [(_("PIF TICK criteria"), pif_tick(policies)), (_("HON principles"), hon(policies))]
    words = rendering.render(own_words(), (), ())
    context = {"tiers": names, "promises": promises, "measures": measures, "words": words}
    return render(request, "board/policy.html", context)


def _members() -> QuerySet[BoardMember]:
    return BoardMember.objects.annotate(account_is_active=F("user__is_active"))


def _until(member: BoardMember, today: date) -> date | None:
    """The last day on the board of somebody who is there no more, as far as it is known."""
    left = [member.left] if member.left and member.left <= today else []
    ended = [member.term_ends] if member.term_ends and member.term_ends < today else []
    return min([*left, *ended], default=None)


def _trouble(member: BoardMember, today: date) -> str:
    """Why the licence does not count, as readers are told it; empty while it does."""
    if member.licence_revoked_at and member.licence_revoked_at <= today:
        return _("revoked on {day}").format(day=day(member.licence_revoked_at))
    if not member.licence_trouble(today):
        return ""
    expired = member.licence_expires < today
    return _("expired on {day}").format(day=day(member.licence_expires)) if expired else _("not verified")


def _signed_by(member: BoardMember, before: int | None) -> list[Assignment]:
    """The seats in which this member signed an article's last whole review, newest first, one more than a page holds.

    Read along the member's seats, so that it costs a page and not all that they ever signed.
    """
    whole = Round.objects.filter(article=OuterRef("round__article"), outcome="approved", anonymous=False)
    latest = whole.exclude(cause=Cause.CORRECTION).order_by("-pk").values("pk")[:1]
    seats = Assignment.objects.filter(board_member=member, review__verdict="approve", round=Subquery(latest))
    if before:
        seats = seats.filter(pk__lt=before)
    shown = seats.exclude(round__article__state=State.RETIRED)
    return list(shown.select_related("round__article__published", "round__article__current").order_by("-pk")[: SIZE + 1])
