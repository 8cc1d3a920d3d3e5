"""How others find what was approved: the feed, the sitemap, the badge for a publisher's own pages."""

from __future__ import annotations

from datetime import datetime

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from articles import addresses
from articles.models import Article, Heading, State
from articles.pages import catalogue
from articles.pages.news import News, latest
from articles.pages.wording import day, specialty_name
from articles.status import public_status
from articles.views import readable
from citations import clock


class Approvals(Feed):
    """An Atom feed of what the board approved last; each entry says whether that is new, reviewed again or corrected."""

    feed_type = Atom1Feed
    title = gettext_lazy("Approved and corrected articles")
    subtitle = gettext_lazy("Medical questions, answered and reviewed by our Medical Advisory Board")

    def link(self) -> str:
        return addresses.absolute(reverse("home"))

    def items(self) -> list[News]:
        return latest(clock.today())

    def item_title(self, news: News) -> str:
        return f"{news.kind}: {news.question}"

    def item_description(self, news: News) -> str:
        reviewed = _("The whole text was last reviewed on {day}.").format(day=day(news.article.last_reviewed))
        return f"{news.kind}, {day(news.at)}. {news.specialty}. {reviewed}"

    def item_link(self, news: News) -> str:
        return addresses.page(news.article)

    def item_guid(self, news: News) -> str:
        """Another one for each approval, so that a reader who saw the article is told of its correction."""
        return f"{addresses.page(news.article)}#approved-{news.at:%Y%m%dT%H%M%SZ}"

    def item_updateddate(self, news: News) -> datetime:
        return news.at

    def item_categories(self, news: News) -> list[str]:
        return [news.kind, specialty_name(news.article.specialty)]


class Approved(Sitemap):
    """Addresses for search engines: only what stands approved today, which is all that they may list."""

    limit = 10_000

    def items(self) -> QuerySet:
        standing = Article.objects.filter(state=State.APPROVED, next_review_due__gte=clock.today())
        return standing.order_by("pk").only("slug", "last_updated")

    def location(self, article: Article) -> str:
        return reverse("article-page", args=[article.slug])

    def lastmod(self, article: Article) -> datetime | None:
        return article.last_updated


class Specialties(Sitemap):
    """The specialties of which something stands approved."""

    heading, page, limit = Heading.SPECIALTY, "specialty", 10_000

    def items(self) -> list[str]:
        return catalogue.standing(self.heading, clock.today())

    def location(self, slug: str) -> str:
        return reverse(self.page, args=[slug])


class Topics(Specialties):
    """The topics on which something stands approved."""

    heading, page = Heading.TOPIC, "topic"


class Standing(Sitemap):
    """The pages that are always there."""

    def items(self) -> list[str]:
        return ["home", "board", "editorial-policy"]

    def location(self, name: str) -> str:
        return reverse(name)


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": settings.EMBED_ANCESTORS})
def embedded(request: HttpRequest, slug: str) -> HttpResponse:
    """The status as a page to be framed by the publisher's own: the one page here that other sites may frame."""
    article = readable(slug)
    context = {"article": article, "status": public_status(article, clock.today()), "page": addresses.page(article)}
    response = render(request, "articles/embedded.html", context)
    response["Cache-Control"], response["X-Robots-Tag"] = "public, no-cache", "noindex"
    return response


@require_safe
def badge(request: HttpRequest, slug: str) -> HttpResponse:
    """The status as a picture, for pages elsewhere; asked for anew each time, since an approval may end."""
    status = public_status(readable(slug), clock.today())
    response = render(request, "articles/badge.svg", {"status": status}, content_type="image/svg+xml")
    response["Cache-Control"] = "public, no-cache"
    return response
