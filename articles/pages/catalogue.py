"""Finding articles: the newest approved, those of a specialty, those whose question has given words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.core.cache import caches
from django.db.models import Q, QuerySet

from articles.models import Article, Revision, State
from articles.pages.wording import specialty_name
from articles.status import PublicStatus, public_status

SIZE = 20
NEWEST = 6
#: Questions that have the words; of more than these nobody reads to the end.
_CANDIDATES = 500
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


def newest_approved(today: date, most: int = NEWEST) -> list[Line]:
    approved = Article.objects.filter(state=State.APPROVED).order_by("-last_reviewed", "-pk")
    return lines(approved.select_related("published", "current")[:most], today)


def listing(today: date, *, words: str = "", specialty: str = "", before: int | None = None) -> Listing:
    """Public articles, newest first, by keyset: a page deep in the list costs what the first one costs."""
    found = Article.objects.public().exclude(state=State.RETIRED).select_related("published", "current")
    if words:
        found = _with_words(found, words)
    if specialty:
        found = found.filter(
            Q(published__specialty=specialty) | Q(published=None, current__specialty=specialty)
        )
    if before:
        found = found.filter(pk__lt=before)
    articles = list(found.order_by("-pk")[: SIZE + 1])
    return Listing(lines(articles[:SIZE], today), articles[SIZE - 1].pk if len(articles) > SIZE else None)


def specialties() -> list[tuple[str, str]]:
    """Code and name of each specialty that readers find something in."""
    codes = caches["pages"].get("specialties")
    if codes is None:
        codes = sorted(
            set(Article.objects.public().order_by().values_list("specialty", flat=True).distinct())
        )
        caches["pages"].set("specialties", codes, _KEPT)
    return [(code, specialty_name(code)) for code in codes]


def _with_words(articles: QuerySet, words: str) -> QuerySet:
    """Those whose shown question has the words; never by the question of an update that nobody may see yet.

    The matching revisions come first, unordered and capped, so that neither a rare nor a common word is slow.
    """
    asked = SearchQuery(words, config="english", search_type="websearch")
    vector = SearchVector("question", config="english")
    matching = Revision.objects.order_by().annotate(vector=vector).filter(vector=asked)
    found = list(matching.values_list("pk", flat=True)[:_CANDIDATES])
    return articles.filter(Q(published__in=found) | Q(published=None, current__in=found))


def lines(articles, today: date) -> list[Line]:
    return [Line(article, public_status(article, today)) for article in articles]
