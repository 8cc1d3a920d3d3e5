"""Whom the watch asks: what a request to each looks like, and what its answer says."""

from __future__ import annotations

import json
import logging
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from django.conf import settings

from citations.importing import Skipped, UnknownFormat
from citations.importing.xml import parse_xml
from citations.notice_sources import crossref, pubmed
from citations.notices import Notice

log = logging.getLogger(__name__)


class Garbled(ValueError):
    """An answer of another shape than the source's."""


class Provider(ABC):
    """One source of news, asked by identifiers of one scheme, so many at a time."""

    name: str
    scheme: str
    #: Works asked about in one request.
    batch: int

    def __init__(self, base: str) -> None:
        self.base = base.rstrip("/") + "/"
        #: Seconds between requests, unless the server says more.
        self.pause = self._own_pause()

    @property
    def agent(self) -> str:
        """Who we are: both ask to be told whom to write to."""
        contact = f" (mailto:{settings.WATCH_MAILTO})" if settings.WATCH_MAILTO else ""
        return f"{settings.WATCH_TOOL}/1{contact}"

    def parts(self, values: Sequence[str]) -> list[list[str]]:
        """The identifiers in the groups that one request each can ask about."""
        return [list(values)] if values else []

    @abstractmethod
    def _own_pause(self) -> float: ...

    @abstractmethod
    def request(self, values: Sequence[str]) -> tuple[str, dict[str, str]]:
        """Path below the base address, and parameters."""

    @abstractmethod
    def read(self, body: str) -> list[Notice]:
        """The news in an answer. Raises Garbled."""


class Crossref(Provider):
    """https://api.crossref.org. Filters of one name are alternatives, so one request asks about many DOIs."""

    name, scheme, batch = "crossref", "doi", 20

    def _own_pause(self) -> float:
        # Lists: three requests a second for who says who they are, one for who does not.
        return 0.34 if settings.WATCH_MAILTO else 1.0

    def parts(self, values: Sequence[str]) -> list[list[str]]:
        """A comma parts filters: a DOI that has one is asked about by itself."""
        plain = [value for value in values if "," not in value]
        return [plain] * bool(plain) + [[value] for value in values if "," in value]

    def request(self, values: Sequence[str]) -> tuple[str, dict[str, str]]:
        contact = {"mailto": settings.WATCH_MAILTO} if settings.WATCH_MAILTO else {}
        if len(values) == 1:
            return f"works/{quote(values[0], safe='')}", contact
        asked = ",".join(f"doi:{value}" for value in values)
        return "works", {"filter": asked, "rows": str(len(values)), **contact}

    def read(self, body: str) -> list[Notice]:
        try:
            message = json.loads(body)["message"]
            works = message.get("items", [message])
            return _told(notice for work in works for notice in crossref.of_work(work))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise Garbled(f"is no Crossref answer: {error}") from error


class PubMed(Provider):
    """NCBI's E-utilities, `efetch`: three requests a second, ten with a key; tool and e-mail are wanted."""

    name, scheme, batch = "pubmed", "pmid", 100

    def _own_pause(self) -> float:
        return 0.1 if settings.NCBI_API_KEY else 0.34

    def request(self, values: Sequence[str]) -> tuple[str, dict[str, str]]:
        who = {
            "tool": settings.WATCH_TOOL,
            "email": settings.WATCH_MAILTO,
            "api_key": settings.NCBI_API_KEY,
        }
        said = {name: value for name, value in who.items() if value}
        return "efetch.fcgi", {"db": "pubmed", "id": ",".join(values), "retmode": "xml", **said}

    def read(self, body: str) -> list[Notice]:
        try:
            root = parse_xml(body)
        except UnknownFormat as error:
            raise Garbled(f"is no PubMed answer: {error}") from error
        if root.tag != "PubmedArticleSet":
            raise Garbled(f"is no PubMed answer: it begins with {str(root.tag)[:40]!r}")
        records = root.iterchildren("PubmedArticle", "PubmedBookArticle")
        return _told(notice for record in records for notice in pubmed.of_record(record))


def providers() -> list[Provider]:
    """Those that have an address."""
    known = ((Crossref, settings.CROSSREF_URL), (PubMed, settings.PUBMED_URL))
    return [provider(base) for provider, base in known if base]


def _told(found: Iterable[Notice | Skipped]) -> list[Notice]:
    notices = []
    for row in found:
        if isinstance(row, Skipped):
            log.warning("an update was left out: %s", row.reason)
        else:
            notices.append(row)
    return notices
