"""`/api/v1/drug-labels/`: the label table, for managing editors. A changed row is a new row; the old one stays."""

from __future__ import annotations

import django_filters
from django.db import transaction
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from articles.editors_only import EditorsOnly
from articles.filtering import TruthFilter
from articles.idempotency import IdempotentMixin
from articles.labels import AVAILABILITIES
from articles.labels import intake as label_import
from articles.models import DrugLabel
from articles.serializers import Nothing, StrictSerializer
from citations import clock
from citations.typed import Choice, Text


class DrugLabelAnswer(serializers.ModelSerializer):
    """The most of a drug in 24 hours, for whom, by which label, read when."""

    in_force = serializers.SerializerMethodField()
    maximum = serializers.FloatField()

    class Meta:
        model = DrugLabel
        fields = ["id", "drug", "form", "maximum", "unit", "arithmetic", "availability", "jurisdiction", "population",
                  "cautions", "note", "source", "read_on", "in_force", "added_at", "replaced_at"]  # fmt: skip

    def get_in_force(self, row: DrugLabel) -> bool:
        return row.replaced_at is None


@extend_schema_field({"type": ["number", "string"]})
class Amount(serializers.DecimalField):
    """A number, or its digits as text, which keep what they are in every language."""


class DrugLabelInput(StrictSerializer):
    """Nothing from memory: a row without its source, and the day it was read, is refused."""

    drug = Text(max_length=100, help_text="In lower case; the generic name.")
    form = Text(max_length=100, required=False, allow_blank=True, default="")
    maximum = Amount(max_digits=12, decimal_places=3, min_value=0, help_text="In 24 hours.")
    unit = Text(max_length=20)
    arithmetic = Text(max_length=100, required=False, allow_blank=True, default="", help_text="How the label comes to it.")
    availability = Choice(AVAILABILITIES)
    jurisdiction = Text(max_length=100)
    population = Text(
        max_length=100, help_text="Such as adults, or children 6 to 11 years: doses for them are compared with this row."
    )
    cautions = Text(max_length=2000, required=False, allow_blank=True, default="", help_text="Parted by semicolons.")
    note = Text(max_length=2000, required=False, allow_blank=True, default="")
    source = Text(max_length=500)
    read_on = serializers.DateField(help_text="The day on which the source was read.")

    def validate_maximum(self, given):
        if given <= 0:
            raise serializers.ValidationError("A maximum is above zero.")
        return given

    def validate_drug(self, given: str) -> str:
        return given.lower()

    def validate_read_on(self, given):
        if given > clock.today():
            raise serializers.ValidationError("This day is still to come.")
        return given


class DrugLabelFilter(django_filters.FilterSet):
    drug = django_filters.CharFilter(lookup_expr="iexact", max_length=100)
    in_force = TruthFilter(field_name="replaced_at", lookup_expr="isnull")


class DrugLabelViewSet(EditorsOnly, IdempotentMixin, mixins.ListModelMixin, viewsets.GenericViewSet):
    """Rows in force and their forerunners, newest first."""

    serializer_class = DrugLabelAnswer
    filterset_class = DrugLabelFilter
    queryset = DrugLabel.objects.all()
    lookup_value_regex = r"\d{1,18}"

    @extend_schema(request=DrugLabelInput, responses={201: DrugLabelAnswer})
    def create(self, request: Request) -> Response:
        """Put a row in force. It replaces one of the same drug, form, availability, jurisdiction, population and source."""
        said = DrugLabelInput.of(request)
        with transaction.atomic():
            label_import.put(said, by=request.user)
            row = DrugLabel.objects.get(replaced_at=None, **{name: said[name] for name in label_import.KEY})
        return Response(DrugLabelAnswer(row).data, status=201)

    @extend_schema(request=Nothing, responses=DrugLabelAnswer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """Take a row out of force. It stays to be looked at."""
        Nothing.of(request)
        row = self.get_object()
        label_import.withdraw(DrugLabel.objects.filter(pk=row.pk))
        row.refresh_from_db()
        return Response(DrugLabelAnswer(row).data)
