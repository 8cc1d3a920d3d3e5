"""The versions that the board approved, newest first. What was never approved has no address here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, prefetch_related_objects

from articles.models import Article, Revision


@dataclass(frozen=True)
class Version:
    """An approved revision, with the day of its latest approval."""

    revision: Revision
    approved_on: date
    current: bool

    @property
    def number(self) -> int:
        return self.revision.number


def read_rounds(article: Article) -> None:
    """Read the article's rounds, seats and signatures: by the reverse relation, as reviews lie above."""
    rounds = Article.rounds.rel.related_model
    seats = rounds.assignments.rel.related_model.objects.select_related("review", "board_member")
    held = rounds.objects.select_related("revision").prefetch_related(Prefetch("assignments", seats))
    prefetch_related_objects([article], Prefetch("rounds", held))


def approvals(article: Article) -> list:
    """The rounds that ended approved, in their order."""
    ended = (told for told in article.rounds.all() if told.outcome == "approved")
    return sorted(ended, key=lambda told: told.pk)


def versions(article: Article) -> list[Version]:
    """Read from the rounds; a revision that was approved again is told once, by its latest day."""
    latest = {told.revision_id: told for told in approvals(article)}
    told = [Version(r.revision, r.closed_at.date(), pk == article.published_id) for pk, r in latest.items()]
    return sorted(told, key=lambda version: -version.number)


def version(article: Article, number: int) -> Version | None:
    read_rounds(article)
    return next((told for told in versions(article) if told.number == number), None)
