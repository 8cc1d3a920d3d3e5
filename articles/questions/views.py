"""What a reader sends: a follow-up question or an error report. The form by itself, its answer, the word of thanks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from articles import questions
from articles.models import Article, State
from articles.questions.forms import QuestionForm, ReaderForm, ReportForm
from articles.questions.throttling import QuestionThrottle
from articles.views import readable


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a question."""
    return _taken(request, slug, QuestionForm, questions.ask, "articles/question.html")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the report of an error."""
    return _taken(request, slug, ReportForm, questions.report, "articles/report.html")


def _taken(request: HttpRequest, slug: str, form_class: type[ReaderForm], keep: Callable, template: str) -> HttpResponse:
    """Show the form, or keep what it brings.

    Nobody is signed in here, so a forged request could borrow nobody's rights; browsers say where a form was
    sent from, and other sites are refused by that. A token would cost every reader a cookie, and us every
    shared copy of the page.
    """
    article = readable(slug)
    if article.state == State.RETIRED:
        raise Http404
    answer = partial(_form, request, article, template)
    if request.method != "POST":
        return answer(form_class())
    form = form_class(request.POST)
    if _from_elsewhere(request):
        form.add_error(None, _("This form was sent from another site. Please send it again from here."))
        return answer(form, 403)
    if not form.is_valid():
        return answer(form, 400)
    throttle = QuestionThrottle()
    if not throttle.allow_request(request, None):
        form.add_error(None, _("Much came from your network within the hour. Please try again later."))
        return answer(form, 429, {"Retry-After": str(int(throttle.wait() or 0) + 1)})
    if not form.trapped:
        keep(article, **form.said)
    return redirect("question-thanks", slug=slug)


@require_safe
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "articles/thanks.html", {"article": readable(slug)})


def _form(
    request: HttpRequest, article: Article, template: str, form: ReaderForm, status: int = 200,
    headers: dict | None = None,
) -> HttpResponse:  # fmt: skip
    context = {"article": article, "revision": article.published or article.current, "form": form}
    response = render(request, template, context, status=status)
    for name, value in (headers or {}).items():
        response[name] = value
    return response


def _from_elsewhere(request: HttpRequest) -> bool:
    """Whether a browser says that another site sent this."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is not None and origin not in (
        settings.BASE_URL,
        f"{request.scheme}://{request.get_host()}",
    )
