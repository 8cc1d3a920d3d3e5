"""Where an error is: JSON pointers (RFC 6901) into the body as sent."""

from __future__ import annotations

from collections.abc import Iterator


def pointers(detail: object, at: str = "") -> Iterator[dict]:
    """DRF's nested error details as a flat list of {pointer, detail}, pointers as in RFC 6901."""
    if isinstance(detail, dict):
        for key, inner in detail.items():
            step = "" if key == "non_field_errors" else "/" + str(key).replace("~", "~0").replace("/", "~1")
            yield from pointers(inner, at + step)
    elif isinstance(detail, list):
        for place, inner in enumerate(detail):
            yield from pointers(inner, f"{at}/{place}" if isinstance(inner, dict | list) else at)
    else:
        yield {"pointer": at, "detail": str(detail)}
