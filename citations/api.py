"""What the references part of the API can answer from the text alone: reference lines of CSL-JSON items."""

from __future__ import annotations

from rest_framework import serializers

from citations.formatting import format_item
from citations.serializers import FormatInput


class LinesAnswer(serializers.Serializer):
    lines = serializers.ListField(child=serializers.CharField(), help_text="Plain text.")
    html = serializers.ListField(
        child=serializers.CharField(), help_text="The same lines, safe to put in a page."
    )


def lines(body: object) -> dict:
    """`lines` and `html` of the items in the body of a request. Raises ValidationError that points at what is wrong."""
    given = FormatInput(data=body)
    given.is_valid(raise_exception=True)
    found = [format_item(item, given.validated_data["style"]) for item in given.validated_data["items"]]
    return {"lines": [line.plain for line in found], "html": [line.html for line in found]}
