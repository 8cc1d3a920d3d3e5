"""The cycle's seven POSTs as bare DRF views, an empty Django view and an empty DRF view."""

from django.http import HttpResponse
from django.urls import path
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from bench.bare import cycle


class ArticleInput(serializers.Serializer):
    number = serializers.CharField()
    text = serializers.CharField()
    references = serializers.ListField(child=serializers.DictField())
    editor = serializers.IntegerField()


class Articles(APIView):
    def post(self, request):
        given = ArticleInput(data=request.data)
        given.is_valid(raise_exception=True)
        said = given.validated_data
        article = cycle.submit(said["number"], said["text"], said["references"], request.user, said["editor"])
        return Response({"id": article.pk, "state": article.state}, status=201)


class Seats(APIView):
    def post(self, request, pk):
        return Response({"id": cycle.invite(pk, request.data["member"], request.user).pk}, status=201)


class Acceptance(APIView):
    def post(self, request, pk):
        cycle.accept(pk, request.user)
        return Response({"state": "accepted"})


class Signature(APIView):
    def post(self, request, pk):
        return Response({"state": cycle.sign(pk, request.data, request.user)}, status=201)


class Empty(APIView):
    authentication_classes: list = []
    permission_classes: list = []

    def get(self, request):
        return Response({})


urlpatterns = [
    path("empty/", lambda request: HttpResponse(b"")),
    path("empty-api/", Empty.as_view()),
    path("articles/", Articles.as_view()),
    path("articles/<int:pk>/seats/", Seats.as_view()),
    path("seats/<int:pk>/accept/", Acceptance.as_view()),
    path("seats/<int:pk>/review/", Signature.as_view()),
]
