"""The author's side of `/api/v1/articles/`: parse, call one door, render."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import django_filters
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from articles import addresses, admission, answers, batch, searching, syncing, workflow
from articles.diff import diff
from articles.doors import locked
from articles.dry_runs import is_dry, refuse_dry, tried
from articles.errors import BadInput, NotAllowed
from articles.filtering import TruthFilter
from articles.idempotency import IdempotentMixin
from articles.intake import Draft
from articles.models import Article, Claim, Entry, Event, Finding, Revision, Scope, State, Tier
from articles.one_article import answered
from articles.paging import ArticlePages, PartPages, paged
from articles.preconditions import demand_match
from articles.references.api import MEDIA, exported
from articles.roles import edits, is_author, is_editor
from articles.serializers import ArticleInput, Nothing, StrictSerializer
from articles.sparse import FIELDS, SparseMixin, narrowed
from articles.vocabulary import SPECIALTY_CHOICES
from citations import clock
from citations.exporting import FORMATS
from citations.typed import Whole

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class Confirmed(StrictSerializer):
    findings = serializers.ListField(child=Whole(), allow_empty=False, max_length=500)


class ArticleFilter(django_filters.FilterSet):
    state = django_filters.MultipleChoiceFilter(choices=State.choices)
    specialty = django_filters.ChoiceFilter(choices=SPECIALTY_CHOICES)
    risk = django_filters.ChoiceFilter(choices=Tier.choices)
    external_id = django_filters.CharFilter(help_text="Yours: at most one article in play has it.")
    external_review = TruthFilter(
        field_name="current__external_review", lookup_expr="isnull", exclude=True,
        help_text="Whether a review elsewhere is stated.",
    )  # fmt: skip
    updated_since = django_filters.CharFilter(
        method="filter_changed",
        help_text="The `sync_token` of an earlier answer, safe beside transactions that were open then; or a date.",
    )
    overdue = TruthFilter(method="filter_overdue", help_text="Whether its re-review is overdue.")
    q = django_filters.CharFilter(
        method="filter_words", max_length=200,
        help_text='Words, "a phrase", or, -not: in question, topics and text. Best first, with highlights.',
    )  # fmt: skip

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Words come last, so that the best are sought among what the other filters leave."""
        found, words = super().filter_queryset(queryset), self.form.cleaned_data["q"]
        return searching.ranked(found, words) if words else found

    def filter_words(self, articles: QuerySet, name: str, words: str) -> QuerySet:
        return articles

    def filter_changed(self, articles: QuerySet, name: str, given: str) -> QuerySet:
        return syncing.changed_since(articles, given)

    def filter_overdue(self, articles: QuerySet, name: str, wanted: bool) -> QuerySet:
        return articles.overdue(clock.today()) if wanted else articles.exclude(
            pk__in=Article.objects.overdue(clock.today()).values("pk")
        )


@extend_schema_view(list=extend_schema(parameters=[FIELDS]), retrieve=extend_schema(parameters=[FIELDS]))
class ArticleViewSet(SparseMixin, IdempotentMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Articles that the caller may see: an author their own, a board member those they sit on, an editor all."""

    serializer_class = answers.ArticleAnswer
    filterset_class = ArticleFilter
    pagination_class = ArticlePages
    lookup_value_regex = r"\d{1,18}"
    keyed_by_item = ("batch",)
    read_scopes = tuple(Scope)
    write_scopes = (Scope.AUTHOR, Scope.EDITOR_WRITE)

    def get_queryset(self) -> QuerySet:
        articles = Article.objects.select_related("current")
        if getattr(self, "swagger_fake_view", False):
            return articles
        if not self.detail:
            articles = articles.prefetch_related("rounds__assignments__review", "rounds__assignments__board_member")
        return articles.visible_to(self.request.user)

    def filter_queryset(self, articles: QuerySet) -> QuerySet:
        """One article is not filtered: making the filter's form took longer than reading the article."""
        return articles if self.detail else super().filter_queryset(articles)

    def list(self, request: Request, *args, **kwargs) -> Response:
        """Newest first, or best first with `q`; `sync_token` begins the next sync."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        context = self.get_serializer_context()
        if words := request.query_params.get("q"):
            context["highlights"] = searching.highlights([article.current_id for article in page], words)
        lines = narrowed(answers.ArticleAnswer(page, many=True, context=context), request)
        return self.get_paginated_response(lines.data)

    def retrieve(self, request: Request, *args, **kwargs) -> Response:
        """One article, with its place in the queue while it waits for the board."""
        return answered(self.get_object(), request)

    @extend_schema(
        request=ArticleInput,
        responses={201: answers.ArticleAnswer, 200: answers.DryRunAnswer},
        parameters=[OpenApiParameter("dry_run", bool, description="Check only; nothing is written.")],
    )
    def create(self, request: Request) -> Response:
        """Submit an article. `dry_run=true` answers with what the checks say, and writes nothing."""
        self._demand_author(request)
        draft = _read(request.data)
        if is_dry(request):
            return Response(tried([draft], by=request.user, named=set())[0])
        admission.demand_room(draft.content)
        article = workflow.submit(draft, by=request.user)
        response = answered(article, request, status=201)
        response["Location"] = addresses.api(article)
        return response

    @extend_schema(
        request={media: ArticleInput(many=True) for media in ("application/json", "application/x-ndjson")},
        responses={(207, "application/json"): answers.BatchAnswer, (207, "application/x-ndjson"): answers.BatchResult},
        parameters=[OpenApiParameter("dry_run", bool, description="Check only; nothing is written.")],
    )  # fmt: skip
    @action(
        detail=False, methods=["post"], parser_classes=[batch.ArrayParser, batch.LinesParser],
        renderer_classes=[JSONRenderer, batch.LinesRenderer],
    )  # fmt: skip
    def batch(self, request: Request) -> StreamingHttpResponse:
        """Up to 1,000 articles or 20 MB, as a JSON array or NDJSON: a result for each, one bad item spoils no other.

        Items are done some at a time, each with an answer of its own, sent as soon as it is there: a batch that was cut
        short goes on where it was when it is sent again with the same `Idempotency-Key`.
        """
        self._demand_author(request)
        dry = is_dry(request)
        key = None if dry else request.headers.get("Idempotency-Key")
        items = batch.whole(request.data)
        if not dry:
            admission.demand_room_for(items)
        act = partial(self._try, request.user, set()) if dry else partial(self._submit, request.user)
        done = batch.results(items, act, user=request.user, key=key)
        return batch.streamed(done, media_type=request.accepted_renderer.media_type)

    def _submit(self, user: User, items: list[dict]) -> list[tuple[int, dict]]:
        return [(201, _arrived(article)) for article in workflow.submit_all([_read(item) for item in items], by=user)]

    def _try(self, user: User, named: set[str], items: list[dict]) -> list[tuple[int, dict]]:
        return [(200, told) for told in tried([_read(item) for item in items], by=user, named=named)]

    @extend_schema(methods=["get"], responses=answers.RevisionLine(many=True), filters=False)
    @extend_schema(methods=["post"], request=ArticleInput, responses={201: answers.ArticleAnswer})
    @action(detail=True, methods=["get", "post"], pagination_class=PartPages)
    def revisions(self, request: Request, pk: str) -> Response:
        """Every revision, newest last; POST sends a new one (`If-Match` required)."""
        article = self.get_object()
        if request.method == "GET":
            return paged(self, article.revisions.order_by("number"), answers.RevisionLine)
        if article.author_id != request.user.pk:
            raise NotAllowed("Only the author of an article revises it.")
        refuse_dry(request)
        draft = _read(request.data)
        with transaction.atomic():
            article = locked(article)
            demand_match(request, article)
            article, new = workflow.revise(article, draft, by=request.user)
        return answered(self._again(article), request, status=201 if new else 200)

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
    @action(detail=True, pagination_class=PartPages)
    def findings(self, request: Request, pk: str) -> Response:
        """What the checks found in the current revision."""
        found = Finding.objects.filter(revision=self.get_object().current).select_related("waived_by")
        return paged(self, found, answers.FindingAnswer)

    @extend_schema(responses=answers.ClaimAnswer(many=True), filters=False)
    @action(detail=True, pagination_class=PartPages)
    def claims(self, request: Request, pk: str) -> Response:
        """The sentences of the current revision that a reviewer must judge."""
        return paged(self, Claim.objects.filter(revision=self.get_object().current), answers.ClaimAnswer)

    @extend_schema(
        responses={
            (200, "application/json"): answers.EntryAnswer(many=True),
            **{(200, media): OpenApiTypes.ANY if media.endswith("json") else str for media, _ in MEDIA.values()},
        },
        parameters=[OpenApiParameter("as", str, enum=FORMATS, description="The list as a file in this format.")],
        filters=False,
    )  # fmt: skip
    @action(detail=True, pagination_class=PartPages)
    def references(self, request: Request, pk: str) -> HttpResponse:
        """The reference list of the current revision."""
        if wanted := request.query_params.get("as"):
            return exported(self.get_object(), wanted)
        return paged(self, Entry.objects.filter(revision=self.get_object().current), answers.EntryAnswer)

    @extend_schema(responses=answers.EventAnswer(many=True), filters=False)
    @action(detail=True, pagination_class=PartPages)
    def events(self, request: Request, pk: str) -> Response:
        """The history, oldest first; second looks are told to editors only."""
        article = self.get_object()
        found = Event.objects.filter(article=article).select_related("words", "actor", "article").order_by("seq")
        found = found if edits(request.user, article) else found.open_to_all()
        return paged(self, found, answers.EventAnswer)

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
        return answered(self._again(article), request, status=201)

    @extend_schema(request=Nothing, responses=answers.ArticleAnswer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """Take back what was never published, or drop the update of a published article."""
        Nothing.of(request)
        return answered(self._again(workflow.withdraw(self.get_object(), by=request.user)), request)

    def _demand_author(self, request: Request) -> None:
        if not (is_author(request.user) or is_editor(request.user)):
            raise NotAllowed("Only authors submit articles.")

    def _again(self, article: Article) -> Article:
        return self.get_queryset().get(pk=article.pk)


def _read(sent: object) -> Draft:
    given = ArticleInput(data=sent)
    given.is_valid(raise_exception=True)
    return given.draft()


def _arrived(article: Article) -> dict:
    found = {"error": article.errors, "warning": article.warnings, "info": article.infos}
    return {"id": article.pk, "location": addresses.api(article), "slug": article.slug, "findings": found}


def _revision(article: Article, number: str) -> Revision:
    whole = article.revisions.prefetch_related("renditions", "entries", "contributors")
    try:
        return whole.get(number=number)
    except Revision.DoesNotExist as error:
        raise NotFound("This article has no such revision.") from error
