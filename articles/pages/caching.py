"""Telling a page apart from what the reader has already, without rendering it.

Readers' pages carry no token and no name of who is signed in, so one copy serves everybody; an approval may
end at any moment, so every copy is asked about again (`no-cache`), which costs one query.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, time
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date

from articles.models import Article

#: Seconds for which a rendered page is kept in the process; its tag says when it is no longer the page.
KEPT = 300
_PARTS = (Path(__file__).parent, Path(__file__).parent.parent / "templates", *settings.TEMPLATES[0]["DIRS"])


def _layout() -> str:
    """A digest of what sets the pages out: a new release gives new tags."""
    files = sorted(file for part in _PARTS for file in part.rglob("*") if file.suffix in (".py", ".html"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


_LAYOUT = _layout()


def tag(*parts: object) -> str:
    """The ETag of a page made of these, by this release."""
    return f'"{hashlib.sha256(repr((_LAYOUT, parts)).encode()).hexdigest()[:32]}"'


def changed_at(article: Article, today) -> datetime:
    """When the page last changed: by an event, or by the passing of its due date."""
    if article.is_overdue(today):
        return max(article.changed_at, datetime.combine(article.next_review_due, time.max, UTC))
    return article.changed_at


def answer(request: HttpRequest, etag: str, modified: datetime, render: Callable[[], bytes]) -> HttpResponse:
    """304 where the reader has this page; else the page, from memory where it was rendered lately."""
    stamp = int(modified.timestamp())
    response = get_conditional_response(request, etag, stamp)
    if response is None:
        response = HttpResponse(caches["pages"].get_or_set(f"page:{etag}", render, KEPT))
    response["ETag"], response["Last-Modified"] = etag, http_date(stamp)
    response["Cache-Control"] = "public, no-cache"
    patch_vary_headers(response, ["Accept", "Cookie"])
    return response
