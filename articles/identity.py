"""Proof of identity at signing: the door takes a fresh proof, never a password or a code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from allauth.account.authentication import get_authentication_records
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from articles.errors import BadInput, NotAllowed
from citations import clock

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.http import HttpRequest

#: How long a proof counts: long enough for one request, too short to be kept.
FRESH = timedelta(minutes=5)
#: What can be typed as a code, the likelier first.
_CODES = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)


@dataclass(frozen=True)
class Proof:
    """Who proved to be themselves, when, by which factor."""

    user_id: int
    at: datetime
    factor: str

    def is_fresh_for(self, user: User) -> bool:
        return self.user_id == user.pk and timedelta(0) <= clock.now() - self.at <= FRESH


def prove(user: User, *, password: str = "", code: str = "", pointer: str = "/signature/password") -> Proof:
    """Check what the person who signs gave: the password, or a code of a second factor (one-time or recovery).

    Raises BadInput that points at the field, never saying more, also after too many failures; NotAllowed where a second
    factor is required and none is set up.
    """
    _demand_second_factor(user)
    said = "code" if code else "password"
    where = f"{pointer.rpartition('/')[0]}/{said}"
    try:
        forgive = check_rate_limit(user)
    except ValidationError as error:
        raise BadInput.at(where, "Too many failed attempts. Wait five minutes, then try again.") from error
    factor = _factor_of(user, code) if code else "password" * user.check_password(password)
    if not factor:
        words = "This code is wrong or was used before." if code else "This is not the password of the account that signs."
        raise BadInput.at(where, words)
    forgive()
    return Proof(user.pk, clock.now(), factor)


def proven(request: HttpRequest) -> Proof | None:
    """The proof that this session gave within the last minutes by re-authenticating, say with a passkey; None without."""
    records = [r for r in get_authentication_records(request, request.user) if r.get("reauthenticated")]
    if not records:
        return None
    age = timezone.now() - datetime.fromtimestamp(records[-1]["at"], UTC)
    proof = Proof(request.user.pk, clock.now() - age, records[-1].get("type") or records[-1]["method"])
    if not proof.is_fresh_for(request.user):
        return None
    _demand_second_factor(request.user)
    return proof


def _factor_of(user: User, code: str) -> str:
    """The kind of second factor whose code this is; empty when it is none's. A code counts once."""
    for factor in Authenticator.objects.filter(user=user, type__in=_CODES).order_by("-type"):
        if factor.wrap().validate_code(code.strip()):
            factor.record_usage()
            return factor.type
    return ""


def _demand_second_factor(user: User) -> None:
    if settings.SECOND_FACTOR_REQUIRED and not is_mfa_enabled(user):
        raise NotAllowed("Signing asks for a second factor here: set one up at /accounts/2fa/ first.")
