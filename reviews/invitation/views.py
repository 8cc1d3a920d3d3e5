"""What the link in an invitation opens: the article, and a yes or no. A GET changes nothing; signing needs the account."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles.admin.doormat import knock
from articles.deliveries.mail import minutes
from articles.doors import actions
from citations import clock
from reviews import invitation, reading, workflow
from reviews.forms import AcceptForm, DecliningForm
from reviews.models import Assignment

_GONE = "reviews/invitation_gone.html"


@csrf_exempt  # no cookie is read here: whoever posts has shown the link, which is all the authority there is
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The invitation, or what became of the answer to it. A link that no longer holds is not found, whatever the reason."""
    seat = invitation.seat_at(token)
    response = _answer(request, seat) if seat else render(request, _GONE, status=404)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def _answer(request: HttpRequest, seat: Assignment) -> HttpResponse:
    if request.method != "POST":
        return _page(request, seat)
    article, holder = seat.round.article, seat.board_member.user
    if "decline" in request.POST:
        form = DecliningForm(request.POST, article=article)
        if knock(form, partial(workflow.decline, seat, by=holder, by_link=True)):
            return render(request, "reviews/invitation_declined.html", {"seat": seat})
        return _page(request, seat, form)
    form = AcceptForm(request.POST, article=article)
    if knock(form, partial(workflow.accept, seat, by=holder, by_link=True)):
        return redirect(request.path)
    return _page(request, seat, form)


def _page(request: HttpRequest, seat: Assignment, refused: AcceptForm | DecliningForm | None = None) -> HttpResponse:
    article, revision = seat.round.article, seat.round.revision
    declining = refused if isinstance(refused, DecliningForm) else DecliningForm(article=article)
    context = {
        "seat": seat, "article": article, "reading": reading.read(revision), "today": clock.today(),
        "why": invitation.why(seat.board_member, article), "minutes": minutes(revision, short=seat.round.is_short),
        "actions": actions(seat, seat.board_member.user), "declining": declining, "refused": refused,
    }  # fmt: skip
    return render(request, "reviews/invitation.html", context, status=refused.status if refused else 200)
