"""`fields=`: only those members of an answer that the client reads."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer

from articles.errors import BadInput

FIELDS = OpenApiParameter("fields", str, description="Members of the answer to send, with commas between; others are left out.")


def narrowed(serializer: BaseSerializer, request: Request) -> BaseSerializer:
    """The serializer without the fields that were not asked for, which are then not computed. Raises BadInput."""
    asked = request.query_params.get("fields")
    if asked is None:
        return serializer
    fields = getattr(serializer, "child", serializer).fields
    wanted = {name.strip() for name in asked.split(",")} - {""}
    if unknown := wanted - set(fields):
        raise BadInput(f"The parameter `fields` names {', '.join(sorted(unknown))}. There are: {', '.join(fields)}.")
    for name in set(fields) - wanted:
        fields.pop(name)
    return serializer


class SparseMixin:
    """For views whose lists and single answers can be narrowed."""

    def get_serializer(self, *args, **kwargs) -> BaseSerializer:
        return narrowed(super().get_serializer(*args, **kwargs), self.request)
