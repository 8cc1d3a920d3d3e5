"""ETag and If-Match: which version of an article the caller means."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.middleware.http import ConditionalGetMiddleware
from django.utils.cache import patch_vary_headers
from rest_framework.exceptions import APIException
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from articles import addresses
from articles.errors import Stale
from articles.models import Article

_WEAK = (
    "If-Match holds a weak ETag (W/), which matches nothing (RFC 9110, 13.1.1): an article's is strong. Something on the way,"
    " a proxy that compresses, may have weakened it."
)


class PreconditionRequired(APIException):
    """RFC 6585: a revision must say what it revises, or it could undo somebody else's."""

    status_code = 428
    default_detail = "Send If-Match with the ETag of the article that you revise."
    default_code = "precondition-required"


def answer_by_tag(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: every GET of the API has an ETag and is 304 where the client has it; behind a key, for its holder only."""
    conditional = ConditionalGetMiddleware(get_response)

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not request.path.startswith("/api/v1/") or response.streaming:
            return response
        if request.headers.get("Authorization") and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-cache"
            patch_vary_headers(response, ["Authorization"])
        return conditional.process_response(request, response)

    return answer


def tag(article: Article, *beside: object) -> str:
    """The ETag of an answer about an article: the content's part, a dot, and a part of all that the answer is made of.

    That is the head of its history, for nothing about it changes without an event, the stamp, which a worker sets later, and
    what the caller names `beside`. So it is known before anything is rendered.
    """
    return f'"{_content_part(article)}.{digest([article.event_head, article.last_updated, *beside])}"'


def has(request: Request, tag: str) -> bool:
    """Whether the client has the answer with this tag."""
    return tag in [seen.strip().removeprefix("W/") for seen in request.headers.get("If-None-Match", "").split(",")]


def cached(request: Request, response: Response) -> Response:
    """A public answer: the same for everybody, kept for a minute, 304 where the reader has it already."""
    tag = f'"{digest(response.data)}"'
    if has(request, tag):
        response = Response(status=304)
    response["ETag"] = tag
    response["Cache-Control"] = "public, max-age=60"
    return response


def digest(data) -> str:
    """Of what an answer says: the same for the same, 16 hexadecimal digits."""
    return hashlib.sha256(JSONRenderer().render(data)).hexdigest()[:16]


def demand_match(request: Request, article: Article) -> None:
    """Refuse a revision of another content than the current one. Raises PreconditionRequired or Stale.

    Only the content's part of the tag decides: a board member's acceptance in between is no reason to send the author
    back.
    """
    header = request.headers.get("If-Match")
    if header is None:
        raise PreconditionRequired
    tags = [tag.strip().strip('"').partition(".")[0] for tag in header.split(",")]
    if _content_part(article) not in tags and tags != ["*"]:
        if header.strip().startswith("W/"):
            raise Stale(_WEAK)
        number = article.current.number
        raise Stale(
            f"The article is at revision {number} now. Read it, put your changes into that, and send them again.",
            revision=number, article=addresses.api(article),
        )  # fmt: skip


def _content_part(article: Article) -> str:
    return f"r{article.current.number}-{article.current.content_hash[:16]}"
