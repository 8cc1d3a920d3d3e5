"""What `bench.cases.api` measures, in a process with Django and a database of the bench's own."""

from __future__ import annotations

import json
from dataclasses import astuple
from itertools import count

import django
from django.conf import settings
from django.urls import include, path

COUNT = 15
_TEXT = "## From the Research\n\n" + "Rest the hip for some days and walk as pain allows [1]. " * 100


def main() -> None:
    """Prints {name: [requests per second of one core's time of the application, spread]} as JSON."""
    settings.ROOT_URLCONF = "bench.api_requests"
    settings.ALLOWED_HOSTS = ["testserver"]
    django.setup()
    from django.contrib.auth.models import Group, User  # noqa: PLC0415  (not before the set-up)
    from django.test import Client  # noqa: PLC0415

    from articles.models import ApiKey  # noqa: PLC0415
    from bench.line import rate  # noqa: PLC0415

    user = User.objects.create_user("bench")
    user.groups.add(Group.objects.get(name="author"))
    client = Client(headers={"Authorization": f"Bearer {ApiKey.objects.create(user=user)[1]}"})
    numbers = count()

    def post() -> int:
        answer = client.post("/api/v1/articles/", _body(next(numbers)), content_type="application/json")
        assert answer.status_code == 201, answer.content
        return answer.json()["id"]

    def get(address: str, status: int = 200, **headers: str) -> None:
        assert client.get(address, headers=headers).status_code == status

    made = [post() for _ in range(60)]
    one = f"/api/v1/articles/{made[0]}/"
    tag = client.get(one)["ETag"]
    acts = {
        "empty": lambda: get("/empty/"),
        "GET an article": lambda: get(one),
        "GET an article that the client has (304)": lambda: get(one, 304, **{"If-None-Match": tag}),
        "GET a page of 50 articles": lambda: get("/api/v1/articles/"),
        "GET the same, id and state only": lambda: get("/api/v1/articles/?fields=id,state"),
        "GET a page of 50 articles by words": lambda: get("/api/v1/articles/?q=walk"),
        "POST an article of 6 KB": post,
    }
    print(json.dumps({name: astuple(rate(lambda act=act: [act() for _ in range(COUNT)], COUNT)) for name, act in acts.items()}))


def _body(number: int) -> str:
    entry = {"key": "a", "csl": {"type": "article-journal", "title": "Rest", "DOI": "10.5555/1",
             "author": [{"family": "Tyler"}], "issued": {"date-parts": [[2022]]}}}  # fmt: skip
    return json.dumps({
        "question": f"Does rest help a strained hip, part {number}?", "specialty": "Musculoskeletal",
        "renditions": {"clinician": _TEXT}, "references": [entry],
    })  # fmt: skip


def _empty():
    from rest_framework.response import Response  # noqa: PLC0415
    from rest_framework.views import APIView  # noqa: PLC0415

    class Empty(APIView):
        permission_classes: list = []

        def get(self, request) -> Response:
            return Response({})

    return Empty.as_view()


def __getattr__(name: str):
    """The addresses, made when Django asks for them: not before it is set up."""
    if name == "urlpatterns":
        return [path("empty/", _empty()), path("", include("medreview.urls"))]
    raise AttributeError(name)
