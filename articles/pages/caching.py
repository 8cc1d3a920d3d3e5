"""Telling a page apart from what the reader has already, without rendering it.

Readers' pages carry no token and no name of who is signed in, so one copy serves everybody; an approval may
end at any moment, so every copy is asked about again (`no-cache`), which costs one query.
"""

from __future__ import annotations

import hashlib
from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse

#: Seconds for which a page that was rendered on demand stays in the process; its tag says when it is no longer the page.
KEPT = 300
_ROOT = Path(__file__).parents[2]
_PARTS = ("articles", "citations", "locale", "medreview/templates")


def edition(*, stated: bool = False) -> str:
    """A digest of what sets the pages out: a new release, and other settings, give new pages."""
    said = (settings.PUBLISHER, settings.BASE_URL, settings.SITE_LANGUAGE, settings.READERS_WORDS_DAYS, settings.THEME)
    return _edition(*said, stated)


@lru_cache(maxsize=8)
def _edition(*said: object) -> str:
    return hashlib.sha256(f"{_layout()} {said}".encode()).hexdigest()[:16]


@cache
def _layout() -> str:
    parts = [*(_ROOT / part for part in _PARTS), *(Path(folder) for folder in settings.TEMPLATES[0]["DIRS"])]
    files = sorted(file for part in parts for file in part.rglob("*") if file.suffix in (".py", ".html", ".mo"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def tag(*parts: object) -> str:
    """What tells a page made of these, by this release, from every other."""
    return hashlib.sha256(repr((edition(), parts)).encode()).hexdigest()[:32]


def known(request: HttpRequest) -> str:
    """The tags of what the reader has already, as sent. Ours are long digests: one is in it, or is not."""
    return request.META.get("HTTP_IF_NONE_MATCH", "")


def headed(response: HttpResponse, told: str) -> HttpResponse:
    """The answer under its tag, to be asked about again each time."""
    response["ETag"], response["Cache-Control"] = f'"{told}"', "public, no-cache"
    response["Vary"] = "Accept, Cookie"
    return response
