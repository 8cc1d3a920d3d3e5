"""The people of the tests, made when first asked for."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property

from django.contrib.auth.models import Group, User

from citations import clock
from reviews.models import BoardMember

PASSWORD = "correct horse battery"


def person(username: str, *roles: str, **fields) -> User:
    """An account with a password, an address and roles."""
    user = User.objects.create_user(username, f"{username}@example.org", PASSWORD, **fields)
    user.groups.set(Group.objects.filter(name__in=roles))
    return user


def physician(username: str, *specialties: str, **fields) -> BoardMember:
    """A board member with a licence that an editor has verified."""
    user = person(username, "board member", first_name="Pat", last_name=username.title())
    today = clock.today()
    standing = {
        "name": f"Pat {username.title()}", "credentials": "MD", "licence_number": f"L-{username}",
        "licence_register": "Test Register", "licence_expires": today + timedelta(days=900),
        "licence_verified_at": today - timedelta(days=30), "joined": today - timedelta(days=400),
        "interests_declared_on": today - timedelta(days=30),
    }  # fmt: skip
    return BoardMember.objects.create(user=user, slug=username, specialties=list(specialties), **standing | fields)


class Cast:
    """Everybody a test may need."""

    @cached_property
    def author(self) -> User:
        return person("author", "author")

    @cached_property
    def other_author(self) -> User:
        return person("other", "author")

    @cached_property
    def editor(self) -> User:
        return person("editor", "managing editor", is_staff=True)

    @cached_property
    def rivera(self) -> BoardMember:
        return physician("rivera", "Musculoskeletal")

    @cached_property
    def chen(self) -> BoardMember:
        return physician("chen", "Musculoskeletal", "Surgical")

    @cached_property
    def okafor(self) -> BoardMember:
        return physician("okafor", "Cardiovascular")

    @cached_property
    def haddad(self) -> BoardMember:
        return physician("haddad", "Musculoskeletal")
