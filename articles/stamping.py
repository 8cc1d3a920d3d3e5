"""Publishing: what follows once other content is shown to readers. The doors leave it to a worker (`unstamped`)."""

from __future__ import annotations

import logging

from django.db import transaction
from django.db.models import OuterRef, Subquery

from articles import filing
from articles.models import Article, Event
from articles.pages import published

log = logging.getLogger(__name__)

#: Articles that one transaction takes on, so that none is locked for long.
_BATCH = 100


def stamp(article_id: int | None = None) -> int:
    """File what is shown, set its date, keep its page. Late or repeated work gives the same. Returns how many were stamped."""
    done = 0
    while stamped := _stamp_some(article_id):
        done += len(stamped)
        for pk in stamped:
            _publish(pk)
        if article_id is not None or len(stamped) < _BATCH:
            break
    if article_id is not None and not done:
        _publish(article_id)
    return done


def _publish(article_id: int) -> None:
    """One page's trouble delays no other: who reads a page that is not kept has it rendered."""
    try:
        published.publish(article_id)
    except Exception:
        log.exception("the page of article %s could not be kept", article_id)


def _stamp_some(article_id: int | None) -> list[int]:
    """Their rows are locked, so that no other change is stamped for the one that was filed; who is busy comes later."""
    waiting = Article.objects.filter(unstamped__isnull=False)
    if article_id is not None:
        waiting = waiting.filter(pk=article_id)
    with transaction.atomic():
        articles = list(waiting.order_by("pk").select_for_update(skip_locked=True)[:_BATCH])
        if not articles:
            return []
        filing.file(articles)
        # From the event's own time. Unordered: the events' own order would join the article once more, and hide the one that is
        # stamped.
        own = Event.objects.filter(pk=OuterRef("unstamped")).order_by().values("at")
        ids = [article.pk for article in articles]
        Article.objects.filter(pk__in=ids).update(last_updated=Subquery(own), unstamped=None)
    return ids
