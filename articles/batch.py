"""Many articles in one request: each its own transaction and stored answer, one bad item spoils no other."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator

from django.db import transaction
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import JSONRenderer

from articles.errors import BadInput, Refusal, TooLarge
from articles.idempotency import claimed, keep_answer
from articles.json_body import StrictJSONParser, check_storable
from articles.pointers import pointers

MOST_ITEMS = 1000


class ItemsParser(StrictJSONParser):
    """A JSON array, whose items are looked at one by one."""

    whole = False


class NDJSONParser(BaseParser):
    """A JSON object a line: a line that cannot be read becomes that item's error, not the batch's."""

    media_type = "application/x-ndjson"

    def parse(self, stream, media_type=None, parser_context=None) -> list:
        return [_line(line) for line in stream.read().split(b"\n") if line.strip()]


class Unreadable:
    """An item that is no JSON."""

    def __init__(self, why: str) -> None:
        self.why = why


def results(items: object, act: Callable[[dict], tuple[int, dict]], *, user, key: str | None) -> Iterator[dict]:
    """What became of each item, in their order. `act` does one and returns (status, answer).

    With an Idempotency-Key every item has an answer of its own, so that the same batch sent again goes on where it was
    cut short.
    """
    if not isinstance(items, list):
        raise BadInput("Send a list of articles, or one a line as application/x-ndjson.")
    if len(items) > MOST_ITEMS:
        raise TooLarge(f"A batch takes at most {MOST_ITEMS} articles; this one has {len(items)}.")
    for place, item in enumerate(items):
        yield {"index": place, **_one(item, act, user, f"{key}/{place}" if key else None)}


def _one(item: object, act: Callable[[dict], tuple[int, dict]], user, key: str | None) -> dict:
    try:
        with transaction.atomic():
            if isinstance(item, Unreadable):
                raise BadInput(item.why)
            check_storable(item)
            if key is None:
                return _answer(*act(item))
            kept = claimed(user, key, hashlib.sha256(JSONRenderer().render(item)).hexdigest())
            if not kept.status:
                status, answer = act(item)
                keep_answer(kept, status, {}, JSONRenderer().render(answer))
            return _answer(kept.status, json.loads(bytes(kept.body)))
    except ValidationError as error:
        return {"status": 400, "detail": "The item has errors.", "errors": list(pointers(error.detail))}
    except Refusal as refusal:
        return {"status": refusal.status, "detail": refusal.detail, "errors": refusal.errors, **refusal.extra}


def _answer(status: int, answer: dict) -> dict:
    return {"status": status, **answer}


def _line(line: bytes) -> object:
    try:
        return json.loads(line, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        return Unreadable(f"This line is no JSON: {error}")


def _refuse(constant: str) -> None:
    raise ParseError(f"{constant} is no JSON.")
