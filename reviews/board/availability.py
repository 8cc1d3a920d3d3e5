"""Who can take how much when: the board's next weeks, in three queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from reviews.models import Assignment, BoardMember, held
from reviews.models.assignment import WAITING

WEEKS = 8


@dataclass(frozen=True)
class Week:
    """One member's week, by its Monday: signatures that fall due in it, and what keeps them from reviewing."""

    monday: date
    due: int
    hindered: str

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)


@dataclass(frozen=True)
class Row:
    member: BoardMember
    load: int
    weeks: list[Week]
    warnings: list[str]

    @property
    def room(self) -> int:
        return max(0, self.member.capacity - self.load)


def calendar(today: date) -> list[Row]:
    """Everybody who sits on the board, by name."""
    sitting = BoardMember.objects.filter(Q(left=None) | Q(left__gt=today))
    members = sitting.annotate(load=held(state__in=WAITING)).order_by("name")
    monday = today - timedelta(days=today.weekday())
    due: dict[int, list[date]] = {}
    for member, day in Assignment.objects.filter(state__in=WAITING).values_list("board_member", "review_by"):
        due.setdefault(member, []).append(max(day, today))
    mondays = [monday + timedelta(weeks=n) for n in range(WEEKS)]
    return [
        Row(member, member.load, [_week(member, m, due.get(member.pk, [])) for m in mondays], _warnings(member, today))
        for member in members
    ]


def _week(member: BoardMember, monday: date, due: list[date]) -> Week:
    sunday = monday + timedelta(days=6)
    return Week(monday, sum(monday <= day <= sunday for day in due), _hindered(member, monday, sunday))


def _hindered(member: BoardMember, monday: date, sunday: date) -> str:
    if member.left and member.left <= monday:
        return "left"
    if member.licence_expires < monday or (member.licence_revoked_at and member.licence_revoked_at <= monday):
        return "no licence"
    if member.term_ends and member.term_ends < monday:
        return "term ended"
    if member.away_until and member.away_until >= monday and (member.away_from or monday) <= sunday:
        whole = (member.away_from or monday) <= monday and member.away_until >= sunday
        return "away" if whole else "partly away"
    return ""


def _warnings(member: BoardMember, today: date) -> list[str]:
    said = []
    if trouble := member.licence_trouble(today):
        said.append(trouble)
    elif (member.licence_expires - today).days <= 60:
        said.append(f"licence ends on {member.licence_expires:%d %B %Y}")
    if member.term_ends and (member.term_ends - today).days <= 60:
        said.append(f"term of office {'ended' if member.term_ends < today else 'ends'} on {member.term_ends:%d %B %Y}")
    if member.interests_declared_on is None:
        said.append("interests never declared")
    return said
