"""`/api/v1/me/`: a board member's own record, and what they say of themselves."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from articles.idempotency import IdempotentMixin
from articles.models import Scope
from articles.serializers import StrictSerializer
from citations.typed import Truth
from reviews import record
from reviews.board import declaring
from reviews.board.answers import Declaration, InterestAnswer
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


class DeclarationAnswer(serializers.ModelSerializer):
    interests = InterestAnswer(many=True, help_text="Those that count are told to readers on the member's page.")

    class Meta:
        model = BoardMember
        fields = ["interests_declared_on", "interests"]
        extra_kwargs = {"interests_declared_on": {"help_text": "Null: never."}}


class Own(GenericAPIView):
    """For whoever is no board member there is nothing here."""

    read_scopes = write_scopes = (Scope.BOARD,)
    queryset = BoardMember.objects.none()
    filter_backends: list = []

    def _own(self, request: Request) -> BoardMember:
        if (member := record.own_member(request.user)) is None:
            raise NotFound
        return member


class OwnRecordView(Own):
    """A board member's own record."""

    serializer_class = RecordAnswer

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


class OwnDeclarationView(IdempotentMixin, Own):
    """A board member's own standing disclosures."""

    serializer_class = DeclarationAnswer

    @extend_schema(operation_id="me_declaration_retrieve", responses=DeclarationAnswer)
    def get(self, request: Request) -> Response:
        """The interests that stand, and when all of them were last declared."""
        return Response(DeclarationAnswer(self._own(request)).data)

    @extend_schema(operation_id="me_declaration_create", request=Declaration, responses={200: DeclarationAnswer})
    def post(self, request: Request) -> Response:
        """Declare all interests, in the place of what stands. What a signature disclosed stays while its round is open."""
        member, said = self._own(request), Declaration.of(request)
        declared = declaring.declare(member, [dict(told) for told in said["interests"]], by=request.user)
        return Response(DeclarationAnswer(declared).data)
