"""What every door of a seat begins with: its locks, and whether its holder may review at all."""

from __future__ import annotations

from datetime import date

from articles.doors import locked
from articles.errors import Unmet
from articles.models import Article
from reviews.models import Assignment, BoardMember
from reviews.rules import exclusions


def locked_seat(assignment: Assignment) -> tuple[Article, Assignment]:
    article = locked(assignment.round.article)
    rows = Assignment.objects.select_for_update(of=("self",)).select_related("board_member__user", "round")
    return article, rows.get(pk=assignment.pk)


def refuse_excluded(member: BoardMember, article: Article, day: date, what: str) -> None:
    if reasons := exclusions(member, article, day):
        raise Unmet(f"{member} {what}: {'; '.join(reasons)}.", excluded_by=reasons)
