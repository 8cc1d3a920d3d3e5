"""The readers' pages: read the row, build what the page says, render. A GET changes nothing."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from articles.exports import ACCEPTED, FORMS, PAGE
from articles.forms import QuestionForm
from articles.models import Article, Heading, State
from articles.pages import audience, caching, catalogue
from articles.pages.article import ArticlePage
from articles.pages.versions import version
from articles.pages.wording import specialty_name
from articles.vocabulary import SPECIALTIES
from citations import clock

_LONGEST_SEARCH = 200


class Gone(Http404):
    """Readers saw it while it was pending, and it was dropped: 410 tells them and search engines that it is over."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Search, what is new, and what there is by specialty."""
    today, words = clock.today(), request.GET.get("q", "").replace("\x00", "").strip()[:_LONGEST_SEARCH]
    before = _number(request.GET.get("before", ""))
    found = catalogue.search(today, words, before=before) if words else catalogue.Found(catalogue.listing(today, before=before))
    page = {
        "words": words,
        "instead": found.instead,
        "listing": found.listing,
        "newest": [] if words or before else catalogue.newest_approved(today),
        "specialties": catalogue.specialties(),
    }
    return render(request, "articles/home.html", page)


@require_safe
def specialty(request: HttpRequest, code: str) -> HttpResponse:
    """What there is of one specialty."""
    if code not in SPECIALTIES:
        raise Http404
    return _under(request, Heading.SPECIALTY, code, specialty_name(code))


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """What there is on one topic, as the articles name it."""
    name = catalogue.topic_name(slug)
    if name is None:
        raise Http404
    return _under(request, Heading.TOPIC, slug, name)


def _under(request: HttpRequest, heading: Heading, slug: str, name: str) -> HttpResponse:
    listing = catalogue.filed(clock.today(), heading, slug, before=_number(request.GET.get("before", "")))
    if heading == Heading.TOPIC and not listing.lines:
        raise Http404  # a name that no article has which readers may see
    standing = any(line.status.stands for line in listing.lines)
    page = {"heading": heading, "name": name, "listing": listing, "standing": standing, "specialties": catalogue.specialties()}
    return render(request, "articles/subject.html", page)


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
