"""`/api/v1/references/`: the registry to be read, lists to be parsed and formatted, lists in every format."""

from __future__ import annotations

import django_filters
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpResponse
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from articles import addresses
from articles.errors import BadInput
from articles.models import Article, Entry, Scope
from articles.references import sources
from articles.references.lists import entries_of, judge
from citations import api as citations_api
from citations.exporting import FORMATS, export
from citations.importing import FORMATS as READABLE
from citations.models import Identifier, Notice, Reference
from citations.notices import STATUSES
from citations.serializers import FormatInput, SourceInput

#: Citing articles told of one work, the newest first.
MOST_CITING = 100
MEDIA = {
    "ris": ("application/x-research-info-systems", "ris"),
    "bibtex": ("application/x-bibtex", "bib"),
    "csl-json": ("application/vnd.citationstyles.csl+json", "csl.json"),
    "nbib": ("application/nbib", "nbib"),
}


class IdentifierAnswer(serializers.ModelSerializer):
    class Meta:
        model = Identifier
        fields = ["scheme", "value"]


class ReferenceLine(serializers.ModelSerializer):
    """A work in a list."""

    identifiers = IdentifierAnswer(many=True)
    standing = serializers.ListField(child=serializers.ChoiceField(STATUSES))

    class Meta:
        model = Reference
        fields = ["id", "title", "year", "standing", "identifiers"]


class NoticeAnswer(serializers.ModelSerializer):
    """One piece of news about a work, and who told it."""

    class Meta:
        model = Notice
        fields = [
            "nature", "source", "date", "record_id", "notice_doi", "notice_pmid", "reasons", "addresses", "replacement",
            "received_at",
        ]  # fmt: skip


class CitingAnswer(serializers.Serializer):
    id = serializers.IntegerField(source="pk")
    slug = serializers.CharField()
    question = serializers.CharField(source="current.question")
    state = serializers.CharField()
    address = serializers.SerializerMethodField()

    @extend_schema_field(serializers.URLField())
    def get_address(self, article: Article) -> str:
        return addresses.api(article)


class ReferenceAnswer(ReferenceLine):
    """A work with its news, and those of the articles that cite it which the caller may see: the newest hundred."""

    notices = NoticeAnswer(many=True)
    merged = serializers.SerializerMethodField(help_text="References that were found to be this work.")
    citing_articles = serializers.SerializerMethodField()

    class Meta(ReferenceLine.Meta):
        fields = [*ReferenceLine.Meta.fields, "csl", "merged", "notices", "citing_articles"]

    @extend_schema_field(serializers.ListField(child=serializers.IntegerField()))
    def get_merged(self, reference: Reference) -> list[int]:
        return [merged.pk for merged in reference.merged_from.all()]

    @extend_schema_field(CitingAnswer(many=True))
    def get_citing_articles(self, reference: Reference) -> list[dict]:
        seen = sources.citing(reference.pk).visible_to(self.context["request"].user)
        newest = seen.select_related("current").order_by("-pk")[:MOST_CITING]
        return CitingAnswer(newest, many=True).data


class ListFindingAnswer(serializers.Serializer):
    """What the checks say of an entry before any text cites it."""

    code = serializers.CharField()
    severity = serializers.CharField()
    message = serializers.CharField()
    help = serializers.CharField()


class ParsedEntryAnswer(serializers.Serializer):
    key = serializers.CharField()
    kind = serializers.CharField()
    line = serializers.IntegerField(help_text="Where the record starts in the source, from 1.")
    csl = serializers.JSONField()
    findings = ListFindingAnswer(many=True)
    remarks = serializers.ListField(child=serializers.CharField(), help_text="What was guessed or left out.")


class SkippedAnswer(serializers.Serializer):
    line = serializers.IntegerField()
    reason = serializers.CharField()


class ParsedAnswer(serializers.Serializer):
    format = serializers.ChoiceField(READABLE)
    entries = ParsedEntryAnswer(many=True)
    skipped = SkippedAnswer(many=True)
    remarks = serializers.ListField(
        child=serializers.CharField(), help_text="On the source as such: its encoding."
    )


class ReferenceFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="filter_q", label="An identifier, or words of the title.")
    doi = django_filters.CharFilter(method="filter_named", label="A DOI in any spelling.")
    pmid = django_filters.CharFilter(method="filter_named", label="A PubMed id.")
    standing = django_filters.ChoiceFilter(choices=[(s, s) for s in STATUSES], method="filter_standing")

    def filter_q(self, references: QuerySet, name: str, term: str) -> QuerySet:
        return references.matching(term)

    def filter_named(self, references: QuerySet, name: str, text: str) -> QuerySet:
        return references.named(name, text)

    def filter_standing(self, references: QuerySet, name: str, status: str) -> QuerySet:
        return references.standing_as(status)


class ReferenceViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Works that articles cite. Any account with a key reads them; citing articles only who may see those.

    `parse/` and `format/` write nothing, so an `Idempotency-Key` has nothing to guard there.
    """

    serializer_class = ReferenceLine
    filterset_class = ReferenceFilter
    read_scopes = write_scopes = tuple(Scope)
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet:
        return Reference.objects.surviving().prefetch_related("identifiers")

    @extend_schema(responses=ReferenceAnswer)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One work. A reference that was merged is answered with the one that it was merged into."""
        told = Prefetch("notices", Notice.objects.order_by("-date", "-pk"))
        survivor = Reference.objects.filter(pk=pk).values_list("merged_into", flat=True).first() or pk
        found = (
            Reference.objects.prefetch_related("identifiers", "merged_from", told).filter(pk=survivor).first()
        )
        if found is None:
            raise Http404
        return Response(ReferenceAnswer(found, context=self.get_serializer_context()).data)

    @extend_schema(request=SourceInput, responses=ParsedAnswer, filters=False)
    @action(detail=False, methods=["post"])
    def parse(self, request: Request) -> Response:
        """Read a reference list: RIS, NBIB, BibTeX, CSL-JSON, PubMed XML, JATS or Crossref JSON."""
        given = SourceInput(data=request.data)
        given.is_valid(raise_exception=True)
        parsed = given.parsed()
        found = judge(entries_of(parsed))
        entries = [
            {
                "key": entry.key, "kind": entry.kind, "line": entry.line, "csl": entry.csl, "remarks": entry.remarks,
                "findings": ListFindingAnswer(found[entry.key], many=True).data,
            }
            for entry in parsed.entries
        ]  # fmt: skip
        skipped = [{"line": skipped.line, "reason": skipped.reason} for skipped in parsed.skipped]
        answer = {"format": parsed.format, "entries": entries, "skipped": skipped, "remarks": parsed.remarks}
        return Response(answer)

    @extend_schema(request=FormatInput, responses=citations_api.LinesAnswer, filters=False)
    @action(detail=False, methods=["post"], url_path="format", url_name="format")
    def format_items(self, request: Request) -> Response:
        """Reference lines in NLM (Vancouver) or AMA style, as plain text and as HTML."""
        return Response(citations_api.lines(request.data))


def exported(article: Article, format: str) -> HttpResponse:
    """The reference list of an article's current revision as a file, entries under their keys."""
    if format not in MEDIA:
        raise BadInput(f"The parameter `as` is one of {', '.join(FORMATS)}.")
    rows = Entry.objects.filter(revision=article.current).values_list("key", "csl")
    media, suffix = MEDIA[format]
    text = export([{**csl, "id": key} for key, csl in rows], format)
    name = f'attachment; filename="{article.slug}.{suffix}"'
    return HttpResponse(text, content_type=f"{media}; charset=utf-8", headers={"Content-Disposition": name})
