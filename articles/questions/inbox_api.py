"""`/api/v1/questions/`: what readers asked and reported, for managing editors: the inbox, emptied by settling."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from articles import questions
from articles.editors_only import EditorsOnly
from articles.filtering import TruthFilter
from articles.idempotency import IdempotentMixin
from articles.models import Became, Kind, Question
from articles.paging import CursorPages
from articles.questions import becoming
from articles.serializers import Nothing, StrictSerializer
from citations.typed import Text


class AskedAnswer(serializers.ModelSerializer):
    """A reader's question or report. Words and address are empty once they were kept as long as we said."""

    slug = serializers.CharField(source="article.slug")

    class Meta:
        model = Question
        fields = ["id", "kind", "article", "slug", "quote", "text", "email", "audience", "answer", "created_at",
                  "handled_at", "became", "wanted", "erased_at"]  # fmt: skip


class AnswerInput(StrictSerializer):
    answer = Text(max_length=questions.LONGEST, help_text="What the reader is told, in plain text.")


class FindingInput(StrictSerializer):
    message = Text(
        max_length=questions.LONGEST, required=False, allow_blank=True, default="",
        help_text="What is wrong, as author and board read it. Left out: the reader's own words.",
    )  # fmt: skip


class RequestedInput(StrictSerializer):
    question = Text(
        max_length=questions.LONGEST, required=False, allow_blank=True, default="",
        help_text="The question that the article is to answer. Left out: the reader's own words.",
    )  # fmt: skip


class InboxPages(CursorPages):
    """What is open in the order of the inbox, anything else newest first."""

    def get_ordering(self, request: Request, queryset: QuerySet, view) -> tuple[str, ...]:
        return ("place",) if "place" in queryset.query.annotations else ("-id",)


class AskedFilter(django_filters.FilterSet):
    open = TruthFilter(method="by_open", label="Not settled yet: dangers first, then errors, the longest waiting first.")
    kind = django_filters.ChoiceFilter(choices=Kind.choices)
    became = django_filters.ChoiceFilter(choices=Became.choices, label="What became of it: `article` was requested.")
    article = django_filters.NumberFilter(min_value=1, max_value=2**63 - 1)

    def by_open(self, asked: QuerySet, name: str, wanted: bool) -> QuerySet:
        return asked.filter(handled_at=None).placed() if wanted else asked.exclude(handled_at=None)


class AskedViewSet(EditorsOnly, IdempotentMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Readers' questions and error reports: what is open as the inbox has it, dangers first; all others newest first."""

    serializer_class = AskedAnswer
    filterset_class = AskedFilter
    pagination_class = InboxPages
    queryset = Question.objects.select_related("article")
    lookup_value_regex = r"\d{1,18}"

    @extend_schema(request=AnswerInput, responses=AskedAnswer)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: str) -> Response:
        """Answer who left an address, by one mail, and settle it. The address is removed once the mail was sent."""
        text = AnswerInput.of(request)["answer"]
        answered = questions.answer(self.get_object(), by=request.user, text=text)
        return Response(AskedAnswer(answered).data)

    @extend_schema(request=Nothing, responses=AskedAnswer)
    @action(detail=True, methods=["post"])
    def settle(self, request: Request, pk: str) -> Response:
        """Take it out of the inbox: it is answered, or no answer is needed. What is to come of it settles it as well:
        `reopen/`, `finding/`, `request-article/`."""
        Nothing.of(request)
        asked = self.get_object()
        questions.settle(Question.objects.filter(pk=asked.pk))
        asked.refresh_from_db()
        return Response(AskedAnswer(asked).data)

    @extend_schema(request=FindingInput, responses=AskedAnswer)
    @action(detail=True, methods=["post"])
    def finding(self, request: Request, pk: str) -> Response:
        """Make it a finding `reader-report` on what the board reads now, where the quoted words stand, and settle it: an error
        where somebody could come to harm, else a warning."""
        asked = self.get_object()
        becoming.find(asked, by=request.user, **FindingInput.of(request))
        return Response(AskedAnswer(asked).data)

    @extend_schema(request=RequestedInput, responses=AskedAnswer)
    @action(detail=True, methods=["post"], url_path="request-article")
    def request_article(self, request: Request, pk: str) -> Response:
        """Keep that an article on this is wanted, and settle it: `?became=article` lists what was requested."""
        wanted = RequestedInput.of(request)["question"]
        return Response(AskedAnswer(becoming.request(self.get_object(), by=request.user, wanted=wanted)).data)
