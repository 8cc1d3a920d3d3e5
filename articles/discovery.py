"""How others find what was approved: the feed, the sitemap, the badge for a publisher's own pages."""

from __future__ import annotations

from datetime import UTC, datetime, time

from django.contrib.sitemaps import Sitemap
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from articles import addresses
from articles.models import Article, Heading, State
from articles.pages import catalogue
from articles.pages.catalogue import SIZE, Line, newest_approved
from articles.pages.wording import specialty_name
from articles.status import public_status
from articles.views import readable
from citations import clock


class NewlyApproved(Feed):
    """An Atom feed of what the board approved last: first approvals, updates and re-reviews alike."""

    feed_type = Atom1Feed
    title = "Newly approved articles"
    subtitle = "Medical questions, answered and reviewed by our Medical Advisory Board"

    def link(self) -> str:
        return addresses.absolute(reverse("home"))

    def items(self) -> list[Line]:
        return [line for line in newest_approved(clock.today(), SIZE) if line.status.stands]

    def item_title(self, line: Line) -> str:
        return line.question

    def item_description(self, line: Line) -> str:
        return f"{line.specialty}. {line.status.label} on {line.article.last_reviewed}."

    def item_link(self, line: Line) -> str:
        return addresses.page(line.article)

    def item_updateddate(self, line: Line) -> datetime:
        return datetime.combine(line.article.last_reviewed, time.min, UTC)

    def item_categories(self, line: Line) -> list[str]:
        return [specialty_name(line.article.specialty)]


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
def badge(request: HttpRequest, slug: str) -> HttpResponse:
    """The status as a picture, for pages elsewhere; asked for anew each time, since an approval may end."""
    status = public_status(readable(slug), clock.today())
    response = render(request, "articles/badge.svg", {"status": status}, content_type="image/svg+xml")
    response["Cache-Control"] = "public, no-cache"
    return response
