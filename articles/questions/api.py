"""`POST public/articles/{slug}/questions/` and `reports/`: a reader's question or error report, without a key."""

from __future__ import annotations

from collections.abc import Callable

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from articles import questions
from articles.content import AUDIENCES
from articles.models import Article, Kind
from articles.questions.throttling import QuestionThrottle
from articles.serializers import StrictSerializer
from citations.typed import Choice, Email, Text


class QuestionInput(StrictSerializer):
    text = Text(min_length=10, max_length=questions.LONGEST)
    email = Email(required=False, allow_blank=True, default="", max_length=254)
    audience = Choice(AUDIENCES, required=False, default="", allow_blank=True)


class ReportInput(StrictSerializer):
    kind = Choice(
        [Kind.ERROR, Kind.SAFETY], required=False, default=Kind.ERROR, help_text="`safety`: somebody could come to harm by it."
    )
    quote = Text(max_length=1_000, required=False, default="", allow_blank=True, help_text="The words that are wrong.")
    text = Text(min_length=10, max_length=questions.LONGEST, help_text="What is wrong with them.")
    email = Email(required=False, allow_blank=True, default="", max_length=254)


class QuestionAnswer(serializers.Serializer):
    """What the reader gets: that it arrived. The question itself is nobody's to read but the editors'."""

    received_at = serializers.DateTimeField()


class _ReadersView(APIView):
    authentication_classes: list = []
    permission_classes: list = []

    def _keep(self, request: Request, slug: str, serializer: type[StrictSerializer], door: Callable) -> Response:
        article = Article.objects.public().filter(slug=slug).first()
        if article is None:
            raise NotFound("No public article has this address.")
        given = serializer(data=request.data)
        given.is_valid(raise_exception=True)
        self._count(request)
        return Response({"received_at": door(article, **given.validated_data).created_at}, status=201)

    def _count(self, request: Request) -> None:
        """Only what could be kept counts: who mistypes a warning six times is not silenced for an hour."""
        throttle = QuestionThrottle()
        if not throttle.allow_request(request, self):
            self.throttled(request, throttle.wait())


class QuestionView(_ReadersView):
    """Follow-up questions on a public article."""

    @extend_schema(request=QuestionInput, responses={201: QuestionAnswer})
    def post(self, request: Request, slug: str) -> Response:
        """Ask the editors. Words and address are erased after a stated time."""
        return self._keep(request, slug, QuestionInput, questions.ask)


class ReportView(_ReadersView):
    """Reports of errors in a public article."""

    @extend_schema(request=ReportInput, responses={201: QuestionAnswer})
    def post(self, request: Request, slug: str) -> Response:
        """Report an error to the editors, who hear of a danger first. Words and address are erased after a stated time."""
        return self._keep(request, slug, ReportInput, questions.report)
