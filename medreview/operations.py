"""What the documents say of each operation beside its own words: which keys open it, whether it may be sent again."""

from __future__ import annotations

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework.permissions import SAFE_METHODS

from articles.idempotency import LONGEST, LONGEST_OF_BATCH, IdempotentMixin

#: By whether the operation keeps an answer for each of its items.
_REPEAT = {
    by_item: OpenApiParameter(
        "Idempotency-Key", {"type": "string", "minLength": 1, "maxLength": most}, OpenApiParameter.HEADER,
        description="Sent again within 24 hours, the request is answered as the first time, not done again.",
    )
    for by_item, most in ((False, LONGEST), (True, LONGEST_OF_BATCH))
}  # fmt: skip


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

    def get_override_parameters(self) -> list[OpenApiParameter]:
        """`Idempotency-Key` where it is honoured, and nowhere else."""
        told = super().get_override_parameters()
        if self.method != "POST" or not isinstance(self.view, IdempotentMixin):
            return told
        return [*told, _REPEAT[getattr(self.view, "action", None) in self.view.keyed_by_item]]
