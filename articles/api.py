"""The author's side of `/api/v1/articles/`: parse, call one door, render."""

from __future__ import annotations

import django_filters
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from articles import addresses, answers, batch, examination, workflow
from articles.batch import ItemsParser, NDJSONParser
from articles.diff import diff
from articles.doors import locked
from articles.errors import BadInput, Duplicate, NotAllowed
from articles.idempotency import IdempotentMixin
from articles.models import Article, Claim, Entry, Event, Finding, Revision, Scope, State
from articles.preconditions import demand_match, tagged
from articles.reference_api import MEDIA, exported
from articles.roles import is_author, is_editor
from articles.serializers import ArticleInput, StrictSerializer
from articles.vocabulary import SPECIALTY_CHOICES
from citations import clock
from citations.exporting import FORMATS


class Nothing(StrictSerializer):
    """A request without a body."""


class Confirmed(StrictSerializer):
    findings = serializers.ListField(child=serializers.IntegerField(), allow_empty=False, max_length=500)


class ArticleFilter(django_filters.FilterSet):
    state = django_filters.MultipleChoiceFilter(choices=State.choices)
    specialty = django_filters.ChoiceFilter(choices=SPECIALTY_CHOICES)
    risk = django_filters.CharFilter()
    external_id = django_filters.CharFilter()
    updated_since = django_filters.IsoDateTimeFilter(field_name="changed_at", lookup_expr="gte")
    overdue = django_filters.BooleanFilter(method="filter_overdue")
    q = django_filters.CharFilter(field_name="current__question", lookup_expr="icontains")

    def filter_overdue(self, articles: QuerySet, name: str, wanted: bool) -> QuerySet:
        return articles.overdue(clock.today()) if wanted else articles.exclude(
            pk__in=Article.objects.overdue(clock.today()).values("pk")
        )


class ArticleViewSet(IdempotentMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Articles that the caller may see: an author their own, a board member those they sit on, an editor all."""

    serializer_class = answers.ArticleAnswer
    filterset_class = ArticleFilter
    lookup_value_regex = r"\d{1,18}"
    keyed_by_item = ("batch",)
    read_scopes = tuple(Scope)
    write_scopes = (Scope.AUTHOR, Scope.EDITOR_WRITE)

    def get_queryset(self) -> QuerySet:
        articles = Article.objects.select_related("current", "published").prefetch_related("rounds__assignments__review")
        if getattr(self, "swagger_fake_view", False):
            return articles
        return articles.visible_to(self.request.user)

    def retrieve(self, request: Request, *args, **kwargs) -> Response:
        return self._answer(self.get_object())

    @extend_schema(
        request=ArticleInput,
        responses={201: answers.ArticleAnswer, 200: answers.DryRunAnswer},
        parameters=[OpenApiParameter("dry_run", bool, description="Check only; nothing is written.")],
    )
    def create(self, request: Request) -> Response:
        self._demand_author(request)
        draft = self._draft(request)
        if request.query_params.get("dry_run") == "true":
            return Response(answers.dry_run(draft.content, examination.examine(draft.content)))
        try:
            article = workflow.submit(draft, by=request.user)
        except Duplicate as error:
            error.extra["location"] = addresses.api(Article(pk=error.extra["article"]))
            raise
        response = self._answer(self._again(article), status=201)
        response["Location"] = addresses.api(article)
        return response

    @extend_schema(
        request=ArticleInput(many=True),
        responses={207: answers.BatchAnswer},
        parameters=[OpenApiParameter("dry_run", bool, description="Check only; nothing is written.")],
    )
    @action(detail=False, methods=["post"], parser_classes=[ItemsParser, NDJSONParser])
    def batch(self, request: Request) -> Response:
        """Up to 1,000 articles as a JSON array or NDJSON: a result for each, one bad item spoils no other."""
        self._demand_author(request)
        dry = request.query_params.get("dry_run") == "true"
        key = None if dry else request.headers.get("Idempotency-Key")
        done = batch.results(
            request.data, lambda item: self._submit_item(request, item, dry), user=request.user, key=key
        )
        return Response({"results": list(done)}, status=207)

    def _submit_item(self, request: Request, item: dict, dry: bool) -> tuple[int, dict]:
        given = ArticleInput(data=item)
        given.is_valid(raise_exception=True)
        draft = given.draft()
        if dry:
            return 200, answers.dry_run(draft.content, examination.examine(draft.content))
        article = workflow.submit(draft, by=request.user)
        found = {"error": article.errors, "warning": article.warnings, "info": article.infos}
        return 201, {"id": article.pk, "location": addresses.api(article), "slug": article.slug, "findings": found}

    @extend_schema(methods=["get"], responses=answers.RevisionLine(many=True), filters=False)
    @extend_schema(methods=["post"], request=ArticleInput, responses={201: answers.ArticleAnswer})
    @action(detail=True, methods=["get", "post"], pagination_class=None)
    def revisions(self, request: Request, pk: str) -> Response:
        """Every revision, newest last; POST sends a new one (`If-Match` required)."""
        article = self.get_object()
        if request.method == "GET":
            return Response(answers.RevisionLine(article.revisions.order_by("number"), many=True).data)
        if article.author_id != request.user.pk:
            raise NotAllowed("Only the author of an article revises it.")
        draft = self._draft(request)
        with transaction.atomic():
            article = locked(article)
            demand_match(request, article)
            article, new = workflow.revise(article, draft, by=request.user)
        return self._answer(self._again(article), status=201 if new else 200)

    @extend_schema(responses=answers.RevisionAnswer)
    @action(detail=True, url_path=r"revisions/(?P<number>\d{1,9})")
    def revision(self, request: Request, pk: str, number: str) -> Response:
        """One revision, verbatim."""
        return Response(answers.RevisionAnswer(_revision(self.get_object(), number)).data)

    @extend_schema(
        responses=answers.DiffAnswer, parameters=[OpenApiParameter("from", int, description="The revision before.")]
    )
    @action(detail=True, url_path=r"revisions/(?P<number>\d{1,9})/diff")
    def diff(self, request: Request, pk: str, number: str) -> Response:
        """What changed since another revision, word by word; by default the one before."""
        article = self.get_object()
        since = request.query_params.get("from", str(int(number) - 1))
        if not since.isdecimal() or len(since) > 9:
            raise BadInput("The parameter `from` is the number of a revision.")
        old, new = _revision(article, since), _revision(article, number)
        return Response({"from": old.number, "to": new.number, **diff(old.content(), new.content())})

    @extend_schema(responses=answers.FindingAnswer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def findings(self, request: Request, pk: str) -> Response:
        """What the checks found in the current revision."""
        found = Finding.objects.filter(revision=self.get_object().current).select_related("waived_by")
        return Response(answers.FindingAnswer(found, many=True).data)

    @extend_schema(responses=answers.ClaimAnswer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def claims(self, request: Request, pk: str) -> Response:
        """The sentences of the current revision that a reviewer must judge."""
        return Response(answers.ClaimAnswer(Claim.objects.filter(revision=self.get_object().current), many=True).data)

    @extend_schema(
        responses={
            (200, "application/json"): answers.EntryAnswer(many=True),
            **{(200, media): str for media, _ in MEDIA.values()},
        },
        parameters=[OpenApiParameter("as", str, enum=FORMATS, description="The list as a file in this format.")],
        filters=False,
    )  # fmt: skip
    @action(detail=True, pagination_class=None)
    def references(self, request: Request, pk: str) -> HttpResponse:
        """The reference list of the current revision."""
        if wanted := request.query_params.get("as"):
            return exported(self.get_object(), wanted)
        return Response(answers.EntryAnswer(Entry.objects.filter(revision=self.get_object().current), many=True).data)

    @extend_schema(responses=answers.EventAnswer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def events(self, request: Request, pk: str) -> Response:
        """The history, oldest first."""
        found = Event.objects.filter(article=self.get_object()).select_related("words", "actor", "article").order_by("seq")
        return Response(answers.EventAnswer(found, many=True, context={"request": request}).data)

    @extend_schema(request=Confirmed, responses={201: answers.ArticleAnswer})
    @action(detail=True, methods=["post"])
    def suggestions(self, request: Request, pk: str) -> Response:
        """Confirm `citation-suspected` findings: a new revision in which they are markers (`If-Match` required)."""
        article = self.get_object()
        given = Confirmed(data=request.data)
        given.is_valid(raise_exception=True)
        wanted = given.validated_data["findings"]
        findings = list(Finding.objects.filter(revision=article.current, pk__in=wanted))
        if len(findings) < len(set(wanted)):
            raise BadInput.at("/findings", "Not all of these are findings of the current revision.")
        with transaction.atomic():
            demand_match(request, locked(article))
            article = workflow.bind(article, findings, by=request.user)
        return self._answer(self._again(article), status=201)

    @extend_schema(request=Nothing, responses=answers.ArticleAnswer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """Take back what was never published, or drop the update of a published article."""
        return self._answer(self._again(workflow.withdraw(self.get_object(), by=request.user)))

    def _demand_author(self, request: Request) -> None:
        if not (is_author(request.user) or is_editor(request.user)):
            raise NotAllowed("Only authors submit articles.")

    def _draft(self, request: Request):
        given = ArticleInput(data=request.data)
        given.is_valid(raise_exception=True)
        return given.draft()

    def _again(self, article: Article) -> Article:
        return self.get_queryset().get(pk=article.pk)

    def _answer(self, article: Article, status: int = 200) -> Response:
        context = {**self.get_serializer_context(), "single": True}
        return tagged(Response(answers.ArticleAnswer(article, context=context).data, status=status), article)


def _revision(article: Article, number: str) -> Revision:
    whole = article.revisions.prefetch_related("renditions", "entries", "contributors")
    try:
        return whole.get(number=number)
    except Revision.DoesNotExist as error:
        raise NotFound("This article has no such revision.") from error
