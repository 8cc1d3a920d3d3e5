"""Filters of lists, as parameters: what cannot be read is refused, or the client would take all for what it asked."""

from __future__ import annotations

from collections.abc import Iterator

import django_filters
from django import forms
from django.core.validators import EMPTY_VALUES
from django.db.models import QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.serializers import BooleanField

from articles.errors import BadInput


class TruthField(forms.Field):
    """True or false, in any spelling that `dry_run` takes too. Django's own reads what is neither as not given."""

    widget = forms.TextInput

    def to_python(self, value: str | None) -> bool | None:
        if value in EMPTY_VALUES:
            return None
        try:
            return BooleanField().run_validation(value)
        except ValidationError as error:
            raise forms.ValidationError("neither") from error


class TruthFilter(django_filters.BooleanFilter):
    field_class = TruthField


class ParameterBackend(DjangoFilterBackend):
    """The framework's, with refusals that name the parameter and what it takes."""

    def filter_queryset(self, request: Request, queryset: QuerySet, view) -> QuerySet:
        filters = self.get_filterset(request, queryset, view)
        return queryset if filters is None else filtered(filters)


def filtered(filters: django_filters.FilterSet) -> QuerySet:
    """What the parameters leave. Raises BadInput."""
    if not filters.is_valid():
        raise BadInput(" ".join(_told(filters)))
    return filters.qs


def _told(filters: django_filters.FilterSet) -> Iterator[str]:
    for name, errors in filters.errors.items():
        parameter = filters.filters[name]
        if isinstance(parameter, TruthFilter):
            yield f"The parameter `{name}` is true or false."
        elif choices := parameter.extra.get("choices"):
            yield f"The parameter `{name}` is one of {', '.join(str(value) for value, _ in choices)}."
        else:
            yield f"The parameter `{name}` cannot be read: {' '.join(errors)}"
