"""Pure questions about who may review what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from articles.models import Article
from reviews.models import BoardMember


@dataclass(frozen=True)
class Candidate:
    """A board member as a possible reviewer of one article: best first by `score`, unless `excluded_by` something."""

    member: BoardMember
    load: int
    score: int
    reasons: list[str]
    excluded_by: list[str]


def exclusions(member: BoardMember, article: Article, day: date) -> list[str]:
    """Why this member may not review or sign this article on that day; empty when they may. Fails closed."""
    found = []
    if trouble := member.licence_trouble(day):
        found.append(trouble)
    if not member.user.is_active or (member.left and member.left <= day):
        found.append("no longer on the board")
    if member.user_id in article.writers:
        found.append("wrote this article")
    return found


def rank(members: Iterable[tuple[BoardMember, int]], article: Article, seated: set[int], day: date) -> list[Candidate]:
    """Candidates, best first: the article's specialty, then who has room, then by name. Excluded ones come last."""
    candidates = [_candidate(member, load, article, member.pk in seated, day) for member, load in members]
    return sorted(candidates, key=lambda c: (bool(c.excluded_by), -c.score, c.member.name))


def _candidate(member: BoardMember, load: int, article: Article, seated: bool, day: date) -> Candidate:
    specialist = article.specialty in member.specialties
    away = member.away_until is not None and member.away_until > day
    full = load >= member.capacity
    reasons = [
        f"specialty {article.specialty}" if specialist else f"another specialty ({', '.join(member.specialties)})",
        f"{load} of {member.capacity} open assignments",
    ]
    if away:
        reasons.append(f"away until {member.away_until:%d %B %Y}")
    excluded_by = exclusions(member, article, day) + (["has a seat in this round"] if seated else [])
    score = 100 * specialist + max(0, 50 - 50 * load // max(1, member.capacity)) - 80 * away - 40 * full
    return Candidate(member, load, score, reasons, excluded_by)
