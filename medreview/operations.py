"""What the documents say of each operation beside its own words: which keys open it."""

from __future__ import annotations

from drf_spectacular.openapi import AutoSchema
from rest_framework.permissions import SAFE_METHODS


class OperationSchema(AutoSchema):
    def get_description(self) -> str:
        """The operation's own words, then the scopes that open it."""
        said = super().get_description() or ""
        if not self.get_auth():
            return said
        scopes = getattr(self.view, "read_scopes" if self.method in SAFE_METHODS else "write_scopes", ())
        names = " or ".join(f"`{scope}`" for scope in sorted(map(str, scopes)))
        keys = f"Key: of scope {names}, or without scopes." if names else "Key: without scopes."
        return f"{said}\n\n{keys}".strip()
