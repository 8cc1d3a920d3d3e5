"""The review desk: one board member, one seat, one revision. Each address below it opens one door."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from articles.admin.doormat import DoorForm, knock
from articles.doors import actions
from articles.identity import prove, proven
from articles.roles import BOARD_MEMBER, roles_of
from citations import clock
from reviews import anchors, changes, drafts, reading, workflow
from reviews.desk import own_comments, seats_beside, seats_of
from reviews.forms import AcceptForm, ConfirmingForm, DecliningForm, RemarkForm, SigningForm, seen_notices
from reviews.models import Assignment
from reviews.signatures import with_news
from reviews.verdicts import earlier_verdicts
from reviews.workflow import Signing

#: The step of the map by whose leave a form is shown, where it has another name.
PLACES = {"comment": "write"}


def own_seat(view: Callable) -> Callable:
    """A seat is found by whose it is, so that everybody else's is 404, and every one is without logging in."""

    @never_cache
    @wraps(view)
    def answer(request: HttpRequest, pk: int, **named: object) -> HttpResponse:
        if not request.user.is_authenticated:
            return render(request, "reviews/desk_unseen.html", {"next": reverse("desk", args=[pk])}, status=404)
        rows = _seats(request) if BOARD_MEMBER in roles_of(request.user) else Assignment.objects.none()
        return view(request, get_object_or_404(rows, pk=pk), **named)

    return answer


def _seats(request: HttpRequest) -> QuerySet[Assignment]:
    return with_news(seats_of(request.user)).select_related("review")


def posted(view: Callable) -> Callable:
    """A step is a POST. A GET of its address (after a log-in, say) changes nothing and leads to the desk."""

    @own_seat
    @wraps(view)
    def answer(request: HttpRequest, seat: Assignment) -> HttpResponse:
        return view(request, seat) if request.method == "POST" else redirect("desk", seat.pk)

    return answer


@own_seat
def desk(request: HttpRequest, seat: Assignment) -> HttpResponse:
    return _page(request, seat)


@own_seat
def newest(request: HttpRequest, seat: Assignment) -> HttpResponse:
    """The text as it is now, to be read only: where a stale form sends its reader."""
    article = seat.round.article
    parts = {"title": article.current.question, "seat": seat, "reading": reading.read(article.current)}
    return render(request, "reviews/newest.html", {**admin.site.each_context(request), **parts})


@posted
def accept(request: HttpRequest, seat: Assignment) -> HttpResponse:
    form = AcceptForm(request.POST, article=seat.round.article)
    if knock(form, partial(workflow.accept, seat, by=request.user)):
        return _done(request, seat, "The seat is yours. Thank you.")
    return _refused(request, seat, "accept", form)


@posted
def decline(request: HttpRequest, seat: Assignment) -> HttpResponse:
    form = DecliningForm(request.POST, article=seat.round.article)
    if knock(form, partial(workflow.decline, seat, by=request.user)):
        return _done(request, seat, "You have declined. The editors look for somebody else.")
    return _refused(request, seat, "decline", form)


@posted
def comment(request: HttpRequest, seat: Assignment) -> HttpResponse:
    form = RemarkForm(request.POST, article=seat.round.article)
    if knock(form, partial(workflow.comment, seat, by=request.user)):
        return _done(request, seat, "Your comment is kept.")
    return _refused(request, seat, "comment", form)


@sensitive_post_parameters("password", "code")
@posted
def sign(request: HttpRequest, seat: Assignment) -> HttpResponse:
    """A stale form is refused; what was typed is kept as the draft of the seat it was typed for."""
    shown = reading.read(seat.round.revision)
    form = SigningForm(request.POST, seat=seat, reading=shown, user=request.user, proof=proven(request))

    def door(signing: Signing) -> None:
        workflow.sign(seat, signing, by=request.user, proof=form.proof)

    if knock(form, door):
        return _done(request, seat, "Signed. Thank you for your review.")
    drafts.rescue(seat, request.POST, by=request.user)
    return _refused(request, seat, "sign", form)


@sensitive_post_parameters("password", "code")
@posted
def confirm(request: HttpRequest, seat: Assignment) -> HttpResponse:
    form = ConfirmingForm(request.POST, article=seat.round.article, auto_id="confirm_%s")

    def door(password: str, code: str) -> None:
        typed = password or code
        proof = None if typed else proven(request)
        proof = proof or prove(request.user, password=password, code=code, pointer="/password")
        workflow.confirm(seat, by=request.user, proof=proof, notices=seen_notices(request.POST))

    if knock(form, door):
        return _done(request, seat, "Confirmed. Your signature counts again.")
    return _refused(request, seat, "confirm", form)


@posted
def draft(request: HttpRequest, seat: Assignment) -> HttpResponse:
    """Keep what is typed: asked by the page's script every few seconds, or by the button."""
    kept = drafts.keep(seat, request.POST, by=request.user)
    if "X-Autosave" in request.headers:
        said = {"saved": kept.saved, "words": kept.words, "seen": kept.seen}
        return JsonResponse(said, status=kept.status)
    if kept.saved:
        return _done(request, seat, kept.words)
    messages.error(request, kept.words)
    shown = reading.read(seat.round.revision)
    form = SigningForm(seat=seat, reading=shown, user=request.user, draft=drafts.typed(request.POST))
    form.status = kept.status
    return _page(request, _seats(request).get(pk=seat.pk), "sign", form)


def _done(request: HttpRequest, seat: Assignment, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("desk", seat.pk)


def _refused(request: HttpRequest, seat: Assignment, step: str, form: DoorForm) -> HttpResponse:
    words = " ".join(form.non_field_errors()) or "Something is missing: see the form below."
    messages.error(request, words)
    return _page(request, _seats(request).get(pk=seat.pk), step, form)


def _page(
    request: HttpRequest, seat: Assignment, step: str = "", refused: DoorForm | None = None
) -> HttpResponse:
    """The desk, with a refused form in its place and all that was typed in it."""
    article, shown, may = seat.round.article, reading.read(seat.round.revision, pinned=True), actions(seat, request.user)
    beside = seats_beside(seat)
    forms = {
        "accept": AcceptForm(article=article),
        "decline": DecliningForm(article=article),
        "comment": RemarkForm(article=article),
        "confirm": ConfirmingForm(article=article, auto_id="confirm_%s"),
        "sign": SigningForm(seat=seat, reading=shown, user=request.user),
    } | ({step: refused} if refused else {})
    news = list(reading.news_of(shown.revision))
    if "sign" in may:
        forms["sign"].earlier = earlier_verdicts(seat, beside, news)
    parts = {
        "title": shown.revision.question, "seat": seat, "article": article, "reading": shown, "actions": may,
        "forms": forms, "remembered": anchors.anchored(own_comments(seat), shown),
        "comparisons": changes.comparisons(seat, beside),
        "homeless": refused if PLACES.get(step, step) not in may and step != "sign" else None,
        "review": getattr(seat, "review", None), "moved": article.current_id != shown.revision.pk,
        "earlier": drafts.earlier(seat, beside), "newer": _newer_seat(seat, beside), "draft_seen": drafts.mark(seat),
        "draft": drafts.readable(seat.draft, shown.claims),
        "proven": proven(request),
        "news": news, "today": clock.today(),
    }  # fmt: skip
    context = {**admin.site.each_context(request), **parts}
    return render(request, "reviews/desk.html", context, status=refused.status if refused else 200)


def _newer_seat(seat: Assignment, beside: list[Assignment]) -> Assignment | None:
    """Their seat on a later revision of the same article, where they have one."""
    return next((other for other in reversed(beside) if other.round_id > seat.round_id), None)
