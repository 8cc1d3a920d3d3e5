"""`POST public/articles/{slug}/questions/`: a reader's follow-up question, without a key."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from articles import questions
from articles.content import AUDIENCES
from articles.models import Article
from articles.serializers import StrictSerializer, Text
from articles.throttling import QuestionThrottle


class QuestionInput(StrictSerializer):
    text = Text(min_length=10, max_length=questions.LONGEST)
    email = serializers.EmailField(required=False, allow_blank=True, default="", max_length=254)
    audience = serializers.ChoiceField(AUDIENCES, required=False, default="", allow_blank=True)


class QuestionAnswer(serializers.Serializer):
    """What the reader gets: that it arrived. The question itself is nobody's to read but the editors'."""

    received_at = serializers.DateTimeField()


class QuestionView(APIView):
    """Follow-up questions on a public article."""

    authentication_classes: list = []
    permission_classes: list = []
    throttle_classes = [QuestionThrottle]

    @extend_schema(request=QuestionInput, responses={201: QuestionAnswer})
    def post(self, request: Request, slug: str) -> Response:
        article = Article.objects.public().filter(slug=slug).first()
        if article is None:
            raise NotFound("No public article has this address.")
        given = QuestionInput(data=request.data)
        given.is_valid(raise_exception=True)
        question = questions.ask(article, **given.validated_data)
        return Response({"received_at": question.created_at}, status=201)
