"""A client of the API as a person with a key."""

from __future__ import annotations

import json
from collections.abc import Iterable

from rest_framework.test import APIClient

from articles.models import ApiKey
from tests.acts import TEXT, paper


class Keyed(APIClient):
    """Sends `Authorization: Bearer KEY`, and JSON."""

    def __init__(self, user=None, scopes: Iterable[str] = ()) -> None:
        super().__init__(raise_request_exception=False)
        if user is not None:
            _, key = ApiKey.objects.create(user=user, scopes=list(scopes))
            self.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")

    def request(self, **given):
        """An answer that is streamed is read to its end, so that it can be read as any other."""
        response = super().request(**given)
        if response.streaming:
            whole = response.getvalue()
            response.streaming_content = [whole]
            response.json = lambda: json.loads(whole)
        return response

    def send(self, path: str, body: object = None, **headers: str):
        """POST to a path below /api/v1/."""
        raw = json.dumps({} if body is None else body)
        return self.post(f"/api/v1/{path}", raw, content_type="application/json", headers=headers)

    def read(self, path: str, **headers: str):
        """GET a path below /api/v1/."""
        return self.get(f"/api/v1/{path}", headers=headers)


def body(**changes) -> dict:
    """A submission as JSON, without findings."""
    return {
        "question": "How is a strained hip flexor treated?",
        "specialty": "Musculoskeletal",
        "topics": ["sports medicine"],
        "renditions": {"clinician": TEXT},
        "contributors": [{"name": "A. Writer"}],
        "references": [{"key": f"tyler{n}", "kind": "research", "csl": paper(n)} for n in (1, 2)],
        "provenance": {"kind": "human"},
    } | changes
