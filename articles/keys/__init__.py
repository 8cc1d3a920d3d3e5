"""Coming in with a key: `Authorization: Bearer KEY`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.expressions import RawSQL
from knox.auth import TokenAuthentication
from knox.crypto import hash_token
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from articles import roles
from articles.compiled import Compiled
from articles.keys import use as key_use
from articles.models import ApiKey, Scope
from citations import clock

#: A key's last use is written at most this often.
LAST_USED_EVERY = timedelta(minutes=1)
_ROLES = {
    Scope.AUTHOR: roles.AUTHOR, Scope.EDITOR_READ: roles.MANAGING_EDITOR, Scope.EDITOR_WRITE: roles.MANAGING_EDITOR,
    Scope.BOARD: roles.BOARD_MEMBER,
}  # fmt: skip


_ROLE_NAMES = RawSQL(
    "ARRAY(SELECT g.name FROM auth_user_groups held JOIN auth_group g ON g.id = held.group_id"
    " WHERE held.user_id = articles_apikey.user_id)", (), output_field=ArrayField(models.TextField()),
)  # fmt: skip


_BY_DIGEST = Compiled(
    lambda digest: ApiKey.objects.select_related("user").annotate(role_names=_ROLE_NAMES).filter(digest=digest), like="?"
)


class KeyAuthentication(TokenAuthentication):
    """One look-up by digest brings the account with its roles. Nothing is written: a GET changes nothing, and an expired key
    is left to the janitor."""

    def authenticate_credentials(self, token: bytes) -> tuple:
        digest = hash_token(token.decode("latin-1"))
        key = next(iter(_BY_DIGEST(digest)), None)
        if key is None or not key.user.is_active or (key.expiry and key.expiry < clock.now()):
            raise AuthenticationFailed("This key is unknown, revoked or expired.")
        if key.last_used is None or clock.now() - key.last_used > LAST_USED_EVERY:
            key_use.note(key.pk, clock.now())
        roles.remember(key.user, key.role_names)
        return key.user, key


class Scoped(BasePermission):
    """The one place where scopes hold. A view names the scopes that open it; a view that names none stays shut.

    The account's roles are narrowed besides, so that an author's key of somebody who is an editor too sees and does
    what an author does.
    """

    def has_permission(self, request: Request, view) -> bool:
        scopes = set(getattr(request.auth, "scopes", ()))
        if not scopes:
            return True
        safe = request.method in SAFE_METHODS
        wanted = set(getattr(view, "read_scopes" if safe else "write_scopes", ()))
        if not scopes & wanted:
            raise PermissionDenied(f"This key's scope does not reach here. Any of these does: {_names(wanted)}.")
        held = scopes if safe else scopes - {Scope.EDITOR_READ}
        narrow(request.user, held)
        return True


def narrow(user, scopes: Iterable[str]) -> None:
    """Let the account act as far as these scopes go; none of them narrows nothing."""
    if scopes:
        roles.narrow(user, {_ROLES[scope] for scope in scopes})


def _names(wanted: set[str]) -> str:
    return ", ".join(sorted(map(str, wanted))) or "a key without scopes"
