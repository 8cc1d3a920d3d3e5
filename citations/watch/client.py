"""One polite request at a time: bounded in time and size, no redirects, the server's wishes heard."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx
from django.conf import settings

from citations.reach import OutOfReach, Transport

#: Bytes of an answer, unpacked. Twenty works with all their references come to some five million.
MOST_BYTES = 30_000_000
#: A whole answer may take so many times as long as a part of it.
PATIENCE = 2.5
#: Nobody is asked to wait longer than a day.
LONGEST_WAIT = 86_400.0
#: Answers that are about us or about the server, not about what was asked.
_LATER = (401, 403, 408, 429, 503)


class Away(Exception):
    """No answer for now. `wait` is what the server asked for, in seconds.

    `blamed`: what was asked may be why, so that less of it is asked next time.
    """

    def __init__(self, reason: str, wait: float | None = None, *, blamed: bool = False) -> None:
        super().__init__(reason)
        self.wait, self.blamed = wait, blamed


class TooMuch(Exception):
    """An answer that asking the same again would not better: too large, or refused for what was asked."""


@dataclass(frozen=True)
class Answer:
    """What came: the body, or None where nothing has changed, and by what to ask next time."""

    body: str | None
    etag: str = ""
    last_modified: str = ""
    #: Seconds between requests, as the server's rate headers have it.
    pause: float = 0


class Client:
    """Asks one address. To be closed after use."""

    def __init__(self, base: str, agent: str) -> None:
        headers = {"User-Agent": agent}
        timeout = settings.WATCH_TIMEOUT_SECONDS
        self._http = httpx.Client(base_url=base, timeout=timeout, headers=headers, transport=Transport())

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *error: object) -> None:
        self._http.close()

    def ask(self, path: str, params: dict[str, str], etag: str = "", last_modified: str = "") -> Answer:
        """Raises Away or TooMuch."""
        versions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {name: value for name, value in versions.items() if value}
        try:
            with self._http.stream("GET", path, params=params, headers=headers) as response:
                return _read(response)
        except OutOfReach as error:
            raise Away(f"may not be asked: {error}") from error
        except httpx.ConnectError as error:
            raise Away(f"cannot be reached: {error}") from error
        except httpx.RequestError as error:
            raise Away(f"broke off: {error or type(error).__name__}", blamed=True) from error


def _read(response: httpx.Response) -> Answer:
    status, headers = response.status_code, response.headers
    if status == httpx.codes.NOT_MODIFIED:
        return Answer(None, pause=_pause(headers))
    if status in _LATER:
        raise Away(f"answers {status}", _retry_after(headers))
    if status >= httpx.codes.INTERNAL_SERVER_ERROR:
        raise Away(f"answers {status}", _retry_after(headers), blamed=True)
    if status != httpx.codes.OK:
        raise TooMuch(f"answers {status}")
    body = _body(response).decode("utf-8", "replace")
    etag, modified = headers.get("ETag", ""), headers.get("Last-Modified", "")
    return Answer(body, etag[:300], modified[:60], _pause(headers))


def _body(response: httpx.Response) -> bytes:
    longest = settings.WATCH_TIMEOUT_SECONDS * PATIENCE
    deadline = time.monotonic() + longest
    parts, size = [], 0
    for part in response.iter_bytes():
        size += len(part)
        if size > MOST_BYTES:
            raise TooMuch(f"answers with more than {MOST_BYTES:,} bytes")
        if time.monotonic() > deadline:
            raise Away(f"took longer than {longest} seconds", blamed=True)
        parts.append(part)
    return b"".join(parts)


def _pause(headers: httpx.Headers) -> float:
    """Crossref tells its rate as `X-Rate-Limit-Limit: 50` requests per `X-Rate-Limit-Interval: 1s`."""
    limit, interval = headers.get("X-Rate-Limit-Limit", ""), headers.get("X-Rate-Limit-Interval", "")
    seconds = interval.removesuffix("s")
    if not (limit.isdecimal() and seconds.isdecimal() and int(limit)):
        return 0
    return min(int(seconds) / int(limit), 60)


def _retry_after(headers: httpx.Headers) -> float | None:
    """Seconds until the server wants to be asked again; it says so in seconds or as a date."""
    said = headers.get("Retry-After", "").strip()
    if said.isdecimal():
        return min(float(said[:9]), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max((until - datetime.now(UTC)).total_seconds(), 0), LONGEST_WAIT)


def back_off(failures: int, base: float) -> float:
    """Seconds to wait after so many failures in a row: twice as long each time, an hour at most, jittered."""
    whole = min(base * 2 ** min(failures - 1, 20), 3_600)
    return whole * random.uniform(0.5, 1)  # noqa: S311  (jitter, no secret)
