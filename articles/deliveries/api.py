"""`/api/v1/deliveries/`: messages that were owed, for managing editors. Those that failed, why, and another try."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from articles.deliveries import outbox
from articles.editors_only import EditorsOnly
from articles.errors import BadInput
from articles.idempotency import IdempotentMixin
from articles.models import Delivery
from articles.models.delivery import FATES, Channel
from articles.serializers import StrictSerializer
from articles.webhooks.api import Count
from citations.typed import Whole

_MOST = 2**63 - 1


class DeliveryAnswer(serializers.ModelSerializer):
    """One message to one recipient. Its words are the recipient's, and are not told here."""

    recipient = serializers.CharField(source="recipient.username", allow_null=True, default=None)
    article = serializers.SerializerMethodField(help_text="Null where it is about no article: a licence that ends.")
    state = serializers.ChoiceField(list(FATES))

    class Meta:
        model = Delivery
        fields = ["id", "template", "channel", "recipient", "article", "state", "attempts", "last_error", "due_at", "sent_at",
                  "failed_at"]  # fmt: skip
        extra_kwargs = {"template": {"help_text": "Which letter, or which kind of event a webhook is called for."}}

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_article(self, delivery: Delivery) -> int | None:
        return delivery.event.article_id if delivery.event else None


class DeliveryFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=[(fate, fate) for fate in FATES], method="of_state", label="What became of it.")
    channel = django_filters.ChoiceFilter(choices=Channel.choices)
    article = django_filters.NumberFilter(field_name="event__article_id", min_value=1, max_value=_MOST)

    def of_state(self, rows: QuerySet, name: str, wanted: str) -> QuerySet:
        return rows.filter(FATES[wanted])


class Again(StrictSerializer):
    deliveries = serializers.ListField(
        child=Whole(min_value=1, max_value=_MOST), allow_empty=False, max_length=1000,
        help_text="Ids of messages that failed.",
    )  # fmt: skip


class DeliveryViewSet(EditorsOnly, IdempotentMixin, mixins.ListModelMixin, viewsets.GenericViewSet):
    """Messages and webhook calls that were owed, newest first."""

    serializer_class = DeliveryAnswer
    filterset_class = DeliveryFilter
    queryset = Delivery.objects.select_related("recipient", "event")

    @extend_schema(request=Again, responses=Count, filters=False)
    @action(detail=False, methods=["post"], url_path="send-again")
    def send_again(self, request: Request) -> Response:
        """Owe once more what failed, with all tries anew. What has not failed stays as it is."""
        wanted = set(Again.of(request)["deliveries"])
        rows = Delivery.objects.filter(pk__in=wanted)
        if rows.count() < len(wanted):
            raise BadInput.at("/deliveries", "Not all of these are messages.")
        return Response({"count": outbox.send_again(rows)})
