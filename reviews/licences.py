"""Licences of board members: a licence counts only when an editor has compared it with its register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from articles.errors import NotAllowed, Unmet
from citations import clock
from reviews.models import BoardMember

if TYPE_CHECKING:
    from django.contrib.auth.models import User

#: What a verification was of. Another number, register or expiry is another licence.
PARTICULARS = ("licence_number", "licence_register", "licence_expires")


def verify(member: BoardMember, *, by: User) -> BoardMember:
    """Record that an editor found this licence in its register today. Nobody verifies their own."""
    if member.user_id == by.pk:
        raise NotAllowed("Nobody verifies their own licence.")
    today = clock.today()
    if member.licence_expires < today:
        raise Unmet(
            f"The licence of {member} expired on {member.licence_expires:%d %B %Y}: enter the new one first."
        )
    member.licence_verified_at, member.licence_verified_by = today, by
    member.save(update_fields=["licence_verified_at", "licence_verified_by"])
    return member


def unverify(member: BoardMember) -> None:
    """A changed licence counts again only once it is verified. Sets the fields; the caller saves."""
    member.licence_verified_at = member.licence_verified_by = None
