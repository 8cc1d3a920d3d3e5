"""Reading a request's JSON so that whatever passes can be stored and hashed."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.parsers import JSONParser

#: JSON nested deeper than this means no article; Python's own limit would be a fault of ours.
DEEPEST = 40
#: Canonical JSON (RFC 8785) numbers are IEEE doubles.
LARGEST = 2**53 - 1
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class StrictJSONParser(JSONParser):
    """Refuses what PostgreSQL cannot keep (NUL, lone surrogates) or canonical JSON cannot hash, naming the place."""

    #: NaN and Infinity are read, to be refused where they stand.
    strict = False
    #: Whether one bad value spoils the whole body; a batch looks at each item by itself.
    whole = True

    def parse(self, stream, media_type=None, parser_context=None):
        try:
            body = super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError("The JSON is nested too deeply.") from error
        if self.whole:
            check_storable(body)
        return body


def check_storable(body: object) -> None:
    """Raises ValidationError at the first thing that cannot be kept or hashed."""
    if (trouble := next(_troubles(body), None)) is not None:
        raise ValidationError(trouble)


def _troubles(body: object) -> Iterator[dict]:
    """The first thing that cannot be stored, as nested error details."""
    waiting: list[tuple[tuple, object]] = [((), body)]
    while waiting:
        path, value = waiting.pop()
        if len(path) > DEEPEST:
            yield _nested(path[:3], "is nested too deeply.")
        elif isinstance(value, dict):
            waiting += (((*path, key), inner) for key, inner in value.items())
            if any(_UNSTORABLE.search(key) for key in value):
                yield _nested(path, "has a field name with a NUL character or half a surrogate pair.")
        elif isinstance(value, list):
            waiting += (((*path, place), inner) for place, inner in enumerate(value))
        elif isinstance(value, str) and _UNSTORABLE.search(value):
            yield _nested(path, "contains a NUL character or half a surrogate pair: remove it.")
        elif isinstance(value, int) and abs(value) > LARGEST:
            yield _nested(path, f"is a larger number than {LARGEST}.")
        elif isinstance(value, float) and not math.isfinite(value):
            yield _nested(path, "is no number that JSON can carry: it is infinite, or none at all (NaN).")


def _nested(path: tuple, message: str) -> dict:
    detail: object = [message]
    for step in reversed(path):
        detail = {str(step): detail}
    return detail if isinstance(detail, dict) else {"non_field_errors": detail}
