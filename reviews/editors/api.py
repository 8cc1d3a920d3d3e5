"""`/api/v1/queue/` and what else a managing editor looks at: who waits, who has room, how the desk is doing."""

from __future__ import annotations

from urllib.parse import urlencode

from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from articles import workflow
from articles.answers import ArticleAnswer
from articles.editors_only import EditorsOnly
from articles.errors import BadInput
from articles.idempotency import IdempotentMixin
from articles.models import Article
from articles.paging import FORGED, OnePage, paged
from citations import clock
from reviews import answers
from reviews.board import availability
from reviews.editors import allotment, keeping, triage
from reviews.models import Assignment


class QueueView(EditorsOnly, GenericAPIView):
    """The triage queue, most urgent first."""

    serializer_class = ArticleAnswer
    queryset = Article.objects.none()
    filter_backends: list = []

    @extend_schema(
        operation_id="queue_list",
        parameters=[OpenApiParameter("cursor", str, description="From `next`: the page after this one.")],
        responses=inline_serializer(
            "QueuePage",
            {
                "next": serializers.URLField(allow_null=True),
                "previous": serializers.URLField(allow_null=True),
                "results": ArticleAnswer(many=True),
            },
        ),
    )
    def get(self, request: Request) -> Response:
        """Articles that wait for an editor or the board, by what is in doubt, risk, and time."""
        page = triage.page_after(cursor := request.query_params.get("cursor", ""))
        if cursor and page.first:
            raise BadInput(FORGED)
        articles = [line.article for line in page.lines]
        after = f"{request.build_absolute_uri(request.path)}?{urlencode({'cursor': page.next})}" if page.next else None
        answer = ArticleAnswer(articles, many=True, context=self.get_serializer_context()).data
        return Response({"next": after, "previous": None, "results": answer})


class AssignView(EditorsOnly, IdempotentMixin, GenericAPIView):
    """Many articles at once to the board."""

    serializer_class = answers.AllotmentAnswer

    @extend_schema(operation_id="queue_assign", request=answers.Allotting, responses=answers.AllotmentAnswer)
    def post(self, request: Request) -> Response:
        """Invite the best free candidates to every open seat, within capacity; what could not be placed is told with why."""
        result = allotment.allot(answers.Allotting.of(request)["articles"], by=request.user)
        return Response(answers.AllotmentAnswer(result).data)


class ReadersView(EditorsOnly, IdempotentMixin, GenericAPIView):
    """How many read each article in a month."""

    serializer_class = answers.ReadersAnswer

    @extend_schema(operation_id="queue_readers", request=answers.ReadersInput, responses=answers.ReadersAnswer)
    def post(self, request: Request) -> Response:
        """Keep the publisher's own statistics: they count in the queue, by factors of ten."""
        said = answers.ReadersInput.of(request)
        counted = {row["article"]: row["readers"] for row in said["articles"]}
        return Response({"found": workflow.count_readers(counted, by=request.user)})


class StatsView(EditorsOnly, GenericAPIView):
    """How the desk is doing."""

    serializer_class = answers.StatsAnswer

    @extend_schema(operation_id="stats", responses=answers.StatsAnswer)
    def get(self, request: Request) -> Response:
        """Backlog, inflow against capacity, turnaround, what is overdue, load per board member, findings."""
        return Response(answers.StatsAnswer(keeping.figures(clock.now()).as_json()).data)


class CalibrationView(EditorsOnly, GenericAPIView):
    """How far reviewers agree."""

    serializer_class = answers.CalibrationAnswer

    @extend_schema(operation_id="calibration", responses=answers.CalibrationAnswer)
    def get(self, request: Request) -> Response:
        """Agreement of second, blind reviews per tier and specialty, and approvals signed faster than anyone can read."""
        return Response(keeping.agreement(clock.now()).as_json())


class CalendarView(EditorsOnly, GenericAPIView):
    """The board's next weeks."""

    serializer_class = answers.CalendarRow

    pagination_class = OnePage
    queryset = Assignment.objects.none()
    filter_backends: list = []

    @extend_schema(operation_id="calendar", responses=answers.CalendarRow(many=True))
    def get(self, request: Request) -> Response:
        """Who has how much room, what falls due in which week, who is away or can no longer sign."""
        return paged(self, availability.calendar(clock.today()), answers.CalendarRow)
