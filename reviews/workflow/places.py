"""What every door of a seat begins with: its locks, and whether its holder may review at all."""

from __future__ import annotations

from datetime import date

from articles.doors import locked
from articles.errors import Unmet
from articles.models import Article
from reviews.models import Assignment, BoardMember
from reviews.screening import screen


def locked_seat(assignment: Assignment) -> tuple[Article, Assignment]:
    article = locked(assignment.round.article)
    rows = Assignment.objects.select_for_update(of=("self",)).select_related("board_member__user", "round")
    return article, rows.get(pk=assignment.pk)


def refuse_excluded(member: BoardMember, article: Article, day: date, what: str) -> list[str]:
    """Raises Unmet with every exclusion named; returns the conflicts that an editor has overridden, by key."""
    screened = screen(article, BoardMember.objects.filter(pk=member.pk), day)[member.pk]
    if reasons := [exclusion.detail for exclusion in screened.excluded_by]:
        raise Unmet(f"{member} {what}: {'; '.join(reasons)}.", excluded_by=reasons)
    return screened.overridden
