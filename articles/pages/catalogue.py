"""Finding articles: the newest approved, those of a specialty, those that have given words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.cache import caches
from django.db.models import Q, QuerySet

from articles import searching
from articles.filing import meant
from articles.models import Article, Filing, Heading, State
from articles.pages.wording import specialty_name
from articles.status import PublicStatus, public_status
from articles.vocabulary import SPECIALTIES

SIZE = 20
NEWEST = 6
#: Seconds for which the list of specialties in use is kept.
_KEPT = 300


@dataclass(frozen=True)
class Line:
    """An article in a list."""

    article: Article
    status: PublicStatus

    @property
    def question(self) -> str:
        return (self.article.published or self.article.current).question

    @property
    def specialty(self) -> str:
        return specialty_name((self.article.published or self.article.current).specialty)


@dataclass(frozen=True)
class Listing:
    """A page of a list; `older` is where the next page begins, None at the end."""

    lines: list[Line]
    older: int | None = None


@dataclass(frozen=True)
class Found:
    """What a search found; `instead` is what was searched for in the place of words that nothing has."""

    listing: Listing
    instead: str = ""


def newest_approved(today: date, most: int = NEWEST) -> list[Line]:
    standing = Article.objects.filter(state=State.APPROVED, questioned="", next_review_due__gte=today)
    approved = standing.order_by("-last_reviewed", "-pk")
    return lines(approved.select_related("published", "current")[:most], today)


def listing(today: date, *, before: int | None = None) -> Listing:
    """Public articles, newest first, by keyset: a page deep in the list costs what the first one costs."""
    return _page(_listed(), today, before)


def search(today: date, words: str, *, before: int | None = None) -> Found:
    """What has the words; where nothing has, and they look mistyped, what has the words that were probably meant."""
    found = _page(_with_words(_listed(), words), today, before)
    if found.lines or before:
        return Found(found)
    likely = meant(words)
    if likely == words:
        return Found(found)
    better = _page(_with_words(_listed(), likely), today, None)
    return Found(better, likely) if better.lines else Found(found)


def filed(today: date, heading: Heading, slug: str, *, before: int | None = None) -> Listing:
    """The articles under a heading, read along its index however many there are."""
    under = Filing.objects.filter(heading=heading, slug=slug)
    if before:
        under = under.filter(article__lt=before)
    ids = list(under.filter(article__in=_listed()).order_by("-article").values_list("article", flat=True)[: SIZE + 1])
    return _page(_listed().filter(pk__in=ids), today, None)


def topic_name(slug: str) -> str | None:
    """How the topic was written last; None where nothing is filed under it."""
    if "\x00" in slug:
        return None  # PostgreSQL takes no such text
    under = Filing.objects.filter(heading=Heading.TOPIC, slug=slug).order_by("-article")
    return under.values_list("name", flat=True).first()


def standing(heading: Heading, today: date) -> list[str]:
    """The slugs under which something stands approved, kept for a while: who asks are search engines."""
    kept = f"standing:{heading}:{today}"
    slugs = caches["pages"].get(kept)
    if slugs is None:
        approved = Filing.objects.filter(heading=heading, article__state=State.APPROVED, article__next_review_due__gte=today)
        slugs = list(approved.order_by("slug").values_list("slug", flat=True).distinct())
        caches["pages"].set(kept, slugs, _KEPT)
    return slugs


def _listed() -> QuerySet:
    return Article.objects.public().exclude(state=State.RETIRED)


def _page(found: QuerySet, today: date, before: int | None) -> Listing:
    if before:
        found = found.filter(pk__lt=before)
    articles = list(found.select_related("published", "current").order_by("-pk")[: SIZE + 1])
    return Listing(lines(articles[:SIZE], today), articles[SIZE - 1].pk if len(articles) > SIZE else None)


def specialties() -> list[tuple[str, str]]:
    """Code and name of each specialty that readers find something in."""
    codes = caches["pages"].get("specialties")
    if codes is None:
        first, *others = (_any_of(code) for code in SPECIALTIES)
        codes = sorted(code for (code,) in first.union(*others, all=True))
        caches["pages"].set("specialties", codes, _KEPT)
    return [(code, specialty_name(code)) for code in codes]


def _any_of(specialty: str) -> QuerySet:
    """One row where there is any: a look into the index for each, where DISTINCT would read everything."""
    return Article.objects.public().filter(specialty=specialty).order_by().values_list("specialty")[:1]


def _with_words(articles: QuerySet, words: str) -> QuerySet:
    """Those that have the words in what is shown of them; never by an update that nobody may see yet."""
    found = searching.saying(words)
    revisions, named = list(found), list(found.values())
    shown = Q(published__in=revisions) | Q(published=None, current__in=revisions)
    return articles.filter(shown, pk__in=named)


def lines(articles, today: date) -> list[Line]:
    return [Line(article, public_status(article, today)) for article in articles]
