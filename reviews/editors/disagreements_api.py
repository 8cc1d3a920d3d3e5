"""`/api/v1/disagreements/`: articles that contradict each other about a drug, for managing editors."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from articles.editors_only import EditorsOnly
from articles.models import Article
from articles.paging import OnePage, paged
from citations import clock
from reviews.editors import keeping


class SideAnswer(serializers.Serializer):
    """One article's sentence."""

    article = serializers.IntegerField()
    slug = serializers.CharField()
    question = serializers.CharField()
    text = serializers.CharField()


class DisagreementAnswer(serializers.Serializer):
    """Two articles whose sentences cannot both stand. It decides nothing."""

    drug = serializers.CharField()
    population = serializers.CharField()
    reason = serializers.CharField()
    sides = SideAnswer(many=True)


class DisagreementsView(EditorsOnly, GenericAPIView):
    """Articles that disagree about a drug."""

    serializer_class = DisagreementAnswer
    pagination_class = OnePage
    queryset = Article.objects.none()
    filter_backends: list = []

    @extend_schema(
        operation_id="disagreements",
        parameters=[OpenApiParameter("drug", str, description="Only of this drug, by its generic name in lower case.")],
        responses=DisagreementAnswer(many=True),
    )
    def get(self, request: Request) -> Response:
        """Doses and directives of articles in use that contradict each other, newest claims first."""
        drug = request.query_params.get("drug")
        found = [one for one in keeping.contradictions(clock.now()) if not drug or one.drug == drug]
        return paged(self, found, DisagreementAnswer)
