"""`/api/v1/keys/`: one's own keys. A new key is told once; `DELETE` revokes from the next request on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import django_filters
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from articles import roles
from articles.errors import BadInput
from articles.idempotency import IdempotentMixin
from articles.models import ApiKey, Scope
from articles.paging import PartPages
from articles.serializers import StrictSerializer
from citations.typed import Choice, Text, Whole

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class KeyAnswer(serializers.ModelSerializer):
    """A key without its secret; `id` is how it begins."""

    account = serializers.CharField(source="user.username", help_text="Whose voice it speaks with.")
    id = serializers.CharField(source="token_key")
    scopes = serializers.ListField(child=serializers.ChoiceField(Scope.choices))
    created_at = serializers.DateTimeField(source="created")
    expires_at = serializers.DateTimeField(source="expiry", allow_null=True)

    class Meta:
        model = ApiKey
        fields = ["id", "account", "name", "scopes", "created_at", "expires_at", "last_used"]


class NewKeyAnswer(KeyAnswer):
    key = serializers.CharField(help_text="The key itself, told this once.")

    class Meta(KeyAnswer.Meta):
        fields = [*KeyAnswer.Meta.fields, "key"]


class KeyInput(StrictSerializer):
    name = Text(max_length=100, help_text="What the key is for, to tell it from others.")
    scopes = serializers.ListField(
        child=Choice(Scope.choices), required=False, default=list, max_length=len(Scope),
        help_text="Empty: all that your account may do.",
    )  # fmt: skip
    account = Text(
        required=False, max_length=150,
        help_text="User name of the author that the key speaks for: for managing editors. Left out: your own.",
    )  # fmt: skip
    days = Whole(
        required=False, allow_null=True, default=None, min_value=1, max_value=3650, help_text="Until it expires."
    )


class KeyFilter(django_filters.FilterSet):
    account = django_filters.CharFilter(
        method="of_account", max_length=150, label="User name of an account: for managing editors. Left out: your own keys."
    )

    def of_account(self, keys: QuerySet, name: str, wanted: str) -> QuerySet:
        return keys.filter(user__username=wanted)


class KeyViewSet(IdempotentMixin, mixins.ListModelMixin, mixins.DestroyModelMixin, viewsets.GenericViewSet):
    """One's own keys, and for managing editors anybody's. A scoped key reaches none of this, or it could make
    itself a wider one.
    """

    serializer_class = KeyAnswer
    pagination_class = PartPages
    told_once = ("create",)
    lookup_field = "token_key"
    lookup_url_kwarg = "id"
    lookup_value_regex = r"[0-9a-f]{1,25}"

    filterset_class = KeyFilter

    def get_queryset(self) -> QuerySet:
        keys = ApiKey.objects.select_related("user").order_by("-created")
        if getattr(self, "swagger_fake_view", False):
            return keys.none()
        wide = self.detail or "account" in self.request.query_params
        return keys if wide and roles.is_editor(self.request.user) else keys.filter(user=self.request.user)

    @extend_schema(request=KeyInput, responses={201: NewKeyAnswer})
    def create(self, request: Request) -> Response:
        """Make a key. It is in this answer and nowhere else: only its digest is kept."""
        given = KeyInput(data=request.data)
        given.is_valid(raise_exception=True)
        said = given.validated_data
        expiry = timedelta(days=said["days"]) if said["days"] else None
        made, secret = ApiKey.objects.create(
            user=_account(request.user, said.get("account")), name=said["name"],
            scopes=sorted(set(said["scopes"])), expiry=expiry,
        )
        return Response(KeyAnswer(made).data | {"key": secret}, status=201, headers={"Cache-Control": "no-store"})


def _account(maker: User, named: str | None) -> User:
    """Whom a new key speaks for: oneself, or, where an editor makes it, an author. Raises BadInput."""
    if named in (None, maker.get_username()):
        return maker
    account = get_user_model().objects.filter(username=named).first() if roles.is_editor(maker) else None
    if account is None or not roles.is_author(account):
        raise BadInput.at("/account", "There is no author with this user name for whom you may make keys.")
    return account
