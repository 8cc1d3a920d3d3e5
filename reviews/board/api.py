"""`/api/v1/board-members/`: the board, for managing editors. All that admin can do with a member."""

from __future__ import annotations

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from articles.editors_only import EditorsOnly
from articles.idempotency import IdempotentMixin
from articles.serializers import Nothing
from reviews.board import answers, declaring, licences
from reviews.models import BoardMember


class BoardMemberViewSet(
    EditorsOnly, IdempotentMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet
):
    """The board, with licences, interests and availability."""

    serializer_class = answers.MemberAnswer
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet:
        rows = BoardMember.objects.select_related("user", "licence_verified_by")
        return rows.prefetch_related("interests", "publications").order_by("pk")

    @extend_schema(request=answers.MemberInput, responses={201: answers.MemberAnswer})
    def create(self, request: Request) -> Response:
        """Seat an account on the board. The licence counts once it is verified."""
        said = answers.MemberInput.of(request)
        member = BoardMember(user=said.pop("username"), **said)
        licences.save(member, ())
        return Response(answers.MemberAnswer(member).data, status=201)

    @extend_schema(request=answers.MemberChange, responses=answers.MemberAnswer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change what is known of a member."""
        member, said = self.get_object(), answers.MemberChange.of(request)
        changed = [name for name, value in said.items() if getattr(member, name) != value]
        for name in changed:
            setattr(member, name, said[name])
        licences.save(member, changed)
        return self.retrieve(request, pk)

    @extend_schema(request=answers.Verifying, responses=answers.MemberAnswer)
    @action(detail=True, methods=["post"], url_path="verify-licence")
    def verify_licence(self, request: Request, pk: str) -> Response:
        """The licence was found in its register today."""
        licences.verify(self.get_object(), by=request.user, **answers.Verifying.of(request))
        return self.retrieve(request, pk)

    @extend_schema(request=answers.Revoking, responses=answers.MemberAnswer)
    @action(detail=True, methods=["post"], url_path="revoke-licence")
    def revoke_licence(self, request: Request, pk: str) -> Response:
        """The licence counts no more; what was signed on it and is still shown is reviewed again."""
        licences.revoke(self.get_object(), by=request.user, **answers.Revoking.of(request))
        return self.retrieve(request, pk)

    @extend_schema(request=answers.Declaration, responses=answers.MemberAnswer)
    @action(detail=True, methods=["put"])
    def interests(self, request: Request, pk: str) -> Response:
        """Replace the standing financial disclosures: declared today."""
        said = answers.Declaration.of(request)
        declaring.declare(self.get_object(), [dict(told) for told in said["interests"]], by=request.user)
        return self.retrieve(request, pk)

    @extend_schema(request=answers.PublicationList, responses=answers.MemberAnswer)
    @action(detail=True, methods=["post"])
    def publications(self, request: Request, pk: str) -> Response:
        """Add a reference list of their own works, in any format that is read; known ones stay."""
        said = answers.PublicationList.of(request)
        declaring.add_publications(self.get_object(), said["text"], said["format"])
        return self.retrieve(request, pk)

    @extend_schema(request=Nothing, responses={204: None})
    @action(detail=True, methods=["delete"], url_path=r"publications/(?P<work>\d{1,18})")
    def publication(self, request: Request, pk: str, work: str) -> Response:
        """Take a work off the list: it is somebody else's."""
        found = self.get_object().publications.filter(pk=work).first()
        if found is None:
            raise NotFound("This member has no such publication.")
        found.delete()
        return Response(status=204)
