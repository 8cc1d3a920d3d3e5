"""Coming in with a key: `Authorization: Bearer KEY`."""

from __future__ import annotations

from knox.auth import TokenAuthentication
from knox.crypto import hash_token
from rest_framework.exceptions import AuthenticationFailed

from articles.models import ApiKey
from citations import clock


class KeyAuthentication(TokenAuthentication):
    """One look-up by digest, nothing written: a GET changes nothing, and an expired key is left to the janitor."""

    def authenticate_credentials(self, token: bytes) -> tuple:
        digest = hash_token(token.decode("latin-1"))
        key = ApiKey.objects.select_related("user").filter(digest=digest).first()
        if key is None or not key.user.is_active or (key.expiry and key.expiry < clock.now()):
            raise AuthenticationFailed("This key is unknown, revoked or expired.")
        return key.user, key
