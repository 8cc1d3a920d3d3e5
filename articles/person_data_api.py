"""`/api/v1/accounts/{username}/hand-out/`: what is held about a person, for managing editors."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from articles.editors_only import EditorsOnly
from articles.idempotency import IdempotentMixin
from articles.person_data import hand_out
from articles.serializers import Nothing


class HandedOut(serializers.Serializer):
    account = serializers.DictField(help_text="Name, address, roles.")
    theirs = serializers.DictField(help_text="By table: rows that are theirs, whole.")
    touched = serializers.DictField(help_text="By table and field: ids of rows of others that they had a hand in.")


class AccountViewSet(EditorsOnly, IdempotentMixin, viewsets.GenericViewSet):
    """Accounts, by username."""

    serializer_class, filter_backends = HandedOut, []
    queryset = User.objects.all()
    lookup_field, lookup_value_regex = "username", r"[^/]{1,150}"
    #: A copy of it is for nobody else's key.
    told_once = ("hand_out",)

    @extend_schema(request=Nothing, responses=HandedOut)
    @action(detail=True, methods=["post"], url_path="hand-out")
    def hand_out(self, request: Request, username: str) -> Response:
        """All that is held about a person, without secrets. That it was handed out, and by whom, is on record."""
        Nothing.of(request)
        person = get_object_or_404(User, username=username)
        return Response(hand_out(person, by=request.user), headers={"Cache-Control": "no-store"})
