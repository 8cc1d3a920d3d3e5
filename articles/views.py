"""The readers' pages: read the row, build what the page says, render. A GET changes nothing."""

from __future__ import annotations

from functools import partial
from typing import NoReturn

from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from articles.deliveries import wake
from articles.exchange.exports import ACCEPTED, FORMS, PAGE
from articles.models import Article, Heading, State
from articles.pages import audience, caching, catalogue, published
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
    return shown(request, slug) or _nothing(slug)


def shown(request: HttpRequest, slug: str) -> HttpResponse | None:
    """The article's page as kept, or rendered now; 304 where the reader has it; None where there is nothing to be seen."""
    asked, known = audience.chosen(request), caching.known(request)
    found = published.find(slug, asked, known)
    if found is None:
        return None
    if found.state in known:
        response = HttpResponseNotModified()
    else:
        body, standing = (found.body, found.standing) if found.body is not None else _rendered_now(found, slug, asked)
        response = HttpResponse(body)
        if not standing:
            response["X-Robots-Tag"] = "noindex"
    response["Last-Modified"] = http_date(found.changed_at.timestamp())
    audience.remember(request, response)
    return caching.headed(response, found.state)


def _rendered_now(found: published.Found, slug: str, asked: str) -> tuple[str, bool]:
    """The page and whether the approval stands, from this process's memory where it was rendered lately.

    A worker is asked to keep it for the next reader: a GET writes nothing.
    """
    memory = caches["pages"]
    if (held := memory.get(found.state)) is None:
        article = readable(slug)
        page = ArticlePage(article, article.published or article.current, asked, clock.today())
        held = published.html(page), page.stands
        memory.set(found.state, held, caching.KEPT)
        if article.published_id is not None:
            wake.publish(found.article)
    return held


@require_safe
def former(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A version that was approved once, exactly as it was, pointing forward to what is current."""
    found, asked = readable(slug), audience.chosen(request)
    told = None if found.state == State.RETIRED else version(found, number)
    if told is None:
        raise Http404
    page = ArticlePage(found, told.revision, asked, clock.today(), former=True)
    tag = caching.tag(found.event_head, number, page.status, asked)
    if tag in caching.known(request):
        response: HttpResponse = HttpResponseNotModified()
    else:
        written = partial(published.html, page, "articles/version.html", version=told)
        response = HttpResponse(caches["pages"].get_or_set(tag, written, caching.KEPT))
    audience.remember(request, response)
    response["X-Robots-Tag"] = "noindex"
    return caching.headed(response, tag)


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
    return found or _nothing(slug)


def _nothing(slug: str) -> NoReturn:
    raise Gone if Article.objects.once_public().filter(slug=slug).exists() else Http404


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None
