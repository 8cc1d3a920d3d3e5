"""The answer about one article: with its place in the queue and its tag, and not made at all where the client has it."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from articles import preconditions
from articles.answers import ArticleAnswer, queue_place
from articles.models import Article, State
from articles.roles import roles_of
from articles.sparse import narrowed
from citations import clock

#: A client that has an answer of another shape does not have this one.
_SHAPE = sorted(ArticleAnswer().fields)


def answered(article: Article, request: Request, status: int = 200) -> Response:
    """What the article says to whoever asks. A GET can be narrowed, and is 304 where they have it."""
    place = queue_place(article) if article.state == State.SUBMITTED else None
    tag = preconditions.tag(article, *_seen_by(request), place, _SHAPE)
    reads = request.method == "GET"
    if reads and preconditions.has(request, tag):
        return Response(status=304, headers={"ETag": tag})
    line = ArticleAnswer(article, context={"request": request, "queue": place})
    return Response((narrowed(line, request) if reads else line).data, status=status, headers={"ETag": tag})


def _seen_by(request: Request) -> tuple:
    """What makes answers about the same article differ: who asks, on which day, for which part."""
    user = request.user
    return user.pk, user.is_superuser, sorted(roles_of(user)), clock.today().isoformat(), request.query_params.get("fields")
