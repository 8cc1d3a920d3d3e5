"""`/api/v1/inbox/`: one's own messages, whether they were mailed or not. Authors have no other inbox."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from articles.deliveries import inbox
from articles.filtering import TruthFilter
from articles.idempotency import IdempotentMixin
from articles.models import Delivery, Scope
from articles.serializers import StrictSerializer
from articles.webhooks.api import Count
from citations.typed import Whole


class MessageAnswer(serializers.Serializer):
    id = serializers.IntegerField(source="delivery.pk")
    template = serializers.CharField(source="delivery.template", help_text="Which letter.")
    subject = serializers.CharField()
    body = serializers.CharField(help_text="Plain text.")
    at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(source="delivery.read_at", allow_null=True)


class MessagesRead(StrictSerializer):
    messages = serializers.ListField(
        child=Whole(min_value=1, max_value=2**63 - 1), required=False, max_length=1000,
        help_text="Ids of one's own messages; left out, all of them.",
    )  # fmt: skip


class MessageFilter(django_filters.FilterSet):
    unread = TruthFilter(field_name="read_at", lookup_expr="isnull", label="Not read yet.")


class InboxViewSet(IdempotentMixin, viewsets.GenericViewSet):
    """Messages to the account, newest first; to a key with scopes, those that are for them."""

    read_scopes = write_scopes = tuple(Scope)
    serializer_class, filterset_class = MessageAnswer, MessageFilter
    queryset = Delivery.objects.none()

    def get_queryset(self) -> QuerySet[Delivery]:
        return inbox.messages_of(self.request.user, getattr(self.request.auth, "scopes", ()))

    @extend_schema(responses=MessageAnswer(many=True))
    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(MessageAnswer(inbox.shown(page), many=True).data)

    @extend_schema(request=MessagesRead, responses=Count, filters=False)
    @action(detail=False, methods=["post"])
    def read(self, request: Request) -> Response:
        """Mark messages as read. What is read already, or is not one's own, stays as it is."""
        wanted = MessagesRead.of(request).get("messages")
        own = self.get_queryset()
        return Response({"count": inbox.read(own if wanted is None else own.filter(pk__in=wanted))})
