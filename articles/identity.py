"""Proof of identity at signing: the door takes a fresh proof, never a password or a code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from articles.errors import BadInput, NotAllowed
from articles.models import FailedProof
from citations import clock

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.http import HttpRequest

#: How long a proof counts: long enough for one request, too short to be kept.
FRESH = timedelta(minutes=5)
#: After so many failures within that time no proof is looked at. Whoever gives one has come in as this account before,
#: so that nobody else can lock its owner out.
FAILURES, WITHIN = 5, timedelta(minutes=5)
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


class WrongProof(BadInput):
    """The password or the code is wrong. The failure is counted, whatever becomes of the request."""


def prove(user: User, *, password: str = "", code: str = "", pointer: str = "/signature/password") -> Proof:
    """Check what the person who signs gave: the password, or a code of a second factor (one-time or recovery).

    Raises WrongProof that points at the field, never saying more; BadInput after too many failures; NotAllowed where a
    second factor is required and none is set up.
    """
    _demand_second_factor(user)
    said = "code" if code else "password"
    where = f"{pointer.rpartition('/')[0]}/{said}"
    failed = FailedProof.objects.filter(user=user).first()
    if failed and failed.count >= FAILURES and clock.now() < failed.since + WITHIN:
        raise BadInput.at(where, "Too many failed attempts. Wait five minutes, then try again.")
    factor = _factor_of(user, code) if code else "password" * user.check_password(password)
    if not factor:
        _count_failure(user)
        words = "This code is wrong or was used before." if code else "This is not the password of the account that signs."
        raise WrongProof.at(where, words)
    if failed:
        failed.delete()
    return Proof(user.pk, clock.now(), factor)


def _count_failure(user: User) -> None:
    """One after the other: guesses that are made at once count each."""
    with transaction.atomic():
        fresh = {"since": clock.now(), "count": 0}
        failed, _ = FailedProof.objects.select_for_update().get_or_create(user=user, defaults=fresh)
        if failed.since + WITHIN <= clock.now():
            failed.since, failed.count = clock.now(), 0
        failed.count += 1
        failed.save()


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
