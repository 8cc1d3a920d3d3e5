"""The keys of statements: one that signs, and every public one that ever did, so that old statements stay checkable.

A folder holds them: `signing.pem`, which is replaced when the key is changed, and `published.json`, which only grows.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from pathlib import Path

import rfc8785
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings


def make() -> str:
    """Make a new key that signs from now on; returns its id. The former private key is destroyed, its public one stays."""
    private = Ed25519PrivateKey.generate()
    jwk = _jwk(private.public_key())
    _folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    # Published first: nothing is ever signed by a key that cannot be looked up.
    _write("published.json", json.dumps({"keys": [*published(), jwk]}, indent=1).encode(), 0o644)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _write("signing.pem", pem, 0o600)
    return jwk["kid"]


def signing() -> Ed25519PrivateKey | None:
    """The key that signs; None where nobody made one, and nothing is stated."""
    return serialization.load_pem_private_key((_folder() / "signing.pem").read_bytes(), None) if held() else None


def held() -> bool:
    """Whether there is a key that signs."""
    return os.path.exists(f"{settings.STATEMENT_KEYS}/signing.pem")  # asked at every page: pathlib takes ten times as long


def published() -> list[dict]:
    """Every public key as a JWK (RFC 8037), the oldest first."""
    file = _folder() / "published.json"
    return json.loads(file.read_text())["keys"] if file.exists() else []


def public(key_id: object) -> Ed25519PublicKey | None:
    """The public key of that id, if it was ever ours."""
    found = next((jwk["x"] for jwk in published() if jwk["kid"] == key_id), None)
    return Ed25519PublicKey.from_public_bytes(from_base64url(found)) if found else None


def key_id(key: Ed25519PrivateKey) -> str:
    return _jwk(key.public_key())["kid"]


def base64url(raw: bytes) -> str:
    """Without padding, as JOSE has it."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """Raises ValueError for anything else, a second way to write the same bytes included."""
    raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if base64url(raw) != text:
        raise ValueError("not in its one form")
    return raw


def _jwk(key: Ed25519PublicKey) -> dict:
    """Its id is its thumbprint (RFC 7638): the same key has the same id anywhere."""
    own = {"crv": "Ed25519", "kty": "OKP", "x": base64url(key.public_bytes_raw())}
    return own | {"kid": base64url(hashlib.sha256(rfc8785.dumps(own)).digest()), "use": "sig", "alg": "EdDSA"}


def _folder() -> Path:
    return Path(settings.STATEMENT_KEYS)


def _write(name: str, data: bytes, mode: int) -> None:
    """In one go: whoever reads meanwhile has the old file or the new one."""
    new = _folder() / f".{name}.new"
    new.unlink(missing_ok=True)
    new.touch(mode=mode)
    new.write_bytes(data)
    os.replace(new, _folder() / name)
