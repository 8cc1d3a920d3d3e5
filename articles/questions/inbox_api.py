"""`/api/v1/questions/`: what readers asked and reported, for managing editors: the inbox, emptied by settling."""

from __future__ import annotations

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from articles import questions
from articles.editors_only import EditorsOnly
from articles.filtering import TruthFilter
from articles.idempotency import IdempotentMixin
from articles.models import Kind, Question
from articles.serializers import Nothing, StrictSerializer
from citations.typed import Text


class AskedAnswer(serializers.ModelSerializer):
    """A reader's question or report. Words and address are empty once they were kept as long as we said."""

    slug = serializers.CharField(source="article.slug")

    class Meta:
        model = Question
        fields = ["id", "kind", "article", "slug", "quote", "text", "email", "audience", "answer", "created_at",
                  "handled_at", "erased_at"]  # fmt: skip


class AnswerInput(StrictSerializer):
    answer = Text(max_length=questions.LONGEST, help_text="What the reader is told, in plain text.")


class AskedFilter(django_filters.FilterSet):
    open = TruthFilter(field_name="handled_at", lookup_expr="isnull", label="Not settled yet.")
    kind = django_filters.ChoiceFilter(choices=Kind.choices)
    article = django_filters.NumberFilter(min_value=1, max_value=2**63 - 1)


class AskedViewSet(EditorsOnly, IdempotentMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Readers' questions and error reports, newest first."""

    serializer_class = AskedAnswer
    filterset_class = AskedFilter
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
        """Take it out of the inbox: it is answered, or no answer is needed. A report that is right opens a re-review by
        `articles/{id}/reopen/` with the cause `report`."""
        Nothing.of(request)
        asked = self.get_object()
        questions.settle(Question.objects.filter(pk=asked.pk))
        asked.refresh_from_db()
        return Response(AskedAnswer(asked).data)
