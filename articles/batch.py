"""Many articles in one request: some to a transaction, each with its stored answer; one bad item spoils no other."""

from __future__ import annotations

import codecs
import hashlib
import json
import logging
import tempfile
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import IO

from django.db import InterfaceError, OperationalError, transaction
from django.http import StreamingHttpResponse
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer, JSONRenderer

from articles.errors import BadInput, Refusal, TooLarge
from articles.idempotency import LONGEST_OF_BATCH, claimed, keep_answer
from articles.json_body import check_storable
from articles.pointers import pointers

log = logging.getLogger(__name__)
MOST_ITEMS = 1000
#: So many items share a transaction and its statements: more make the first answer late and save little.
TOGETHER = 25
#: A batch longer than this (bytes) waits in a file, so that memory stays flat.
_IN_MEMORY = 1_000_000
_CHUNK = 1 << 16
_SPACE = " \t\r\n"


class Unreadable:
    """An item that is no JSON."""

    def __init__(self, why: str) -> None:
        self.why = why


class Items:
    """The items of a batch, read again from its file each time they are gone through, one at a time."""

    def __init__(self, stream, read: Callable[[IO[bytes]], Iterator[object]]) -> None:
        self._file, self._read = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY), read  # noqa: SIM115  (kept open)
        while part := stream.read(_CHUNK):
            self._file.write(part)

    def __iter__(self) -> Iterator[object]:
        self._file.seek(0)
        return self._read(self._file)


class ArrayParser(BaseParser):
    """A JSON array, whose items are looked at one by one."""

    media_type = "application/json"

    def parse(self, stream, media_type=None, parser_context=None) -> Items:
        return Items(stream, _array)


class LinesParser(BaseParser):
    """A JSON object a line: a line that cannot be read becomes that item's error, not the batch's."""

    media_type = "application/x-ndjson"

    def parse(self, stream, media_type=None, parser_context=None) -> Items:
        return Items(stream, lambda file: (_line(line) for line in file if line.strip()))


class LinesRenderer(BaseRenderer):
    """For clients that read results a line at a time, as they come."""

    media_type, format, charset = "application/x-ndjson", "ndjson", None

    def render(self, data, accepted_media_type=None, renderer_context=None) -> bytes:
        return JSONRenderer().render(data)


def whole(items: object) -> Items:
    """The batch, gone through once before anything is done: a list, readable to its end, of no more than 1,000."""
    if not isinstance(items, Items):
        raise BadInput("Send a list of articles, or one a line as application/x-ndjson.")
    count = sum(1 for _ in items)
    if count > MOST_ITEMS:
        raise TooLarge(f"A batch takes at most {MOST_ITEMS} articles; this one has {count}.")
    return items


def streamed(results: Iterator[dict], *, media_type: str) -> StreamingHttpResponse:
    """The results as they come: an object with a list of them, or one a line."""
    render = JSONRenderer().render
    if media_type == LinesRenderer.media_type:
        parts = (render(result) + b"\n" for result in results)
    else:
        parts = _listed(map(render, results))
    return StreamingHttpResponse(parts, status=207, content_type=media_type)


def _listed(results: Iterator[bytes]) -> Iterator[bytes]:
    yield b'{"results":['
    for place, result in enumerate(results):
        yield b"," + result if place else result
    yield b"]}"


#: What is done to one item or to several together: the items, and for each (status, answer).
Act = Callable[[list[dict]], list[tuple[int, dict]]]


def results(items: Items, act: Act, *, user, key: str | None) -> Iterator[dict]:
    """What became of each item, in their order.

    With an Idempotency-Key every item has an answer of its own, so that the same batch sent again goes on where it was
    cut short. Without the database there is no going on: the item says so, and the rest is not tried.
    """
    if key is not None and not 1 <= len(key) <= LONGEST_OF_BATCH:
        raise BadInput(f"The Idempotency-Key of a batch takes 1 to {LONGEST_OF_BATCH} printable characters.")
    return _results(items, act, user, key)


def _results(items: Items, act: Act, user, key: str | None) -> Iterator[dict]:
    """Some together; one by one where one of them has an error, which then is its own and spoils no other."""
    rest, place = iter(items), 0
    while some := list(islice(rest, TOGETHER)):
        named = [(item, f"{key}/{place + n}" if key else None) for n, item in enumerate(some)]
        for answer in _answers(named, act, user):
            yield {"index": place, **answer}
            place += 1
            if answer["status"] == 503:
                return


def _answers(named: list[tuple[object, str | None]], act: Act, user) -> Iterable[dict]:
    try:
        return _together(named, act, user)
    except Exception as error:
        log.info("part of a batch is done item by item: %s", type(error).__name__)
        return (_one(item, act, user) for item in named)


def _one(item: tuple[object, str | None], act: Act, user) -> dict:
    """What became of one item by itself; its error is its answer."""
    try:
        return _together([item], act, user)[0]
    except ValidationError as error:
        return {"status": 400, "detail": "The item has errors.", "errors": list(pointers(error.detail))}
    except Refusal as refusal:
        return {"status": refusal.status, "detail": refusal.detail, "errors": refusal.errors, **refusal.extra}
    except (OperationalError, InterfaceError) as error:
        log.error("database out of reach in a batch: %s", error)
        why = "The database cannot be reached; this and what follows was not done. Send the batch again, with its key."
        return {"status": 503, "detail": why, "errors": []}
    except Exception:
        log.exception("an item of a batch failed")
        return {"status": 500, "detail": "A fault of ours; it was logged.", "errors": []}


def _together(named: list[tuple[object, str | None]], act: Act, user) -> list[dict]:
    """One transaction for these items, each with its key: all are done, or what one of them raises is raised."""
    with transaction.atomic():
        for item, _ in named:
            if isinstance(item, Unreadable):
                raise BadInput(item.why)
            check_storable(item)
        kept = [claimed(user, key, _digest(item)) if key else None for item, key in named]
        fresh = [place for place, row in enumerate(kept) if row is None or not row.status]
        answers = {place: (row.status, json.loads(bytes(row.body))) for place, row in enumerate(kept) if row and row.status}
        done = act([named[place][0] for place in fresh]) if fresh else []
        for place, (status, answer) in zip(fresh, done, strict=True):
            answers[place] = (status, answer)
            if row := kept[place]:
                keep_answer(row, status, {}, JSONRenderer().render(answer))
    return [_answer(*answers[place]) for place in range(len(named))]


def _digest(item: object) -> str:
    return hashlib.sha256(JSONRenderer().render(item)).hexdigest()


def _answer(status: int, answer: dict) -> dict:
    return {"status": status, **answer}


def _line(line: bytes) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        return Unreadable(f"This line is no JSON: {error}")


def _array(file: IO[bytes]) -> Iterator[object]:
    """The items of a JSON array, one in memory at a time. Raises ParseError where it ends to be JSON."""
    decoder, text = json.JSONDecoder(), _Text(file)
    if text.next() != "[":
        raise BadInput("Send a list of articles, or one a line as application/x-ndjson.")
    text.skip()
    if text.next() == "]":
        text.skip()
    else:
        yield from _members(decoder, text)
    if text.next():
        raise ParseError("JSON parse error: something follows the list.")


def _members(decoder: json.JSONDecoder, text: _Text) -> Iterator[object]:
    while True:
        yield text.value(decoder)
        mark = text.next()
        text.skip()
        if mark == "]":
            return
        if mark != ",":
            raise ParseError("JSON parse error: the list does not go on with a comma, nor end.")


class _Text:
    """The file as text, of which no more is held than the value that is being read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._decode = file, codecs.getincrementaldecoder("utf-8")().decode
        self._held, self._ended = "", False

    def next(self) -> str:
        """The next character that is no white space, not taken yet; empty at the end."""
        self._held = self._held.lstrip(_SPACE)
        while not self._held and self._more():
            self._held = self._held.lstrip(_SPACE)
        return self._held[:1]

    def skip(self) -> None:
        self._held = self._held[1:]

    def value(self, decoder: json.JSONDecoder) -> object:
        """The next value. Read again, with twice as much, where it does not end in what is held."""
        self.next()
        size = _CHUNK
        while True:
            try:
                found, end = decoder.raw_decode(self._held)
                if end < len(self._held) or not self._more():
                    self._held = self._held[end:]
                    return found
            except json.JSONDecodeError as error:
                if not self._more(size):
                    raise ParseError(f"JSON parse error: {error.msg}") from error
                size *= 2
            except RecursionError as error:
                raise ParseError("The JSON is nested too deeply.") from error
            except ValueError as error:
                raise ParseError(f"JSON parse error: {error}") from error

    def _more(self, size: int = _CHUNK) -> bool:
        if self._ended:
            return False
        part = self._file.read(size)
        self._ended = not part
        try:
            self._held += self._decode(part, final=self._ended)
        except UnicodeDecodeError as error:
            raise ParseError(f"JSON parse error: {error}") from error
        return not self._ended
