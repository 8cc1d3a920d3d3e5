"""A server that answers as Crossref and PubMed do, in words of our own, and misbehaves when told to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

Trick = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        registries: Registries = self.server.registries
        registries.asked.append((self.path, dict(self.headers)))
        trick = registries.next_trick()
        try:
            if trick is None:
                registries.answer(self)
            else:
                trick(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def say(self, body: str | bytes, status: int = 200, **headers: str) -> None:
        raw = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *args: object) -> None:
        """The tests read `asked` instead."""


class Registries:
    """Crossref below /crossref/, PubMed below /pubmed/. `retracted` are the DOIs and PMIDs with news."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict]] = []
        self.retracted: set[str] = set()
        #: What happens instead of the next answers, in order; None is an honest answer.
        self.tricks: list[Trick | None] = []
        #: What happens whenever a work is asked about.
        self.poison: dict[str, Trick] = {}
        self.headers: dict[str, str] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.registries = self
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Registries:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def next_trick(self) -> Trick | None:
        return self.tricks.pop(0) if self.tricks else None

    def asked_about(self) -> list[list[str]]:
        """The works of each request, in order."""
        return [_works(path) for path, _ in self.asked]

    def answer(self, handler: Handler) -> None:
        works = _works(handler.path)
        for work in works:
            if work in self.poison:
                return self.poison[work](handler)
        version = '"' + "-".join(sorted(self.retracted)) + '"'
        if "ETag" in self.headers and handler.headers.get("If-None-Match") == version:
            return handler.say(b"", 304)
        headers = self.headers | ({"ETag": version} if "ETag" in self.headers else {})
        if handler.path.startswith("/crossref/"):
            found = [self._work(doi) for doi in works]
            message = found[0] if "filter=" not in handler.path else {"items": found, "total-results": len(found)}
            return handler.say(json.dumps({"status": "ok", "message": message}), **headers)
        records = "".join(self._record(pmid) for pmid in works)
        return handler.say(f"<PubmedArticleSet>{records}</PubmedArticleSet>", **headers)

    def _work(self, doi: str) -> dict:
        work = {"DOI": doi, "title": ["A study"], "type": "journal-article"}
        if doi in self.retracted:
            when = {"date-parts": [[2026, 5, 1]]}
            update = {"DOI": f"{doi}.notice", "type": "retraction", "source": "publisher", "updated": when}
            work["updated-by"] = [update]
        return work

    def _record(self, pmid: str) -> str:
        news = (
            '<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn"><RefSource>J Hip. 2026 May 1;3(2):9'
            '</RefSource><PMID Version="1">99999</PMID></CommentsCorrections></CommentsCorrectionsList>'
        )
        return (
            f'<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">{pmid}</PMID><Article>'
            f"<ArticleTitle>A study.</ArticleTitle></Article>{news * (pmid in self.retracted)}"
            "</MedlineCitation></PubmedArticle>"
        )


def _works(path: str) -> list[str]:
    parts = urlsplit(path)
    query = parse_qs(parts.query)
    if "filter" in query:
        return [one.removeprefix("doi:") for one in query["filter"][0].split(",")]
    if "id" in query:
        return query["id"][0].split(",")
    return [unquote(parts.path.rpartition("/")[2])]


# --- Misbehaviour -----------------------------------------------------------------------------------------


def status(code: int, **headers: str) -> Trick:
    return lambda handler: handler.say("no", code, **headers)


def garbage(handler: Handler) -> None:
    handler.say("<html>Please log in to the network</html>")


def slow(handler: Handler) -> None:
    """Says nothing for longer than anybody waits."""
    time.sleep(1.5)
    handler.say("too late")


def drip(handler: Handler) -> None:
    """A byte at a time, each in time, all of them never."""
    handler.send_response(200)
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.05)


def cut(handler: Handler) -> None:
    """Breaks off in the middle of the answer."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"status": "ok", "mess')
    handler.close_connection = True


def huge(handler: Handler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(40):
        handler.wfile.write(b" " * 1_000_000)
    handler.close_connection = True
