"""What managing editors do with a work of the registry, over the API: a notice by hand, merging two references that are one."""

from __future__ import annotations

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from articles.editors_only import EditorsOnly
from articles.errors import BadInput
from articles.idempotency import IdempotentMixin
from articles.paging import OnePage, PartPages, paged
from articles.references import sources
from articles.references.api import NoticeAnswer
from articles.serializers import Nothing, StrictSerializer
from citations import clock, merging
from citations.models import Merge, Notice, Reference
from citations.typed import Address, Choice, Text, Whole

_MOST = 2**63 - 1


class NoticeInput(StrictSerializer):
    nature = Choice(Notice._meta.get_field("nature").choices)
    date = serializers.DateField(required=False, allow_null=True, default=None)
    reason = Text(max_length=1000, required=False, allow_blank=True, default="")
    address = Address(max_length=500, required=False, allow_blank=True, default="", help_text="Where it is read.")
    replacement = Whole(
        required=False, allow_null=True, default=None, min_value=1, max_value=_MOST,
        help_text="Of a superseded work: the id of the reference that took its place.",
    )  # fmt: skip

    def validate_date(self, given):
        if given and given > clock.today():
            raise serializers.ValidationError("This day is still to come.")
        return given


class MergeInput(StrictSerializer):
    into = Whole(min_value=1, max_value=_MOST, help_text="The id of the reference that survives.")


class MergeAnswer(serializers.ModelSerializer):
    """A merge, who made it and, where it was taken back, who did."""

    by = serializers.CharField(source="by.username")
    undone_by = serializers.CharField(source="undone_by.username", default=None, allow_null=True)

    class Meta:
        model = Merge
        fields = ["id", "duplicate", "into", "by", "at", "undone_by", "undone_at"]


class DuplicateAnswer(serializers.Serializer):
    """A reference that may be the same work, and what a merge with it would move."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    year = serializers.IntegerField(allow_null=True)
    confidence = serializers.FloatField(help_text="From 0 to 1. Nothing is merged by itself.")
    citing_articles = serializers.IntegerField()


class RegistryViewSet(EditorsOnly, IdempotentMixin, viewsets.GenericViewSet):
    """Steps on one work."""

    serializer_class = MergeAnswer
    filter_backends = []
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet:
        return Reference.objects.surviving()

    @extend_schema(request=NoticeInput, responses={201: NoticeAnswer})
    @action(detail=True, methods=["post"])
    def notices(self, request: Request, pk: str) -> Response:
        """Enter a notice by hand. Every article that cites the work hears within a minute; the same one twice is kept once."""
        given = NoticeInput.of(request)
        if given["replacement"] is not None:
            given["replacement"] = _work(given["replacement"], "/replacement")
        return Response(NoticeAnswer(sources.tell(self.get_object(), by=request.user, **given)).data, status=201)

    @extend_schema(responses=DuplicateAnswer(many=True))
    @action(detail=True, pagination_class=OnePage)
    def duplicates(self, request: Request, pk: str) -> Response:
        """References that may be the same work, surest first."""
        found = merging.possible_duplicates(self.get_object())
        proposed = [
            {"id": work.pk, "title": work.title, "year": work.year, "confidence": sure,
             "citing_articles": sources.citing(work.pk).count()}
            for work, sure in found
        ]  # fmt: skip
        return paged(self, proposed, DuplicateAnswer)

    @extend_schema(request=MergeInput, responses=MergeAnswer)
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, pk: str) -> Response:
        """Say that this work is another one. Identifiers and notices move there; no text and no hash changes."""
        into = _work(MergeInput.of(request)["into"], "/into")
        return Response(MergeAnswer(sources.merge(self.get_object(), into, by=request.user)).data)

    @extend_schema(responses=MergeAnswer(many=True))
    @action(detail=True, pagination_class=PartPages)
    def merges(self, request: Request, pk: str) -> Response:
        """What was merged into this work, newest first."""
        done = Merge.objects.filter(into=self.get_object()).select_related("by", "undone_by")
        return paged(self, done, MergeAnswer)

    @extend_schema(request=Nothing, responses=MergeAnswer)
    @action(detail=True, methods=["post"], url_path=r"merges/(?P<merge>\d{1,18})/undo", url_name="undo")
    def undo(self, request: Request, pk: str, merge: str) -> Response:
        """Take a merge back: each of the two has again what it had."""
        Nothing.of(request)
        done = get_object_or_404(Merge.objects.select_related("duplicate", "into"), pk=merge, into=pk)
        return Response(MergeAnswer(sources.undo(done, by=request.user)).data)


def _work(pk: int, pointer: str) -> Reference:
    found = Reference.objects.surviving().filter(pk=pk).first()
    if found is None:
        raise BadInput.at(pointer, "There is no reference with this id.")
    return found
