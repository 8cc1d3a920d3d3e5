"""`/api/v1/preferences/`: how one's own messages come."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from articles.deliveries import inbox
from articles.models import How, Preference, Scope
from articles.serializers import StrictSerializer
from citations.typed import Choice, Text, Whole


class PreferenceBody(StrictSerializer):
    """Hours are whole hours of the named time zone's own clock."""

    how = Choice(How.choices)
    digest_hour = Whole(min_value=0, max_value=23, default=8, help_text="Of the one mail a day.")
    quiet_from = Whole(min_value=0, max_value=23, allow_null=True, default=None)
    quiet_until = Whole(min_value=0, max_value=23, allow_null=True, default=None)
    time_zone = Text(max_length=64, default="UTC", help_text="A name of the IANA database: Europe/Berlin.")


class PreferenceView(APIView):
    """How the account's messages come: a mail each, one mail a day, or the inbox alone."""

    read_scopes = write_scopes = tuple(Scope)

    @extend_schema(operation_id="preferences_retrieve", responses=PreferenceBody)
    def get(self, request: Request) -> Response:
        own = Preference.objects.filter(pk=request.user.pk).first() or Preference(account=request.user)
        return Response(PreferenceBody(own).data)

    @extend_schema(operation_id="preferences_update", request=PreferenceBody, responses=PreferenceBody)
    def put(self, request: Request) -> Response:
        """Set all of them; what is left out is as at the beginning."""
        given = PreferenceBody(data=request.data)
        given.is_valid(raise_exception=True)
        try:
            own = inbox.prefer(request.user, **given.validated_data)
        except ValidationError as error:
            raise serializers.ValidationError(error.message_dict) from error
        return Response(PreferenceBody(own).data)
