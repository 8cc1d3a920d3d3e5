"""`GET public/articles/{slug}/statement/`: the signed statement of an approval that stands."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from articles.models import Article
from articles.statements.issuing import issue
from citations import clock


class StatementSigner(serializers.Serializer):
    """Who signed, as they were then; without name where the policy keeps it."""

    name = serializers.CharField()
    credentials = serializers.CharField()
    page = serializers.CharField(help_text="The board member's page; empty where the policy keeps names.")
    read = serializers.CharField(help_text="`whole text`, or `minor correction`: a change without a claim in it.")
    content_hash = serializers.CharField(help_text="Of the text that they signed.")
    meaning = serializers.CharField()
    on = serializers.DateField()


class StatementBody(serializers.Serializer):
    """What is signed: all of it, as canonical JSON (RFC 8785)."""

    type = serializers.CharField()
    publisher = serializers.CharField()
    keys = serializers.URLField(help_text="Where the public keys are, as a JWK set.")
    article = serializers.URLField()
    slug = serializers.CharField()
    question = serializers.CharField()
    revision = serializers.IntegerField()
    content_hash = serializers.CharField()
    status = serializers.CharField()
    signed_by = StatementSigner(many=True)
    decided_by_editor = serializers.BooleanField(help_text="An editor settled a split or a specialty gap.")
    last_reviewed = serializers.DateField()
    next_review_due = serializers.DateField(help_text="The statement says nothing about the time after this day.")
    issued_at = serializers.DateTimeField()
    key = serializers.CharField(help_text="The id of the key that signed.")


class StatementAnswer(serializers.Serializer):
    """A statement of approval with its Ed25519 signature, in base64url."""

    statement = StatementBody()
    signature = serializers.CharField()


class StatementView(APIView):
    """Signed statements of approval."""

    authentication_classes: list = []
    permission_classes: list = []

    @extend_schema(responses=StatementAnswer)
    def get(self, request: Request, slug: str) -> Response:
        """The approval as it stands now, signed. There is none while the review is overdue, under notice or in re-review."""
        held = Article.objects.public().select_related("current", "published")
        parts = ("published__renditions", "published__entries")
        signed = ("rounds__assignments__review", "rounds__assignments__board_member")
        article = held.prefetch_related(*parts, *signed).filter(slug=slug).first()
        stated = issue(article, clock.now()) if article else None
        if stated is None:
            raise NotFound("No approval stands at this address that could be stated.")
        return Response(stated, headers={"Cache-Control": "public, no-cache"})
