"""`/api/v1/webhooks/`: one's own webhooks (Standard Webhooks). A secret is told once, when it is made."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from articles.errors import BadInput
from articles.filtering import filtered
from articles.idempotency import IdempotentMixin
from articles.models import Article, Channel, Delivery, Scope, Webhook
from articles.models.delivery import FATES
from articles.paging import PartPages, paged
from articles.serializers import Nothing, StrictSerializer
from articles.webhooks import messages, receivers
from citations.typed import Text, Whole

HEALTH = ("active", "failing", "disabled")


class WebhookAnswer(serializers.ModelSerializer):
    """A webhook without its secret."""

    state = serializers.SerializerMethodField()

    class Meta:
        model = Webhook
        fields = ["id", "name", "address", "kinds", "state", "disabled_because", "failures", "failing_since", "created_at",
                  "called_at", "former_until"]  # fmt: skip
        extra_kwargs = {"former_until": {"help_text": "Until then the secret before this one signs too."}}

    @extend_schema_field(serializers.ChoiceField(HEALTH))
    def get_state(self, webhook: Webhook) -> str:
        return "disabled" if webhook.disabled_at else "failing" if webhook.failures else "active"


class NewWebhookAnswer(WebhookAnswer):
    secret = serializers.CharField(help_text="`whsec_...`, told this once.")

    class Meta(WebhookAnswer.Meta):
        fields = [*WebhookAnswer.Meta.fields, "secret"]


class WebhookInput(StrictSerializer):
    address = Text(max_length=500, help_text="Where to POST: https, a public host, no redirects.")
    kinds = serializers.ListField(
        child=Text(max_length=40), required=False, default=list, max_length=len(messages.KINDS),
        help_text=f"Kinds of events: {', '.join(messages.KINDS)}. Empty: all, later ones included.",
    )  # fmt: skip
    name = Text(max_length=100, required=False, allow_blank=True, default="", help_text="To tell it from others.")


class CallAnswer(serializers.ModelSerializer):
    """One call: what it is about, how often it was tried, what came of it."""

    id = serializers.IntegerField(read_only=True)
    webhook_id = serializers.SerializerMethodField(help_text="The header `webhook-id`: the same at every try.")
    type = serializers.SerializerMethodField()
    state = serializers.ChoiceField(list(FATES))
    last_error = serializers.CharField(help_text="Why the last try failed; empty when it did not.")
    next_try = serializers.SerializerMethodField()

    class Meta:
        model = Delivery
        fields = ["id", "webhook_id", "type", "article", "state", "attempts", "last_error", "next_try", "sent_at", "failed_at"]

    def get_webhook_id(self, delivery: Delivery) -> str:
        return messages.message_id(delivery)

    def get_type(self, delivery: Delivery) -> str:
        return f"article.{delivery.template}"

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_next_try(self, delivery: Delivery) -> str | None:
        return serializers.DateTimeField().to_representation(delivery.due_at) if delivery.state == "owed" else None


class Redelivered(StrictSerializer):
    deliveries = serializers.ListField(
        child=Whole(min_value=1, max_value=2**63 - 1), required=False, allow_null=True, default=None,
        max_length=1000, help_text="Ids of deliveries, sent or failed. Left out: all that failed.",
    )  # fmt: skip


class Count(serializers.Serializer):
    count = serializers.IntegerField()


class Secret(serializers.Serializer):
    secret = serializers.CharField(help_text="The new secret, told this once.")
    former_until = serializers.DateTimeField(help_text="Until then the former secret signs too.")


class CallFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=[(fate, fate) for fate in FATES], method="of_state")
    article = django_filters.NumberFilter(field_name="article_id", max_value=2**63 - 1, min_value=1)

    def of_state(self, calls: QuerySet, name: str, wanted: str) -> QuerySet:
        return calls.filter(FATES[wanted])


class WebhookViewSet(
    IdempotentMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.DestroyModelMixin, viewsets.GenericViewSet
):
    """One's own webhooks: called for events of the articles that you may see."""

    serializer_class = WebhookAnswer
    pagination_class = PartPages
    filter_backends = []
    lookup_value_regex = r"\d{1,18}"
    told_once = ("create", "rotate_secret")
    read_scopes = tuple(Scope)
    write_scopes = (Scope.AUTHOR, Scope.EDITOR_WRITE, Scope.BOARD)

    def get_queryset(self) -> QuerySet:
        if getattr(self, "swagger_fake_view", False):
            return Webhook.objects.none()
        return Webhook.objects.filter(owner=self.request.user)

    @extend_schema(request=WebhookInput, responses={201: NewWebhookAnswer})
    def create(self, request: Request) -> Response:
        """Register an address. The secret that signs its calls is in this answer and nowhere else."""
        given = WebhookInput(data=request.data)
        given.is_valid(raise_exception=True)
        scopes = getattr(request.auth, "scopes", ())
        made, secret = receivers.register(request.user, **given.validated_data, scopes=scopes)
        return _told_once(WebhookAnswer(made).data | {"secret": secret}, 201)

    @extend_schema(request=Nothing, responses={200: Secret})
    @action(detail=True, methods=["post"], url_path="rotate-secret")
    def rotate_secret(self, request: Request, pk: str) -> Response:
        """A new secret. For 24 hours the former one signs too, so that no call is refused meanwhile."""
        Nothing.of(request)
        webhook = self.get_object()
        secret = receivers.rotate(webhook)
        webhook.refresh_from_db()
        return _told_once({"secret": secret, "former_until": webhook.former_until}, 200)

    @extend_schema(request=Nothing, responses={200: WebhookAnswer})
    @action(detail=True, methods=["post"])
    def enable(self, request: Request, pk: str) -> Response:
        """Call it again, after it was disabled or while it is left alone for failing."""
        Nothing.of(request)
        return Response(WebhookAnswer(receivers.enable(self.get_object())).data)

    @extend_schema(
        responses={200: CallAnswer(many=True)},
        parameters=[
            OpenApiParameter("state", str, enum=list(FATES), description="`failed` is the dead-letter list."),
            OpenApiParameter("article", OpenApiTypes.INT64, description="Calls about this article."),
        ],
    )
    @action(detail=True)
    def deliveries(self, request: Request, pk: str) -> Response:
        """The calls of the last time, newest first."""
        found = _calls(request, self.get_object()).select_related("event").order_by("-pk")
        return paged(self, filtered(CallFilter(request.query_params, queryset=found)), CallAnswer)

    @extend_schema(request=Redelivered, responses={200: Count})
    @action(detail=True, methods=["post"])
    def redeliver(self, request: Request, pk: str) -> Response:
        """Make calls once more, under the same `webhook-id`."""
        webhook = self.get_object()
        given = Redelivered(data=request.data)
        given.is_valid(raise_exception=True)
        wanted = given.validated_data["deliveries"]
        calls = _calls(request, webhook)
        chosen = calls.filter(failed_at__isnull=False) if wanted is None else calls.filter(pk__in=wanted)
        if wanted is not None and chosen.count() < len(set(wanted)):
            raise BadInput.at("/deliveries", "Not all of these are deliveries of this webhook.")
        return Response({"count": receivers.redeliver(webhook, chosen)})


def _calls(request: Request, webhook: Webhook) -> QuerySet[Delivery]:
    """About articles that the caller may still see."""
    seen = Article.objects.visible_to(request.user).values("pk")
    return Delivery.objects.filter(webhook=webhook, channel=Channel.WEBHOOK, article__in=seen)


def _told_once(said: dict, status: int) -> Response:
    return Response(said, status=status, headers={"Cache-Control": "no-store"})
