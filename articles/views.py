"""The readers' pages: read the row, build what the page says, render. A GET changes nothing."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from articles.exports import ACCEPTED, FORMS, PAGE
from articles.forms import QuestionForm
from articles.models import Article, State
from articles.pages import audience, caching, catalogue
from articles.pages.article import ArticlePage
from articles.pages.versions import version
from articles.vocabulary import SPECIALTIES
from citations import clock

_LONGEST_SEARCH = 200


class Gone(Http404):
    """Readers saw it while it was pending, and it was dropped: 410 tells them and search engines that it is over."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Search, what is new, and what there is by specialty."""
    today, words = clock.today(), request.GET.get("q", "").replace("\x00", "").strip()[:_LONGEST_SEARCH]
    specialty = request.GET.get("specialty", "")
    before = request.GET.get("before", "")
    shown = {"words": words, "specialty": specialty if specialty in SPECIALTIES else ""}
    page = {
        **shown,
        "listing": catalogue.listing(today, **shown, before=_number(before)),
        "newest": [] if any(shown.values()) or before else catalogue.newest_approved(today),
        "specialties": catalogue.specialties(),
    }
    return render(request, "articles/home.html", page)


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """The page of an article, true to its state.

    A retired article answers 200: the notice is what is to be read at this address now, and it must reach
    whoever follows an old link or citation.
    """
    if suffix := ACCEPTED.get(request.get_preferred_type([PAGE, *ACCEPTED]), ""):
        return exported(request, slug, suffix)
    found, today, asked = readable(slug), clock.today(), audience.chosen(request)
    page = ArticlePage(found, found.published or found.current, asked, today)
    etag = caching.tag(found.event_head, page.status, found.last_updated, found.next_review_due, asked, page.stated)
    changed = caching.changed_at(found, today)
    response = caching.answer(request, etag, changed, lambda: _rendered("articles/article.html", page))
    audience.remember(request, response)
    if not page.stands:
        response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def former(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A version that was approved once, exactly as it was, pointing forward to what is current."""
    found, asked = readable(slug), audience.chosen(request)
    told = None if found.state == State.RETIRED else version(found, number)
    if told is None:
        raise Http404
    page = ArticlePage(found, told.revision, asked, clock.today(), former=True)
    etag = caching.tag(found.event_head, number, page.status, asked)
    changed = caching.changed_at(found, page.today)
    response = caching.answer(
        request, etag, changed, lambda: _rendered("articles/version.html", page, version=told)
    )
    audience.remember(request, response)
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def exported(request: HttpRequest, slug: str, suffix: str) -> HttpResponse:
    """The page in a form for programs."""
    found, form = readable(slug), FORMS.get(suffix)
    if form is None or (form.needs_text and found.state == State.RETIRED):
        raise Http404
    shown = found.published or found.current
    page = ArticlePage(found, shown, audience.chosen(request), clock.today()).prefetched()
    response = HttpResponse(form.write(page), content_type=form.media_type)
    response["Cache-Control"], response["X-Robots-Tag"] = "public, no-cache", "noindex"
    patch_vary_headers(response, ["Accept", "Cookie"])
    return response


def readable(slug: str) -> Article:
    """The article of that address, if readers may see it; whatever they may not see is not there."""
    found = Article.objects.public().select_related("current", "published").filter(slug=slug).first()
    if found is None:
        raise Gone if Article.objects.once_public().filter(slug=slug).exists() else Http404
    return found


def _rendered(template: str, page: ArticlePage, **more: object) -> bytes:
    context = {
        "page": page.prefetched(),
        "form": QuestionForm(initial={"audience": page.rendition.audience}),
        **more,
    }
    return render_to_string(template, context).encode()


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None
