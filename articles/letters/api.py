"""`/api/v1/letters/`: what letters say, for managing editors: the shipped words, and the editors' own in their place."""

from __future__ import annotations

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from articles import letters
from articles.dry_runs import is_dry
from articles.editors_only import EditorsOnly
from articles.errors import BadInput
from articles.letters import own as own_letters
from articles.letters.language import Broken
from articles.models import OwnLetter
from articles.paging import OnePage, paged
from articles.serializers import StrictSerializer
from citations.typed import Text


class LetterWords(StrictSerializer):
    """In the language of letters: `{{ name }}`, `{% if %}` and `{% for %}` over the names that a letter can use."""

    subject = Text(max_length=300)
    body = Text(max_length=5000, trim_whitespace=False)


class LetterAnswer(serializers.Serializer):
    template = serializers.CharField(help_text="Which letter.")
    subject = serializers.CharField()
    body = serializers.CharField()
    own = serializers.BooleanField(help_text="These are the editors' own words.")
    error = serializers.CharField(help_text="Why the shipped letter is sent all the same; empty where it is not.")


class LettersView(EditorsOnly, GenericAPIView):
    """Every kind of letter."""

    serializer_class, pagination_class = LetterAnswer, OnePage
    queryset = OwnLetter.objects.none()
    filter_backends: list = []

    @extend_schema(operation_id="letters_list", responses=LetterAnswer(many=True))
    def get(self, request: Request) -> Response:
        """The words of each, the editors' own where there are some."""
        own = OwnLetter.objects.in_bulk()
        return paged(self, [_told(name, own.get(name)) for name in own_letters.kinds()], LetterAnswer)


class LetterView(EditorsOnly, APIView):
    """One kind of letter."""

    def initial(self, request: Request, *args, **kwargs) -> None:
        super().initial(request, *args, **kwargs)
        if kwargs["template"] not in own_letters.kinds():
            raise Http404

    @extend_schema(operation_id="letters_retrieve", responses=LetterAnswer)
    def get(self, request: Request, template: str) -> Response:
        """Its words, the editors' own where there are some."""
        return Response(_answer(template))

    @extend_schema(
        operation_id="letters_update", request=LetterWords, responses=LetterAnswer,
        parameters=[OpenApiParameter("dry_run", bool, description="Only look whether it can be written; nothing is kept.")],
    )  # fmt: skip
    def put(self, request: Request, template: str) -> Response:
        """Send these words from now on. Refused where they cannot be written for the latest message of the kind."""
        said = LetterWords.of(request)
        try:
            if is_dry(request):
                look = own_letters.tried(template, **said)
                shown = look or letters.Letter(**said)
                return Response(_as_told(template, shown, own=True))
            own_letters.change(template, **said, by=request.user)
        except Broken as error:
            raise BadInput.at("/body", f"This letter cannot be written: {error}") from error
        return Response(_answer(template))

    @extend_schema(operation_id="letters_destroy", responses={204: None})
    def delete(self, request: Request, template: str) -> Response:
        """Go back to the shipped letter."""
        own_letters.ship(template)
        return Response(status=204)


def _answer(template: str) -> dict:
    return LetterAnswer(_told(template, OwnLetter.objects.filter(pk=template).first())).data


def _told(template: str, own: OwnLetter | None) -> dict:
    words = letters.Letter(own.subject, own.body) if own else letters.shipped(template)
    return _as_told(template, words, own=own is not None, error=own.error if own else "")


def _as_told(template: str, words: letters.Letter, *, own: bool, error: str = "") -> dict:
    return {"template": template, "subject": words.subject, "body": words.body, "own": own, "error": error}
