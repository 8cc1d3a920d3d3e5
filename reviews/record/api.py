"""`/api/v1/me/`: a board member's own record, and what they say of themselves."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from articles.models import Scope
from articles.roles import BOARD_MEMBER, roles_of
from articles.serializers import StrictSerializer
from citations.typed import Truth
from reviews import record
from reviews.models import BoardMember
from reviews.workflow import set_presence


class ThanksAnswer(serializers.Serializer):
    reviews = serializers.IntegerField(help_text="Signed.")
    words = serializers.IntegerField(help_text="Read for them.")
    standing = serializers.IntegerField(help_text="Articles that readers see today on this signature.")


class RecordAnswer(serializers.ModelSerializer):
    thanks = serializers.SerializerMethodField()

    class Meta:
        model = BoardMember
        fields = ["id", "name", "credentials", "specialties", "away_from", "away_until", "credited", "thanks"]

    def get_thanks(self, member: BoardMember) -> ThanksAnswer:
        return ThanksAnswer(record.thanks(member)).data


class PresenceInput(StrictSerializer):
    away_from = serializers.DateField(required=False, allow_null=True)
    away_until = serializers.DateField(required=False, allow_null=True, help_text="The last day away.")
    credited = Truth(required=False, help_text="Whether the public page lists what was reviewed.")


class OwnRecordView(GenericAPIView):
    """For whoever is no board member there is nothing here."""

    read_scopes = write_scopes = (Scope.BOARD,)
    serializer_class = RecordAnswer
    queryset = BoardMember.objects.none()
    filter_backends: list = []

    def _own(self, request: Request) -> BoardMember:
        member = BoardMember.objects.filter(user=request.user).first()
        if member is None or BOARD_MEMBER not in roles_of(request.user):
            raise NotFound
        return member

    @extend_schema(operation_id="me_retrieve", responses=RecordAnswer)
    def get(self, request: Request) -> Response:
        """What was reviewed in figures; the seats themselves are `assignments/`."""
        return Response(RecordAnswer(self._own(request)).data)

    @extend_schema(operation_id="me_update", request=PresenceInput, responses=RecordAnswer)
    def patch(self, request: Request) -> Response:
        """Away from one day to another, or back; credited on the public page or not."""
        member, given = self._own(request), PresenceInput(data=request.data)
        given.is_valid(raise_exception=True)
        kept = {name: getattr(member, name) for name in ("away_from", "away_until", "credited")}
        return Response(RecordAnswer(set_presence(member, by=request.user, **kept | given.validated_data)).data)
