"""`POST /api/v1/questions/{id}/reopen/`: a reader's report that is right opens a re-review."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from articles.editors_only import EditorsOnly
from articles.idempotency import IdempotentMixin
from articles.models import Question
from articles.questions.inbox_api import AskedAnswer
from articles.serializers import StrictSerializer
from citations.typed import Text
from reviews import workflow


class ReportReason(StrictSerializer):
    reason = Text(
        max_length=5000, required=False, allow_blank=True, default="",
        help_text="Kept in the history. Left out: the words that the reader quotes, and what they say of them.",
    )  # fmt: skip


class ReportedViewSet(EditorsOnly, IdempotentMixin, viewsets.GenericViewSet):
    """What becomes of readers' reports."""

    serializer_class = AskedAnswer
    queryset = Question.objects.select_related("article")
    lookup_value_regex = r"\d{1,18}"

    @extend_schema(request=ReportReason, responses=AskedAnswer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: str) -> Response:
        """Open a re-review of the article with the cause `report`, and settle the report with it. While an update is in play,
        what is published comes into doubt, and the update's approval answers it."""
        asked = self.get_object()
        workflow.reopen_on(asked, by=request.user, **ReportReason.of(request))
        return Response(AskedAnswer(asked).data)
