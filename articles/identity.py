"""Proof of identity at signing: the door takes a fresh proof, never a password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from articles.errors import BadInput
from citations import clock

if TYPE_CHECKING:
    from django.contrib.auth.models import User

#: How long a proof counts: long enough for one request, too short to be kept.
FRESH = timedelta(minutes=5)


@dataclass(frozen=True)
class Proof:
    """Who proved to be themselves, when, by which factor."""

    user_id: int
    at: datetime
    factor: str

    def is_fresh_for(self, user: User) -> bool:
        return self.user_id == user.pk and timedelta(0) <= clock.now() - self.at <= FRESH


def prove(user: User, *, password: str, pointer: str = "/signature/password") -> Proof:
    """Check the password of the person who signs. Raises BadInput that points at the field, never saying more."""
    if not user.check_password(password):
        raise BadInput.at(pointer, "This is not the password of the account that signs.")
    return Proof(user.pk, clock.now(), "password")
