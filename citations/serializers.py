"""How requests about references are read: strictly, bounded, every error pointing at its field."""

from __future__ import annotations

import base64
import binascii

from rest_framework import serializers
from rest_framework.request import Request

from citations import csl
from citations.formatting import STYLES
from citations.importing import FORMATS, Parsed, TooMany, UnknownFormat, parse
from citations.importing.records import MOST_RECORDS
from citations.typed import Choice, Text

#: Bytes of a reference list that is sent to be read.
MOST_BYTES = 2_000_000
#: Errors told of one list: whoever has more mends these first.
MOST_ERRORS = 100


class StrictSerializer(serializers.Serializer):
    """Refuses fields that it does not know: a misspelt field must not be lost in silence."""

    def to_internal_value(self, data):
        if isinstance(data, dict) and (unknown := [name for name in data if name not in self.fields]):
            known = ", ".join(name for name, field in self.fields.items() if not field.read_only)
            mend = f"Known: {known}." if known else "Send no body."
            raise serializers.ValidationError({name: [f"is not known here. {mend}"] for name in unknown})
        return super().to_internal_value(data)

    @classmethod
    def of(cls, request: Request) -> dict:
        """What a request's body says. Raises ValidationError, every error at its field."""
        given = cls(data=request.data)
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)


class ListInput(StrictSerializer):
    """A reference list as text, in a format that is named or told by what stands in it."""

    format = Choice(FORMATS, required=False, help_text="Left out: told by what stands in the list.")
    text = Text(trim_whitespace=False, max_length=MOST_BYTES)

    def parsed(self) -> Parsed:
        """The list as read. Raises ValidationError at the source where nothing of it can be."""
        return read_list(self.validated_data["text"], self.validated_data.get("format"), "text")


class SourceInput(ListInput):
    """The same, or the bytes of a file as base64: then its encoding is told by what stands in it too."""

    text = Text(trim_whitespace=False, max_length=MOST_BYTES, required=False)
    base64 = Text(required=False, max_length=MOST_BYTES * 4 // 3 + 4)

    def validate_base64(self, text: str) -> bytes:
        try:
            return base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError) as error:
            raise serializers.ValidationError(f"is not base64: {error}.") from error

    def validate(self, said: dict) -> dict:
        if ("text" in said) == ("base64" in said):
            raise serializers.ValidationError({"text": ["Send the list either as text or as base64."]})
        return said

    def parsed(self) -> Parsed:
        said = self.validated_data
        field = "text" if "text" in said else "base64"
        return read_list(said[field], said.get("format"), field)


class FormatInput(StrictSerializer):
    """CSL-JSON items to be written as reference lines."""

    style = Choice(STYLES)
    items = serializers.ListField(child=serializers.JSONField(), max_length=MOST_RECORDS)

    def validate_items(self, items: list) -> list:
        found = {place: by_path(csl.problems(item)) for place, item in enumerate(items)}
        if errors := {str(place): errors for place, errors in found.items() if errors}:
            raise serializers.ValidationError(dict(list(errors.items())[:MOST_ERRORS]))
        return items


def read_list(source: str | bytes, format: str | None, field: str) -> Parsed:
    """The list as read; errors are raised at `field`."""
    if len(source) > MOST_BYTES or (isinstance(source, str) and len(source.encode()) > MOST_BYTES):
        raise serializers.ValidationError(
            {field: [f"is longer than {MOST_BYTES:,} bytes: send it in parts."]}
        )
    try:
        return parse(source, format)
    except (UnknownFormat, TooMany) as error:
        raise serializers.ValidationError({field: [f"{error}."]}) from error


def by_path(problems: list[csl.Problem]) -> dict:
    """Problems of a CSL item as the nested details that error pointers are made from."""
    nested: dict = {}
    for problem in problems:
        at = nested
        for step in problem.path:
            at = at.setdefault(str(step), {})
        at.setdefault("non_field_errors", []).append(problem.message)
    return nested
