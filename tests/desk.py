"""Django's test client as a person in admin: what a page shows them, and what they send from it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.models import User
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Article
from reviews.models import Assignment
from reviews.reading import news_of
from tests.acts import fresh
from tests.people import PASSWORD


class Visitor(Client):
    """Somebody logged in, or nobody."""

    def __init__(self, user: User | None = None) -> None:
        super().__init__()
        if user is not None:
            self.force_login(user)

    def article(self, article: Article) -> HttpResponse:
        return self.get(page_of(article))

    def step(
        self, article: Article, step: str, *, seen: Article | None = None, **typed: object
    ) -> HttpResponse:
        """Send a form of the article's page, as it was shown of `seen` (by default: just now)."""
        shown = fresh(seen or article)
        return self.send_step(article, step, shown.current.content_hash, shown.event_seq, **typed)

    def send_step(
        self, article: Article, step: str, seen_hash: str, seen_seq: int, **typed: object
    ) -> HttpResponse:
        data = {"seen_hash": seen_hash, "seen_seq": seen_seq, **typed}
        return self.post(reverse("admin:articles_article_step", args=[article.pk, step]), data)

    def desk(self, seat: Assignment) -> HttpResponse:
        return self.get(reverse("desk", args=[seat.pk]))

    def at_desk(self, seat: Assignment, step: str, **typed: object) -> HttpResponse:
        """Send a form of the desk, as the desk shows it."""
        shown = seat.round.revision
        news = " ".join(str(notice.pk) for notice in news_of(shown))
        data = {"seen_hash": shown.content_hash, "seen_notices": news, **typed}
        return self.post(reverse(f"desk-{step}", args=[seat.pk]), data)


def page_of(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def review(seat: Assignment, verdict: str = "approve", **typed: object) -> dict:
    """A review typed in full."""
    revision = seat.round.revision
    claims = {f"claim-{claim.identity}": "supported" for claim in revision.claims.all()}
    return {
        "verdict": verdict, "renditions": [r.audience for r in revision.renditions.all()],
        "note_to_author": "" if verdict == "approve" else "Soften the second paragraph.",
        "note_to_editor": "", "disclosed": "none",
        "name": "Pat Signer", "meaning": "review", "password": PASSWORD, **claims, **typed,
    }  # fmt: skip


def said(response: HttpResponse) -> str:
    return response.content.decode()


def queries(act: Callable[[], HttpResponse]) -> int:
    """The queries of one page."""
    with CaptureQueriesContext(connection) as captured:
        assert act().status_code == 200
    return len(captured)
