"""Secrets that we must be able to use again: sealed in the database, so that a stolen copy of it signs nothing."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def seal(secret: str) -> bytes:
    return _keys().encrypt(secret.encode())


def opened(sealed: bytes) -> str:
    """The secret itself. Raises cryptography's InvalidToken where none of the keys fits."""
    return _keys().decrypt(sealed).decode()


def _keys() -> MultiFernet:
    """`SEALING_KEYS`, the first of which seals; without any, keys derived from the secret keys of the site."""
    derived = [_derived(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return MultiFernet([Fernet(key) for key in settings.SEALING_KEYS or derived])


def _derived(secret: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(b"medreview.sealing:" + secret.encode()).digest())
