"""Who is who. Roles are groups; nobody both writes and reviews one article."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from articles.models import Article

AUTHOR = "author"
BOARD_MEMBER = "board member"
MANAGING_EDITOR = "managing editor"


def roles_of(user: User) -> set[str]:
    """The names of the groups a person is in: one query a request, remembered on the user."""
    if not hasattr(user, "_role_names"):
        remember(user, user.groups.values_list("name", flat=True) if user.is_authenticated else ())
    return user._role_names


def remember(user: User, names: Iterable[str]) -> None:
    """These are the groups that the person is in, as was read already."""
    user._role_names = set(names)


def narrow(user: User, allowed: set[str]) -> None:
    """For this request the person has these roles at most: a scoped key speaks for a part of its account only."""
    user._role_names = roles_of(user) & allowed
    user.is_superuser = user.is_superuser and MANAGING_EDITOR in allowed


def is_editor(user: User | None) -> bool:
    """Managing editors, and superusers in their stead."""
    return user is not None and user.is_active and (user.is_superuser or MANAGING_EDITOR in roles_of(user))


def is_author(user: User) -> bool:
    return user.is_active and AUTHOR in roles_of(user)


def wrote(user: User | None, article: Article) -> bool:
    """Submitted it or is named among its contributors, now or in an earlier revision."""
    return user is not None and user.pk in article.writers


def edits(user: User | None, article: Article) -> bool:
    """May act as managing editor on this article: an editor who wrote it may not."""
    return is_editor(user) and not wrote(user, article)
