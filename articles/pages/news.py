"""What the board approved last, and what that was: a first approval, a new version, a further review, a correction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.models import Article, State
from articles.pages.catalogue import SIZE, Line
from articles.status import public_status

#: By the cause of the round that approved what is shown.
KINDS = {
    "first": gettext_noop("Newly approved"), "revision": gettext_noop("New version approved"),
    "correction": gettext_noop("Corrected"),
}  # fmt: skip
#: Of any other cause: the same text was looked at again.
AGAIN = gettext_noop("Reviewed again")


@dataclass(frozen=True)
class News(Line):
    """An approved article with what was approved about it last."""

    kind: str
    at: datetime


def latest(today: date, most: int = SIZE) -> list[News]:
    """Newest first; only what stands. A correction moves no date of a review, so the text's own date finds it."""
    standing = Article.objects.filter(state=State.APPROVED, next_review_due__gte=today)
    reviewed = standing.order_by("-last_reviewed", "-pk").values_list("pk", flat=True)[:most]
    updated = standing.exclude(last_updated=None).order_by("-last_updated", "-pk").values_list("pk", flat=True)[:most]
    articles = list(Article.objects.filter(pk__in={*reviewed, *updated}).select_related("published", "current"))
    rounds = Article.rounds.rel.related_model.objects.filter(outcome="approved")
    prefetch_related_objects(articles, Prefetch("rounds", rounds))
    told = [_news(article, today) for article in articles]
    return sorted(told, key=lambda news: (news.at, news.article.pk), reverse=True)[:most]


def _news(article: Article, today: date) -> News:
    last = article.approving_round
    return News(article, public_status(article, today), _(KINDS.get(last.cause, AGAIN)), last.closed_at)
