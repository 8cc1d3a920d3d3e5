"""Stamping `last_updated`: the date of the event that changed what readers are shown."""

from __future__ import annotations

from django.db.models import OuterRef, Subquery

from articles.models import Article, Event


def stamp(article_id: int | None = None) -> int:
    """Set the date from the event's own time, so that late or repeated work gives the same date. Returns how many."""
    waiting = Article.objects.filter(unstamped__isnull=False)
    if article_id is not None:
        waiting = waiting.filter(pk=article_id)
    # Unordered: the events' own order would join the article once more, and hide the one that is stamped.
    own = Event.objects.filter(pk=OuterRef("unstamped")).order_by().values("at")
    return waiting.update(last_updated=Subquery(own), unstamped=None)
