"""Authors, editors and a board large enough for the articles, made once for a database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import Group, User

from articles.roles import AUTHOR, BOARD_MEMBER, MANAGING_EDITOR
from citations import clock
from reviews.models import BoardMember

SPECIALTIES = (
    "Musculoskeletal", "Cardiovascular", "Neurologic", "Dermatology", "PrimaryCare", "Infectious", "Surgical", "Psychiatric",
)  # fmt: skip
#: Board members who have a part in one pattern.
CAST = 4


@dataclass(frozen=True)
class People:
    authors: list[User]
    editor: User
    board: dict[str, list[BoardMember]]


def people(authors: int, members: int) -> People:
    """So many authors, and so many board members of each specialty; two editors."""
    editors = _accounts("editor", 2, MANAGING_EDITOR, is_staff=True)
    board = {specialty: _board(specialty, max(members, CAST)) for specialty in SPECIALTIES}
    return People(_accounts("author", authors, AUTHOR), editors[0], board)


def _accounts(stem: str, count: int, role: str, **fields: object) -> list[User]:
    group = Group.objects.get(name=role)
    names = [f"bench-{stem}-{number}" for number in range(count)]
    User.objects.bulk_create(
        (User(username=name, email=f"{name}@example.org", **fields) for name in names), ignore_conflicts=True
    )
    found = list(User.objects.filter(username__in=names).order_by("pk"))
    group.user_set.add(*found)
    return found


def _board(specialty: str, count: int) -> list[BoardMember]:
    today = clock.today()
    standing = {
        "credentials": "MD", "licence_register": "Bench Register", "specialties": [specialty],
        "licence_expires": today + timedelta(days=2000), "licence_verified_at": today - timedelta(days=2000),
        "joined": today - timedelta(days=2000), "interests_declared_on": today - timedelta(days=2000), "capacity": 30,
    }  # fmt: skip
    accounts = _accounts(specialty.lower(), count, BOARD_MEMBER)
    BoardMember.objects.bulk_create(
        (
            BoardMember(user=user, slug=user.username, name=f"Pat {user.username}", licence_number=f"L-{user.pk}", **standing)
            for user in accounts
        ),
        ignore_conflicts=True,
    )
    return list(BoardMember.objects.filter(user__in=accounts).select_related("user").order_by("pk"))
