"""The objects of a JSON file one by one, with their lines: a broken one costs only what follows it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from citations.importing.lines import LineFinder
from citations.importing.records import Skipped, UnknownFormat

_BETWEEN = re.compile(r"[\s,]*")
_DECODER = json.JSONDecoder()
#: Where files that are one object keep their list: Crossref, pandoc, several exporters.
_LISTS = ("items", "references", "message")


def read_objects(text: str) -> Iterator[tuple[int, object] | Skipped]:
    """(line, value) of each item: of a list, of a list inside an object, or of objects one after another.

    Raises UnknownFormat where not even the first can be read.
    """
    text = text.lstrip("\ufeff")
    lines = LineFinder(text)
    position = _BETWEEN.match(text).end()
    if text[position : position + 1] == "[":
        position += 1
    first = True
    while (position := _BETWEEN.match(text, position).end()) < len(text) and text[position] != "]":
        line = lines.at(position)
        try:
            value, position = _DECODER.raw_decode(text, position)
        except (ValueError, RecursionError) as error:
            if first:
                raise UnknownFormat(f"the source is not JSON: {str(error)[:200]}") from error
            yield Skipped(line, f"not JSON from here on: {str(error)[:200]}")
            return
        first = False
        yield from ((line, item) for item in _items(value))


def _items(value: object) -> list:
    for name in _LISTS:
        inner = value.get(name) if isinstance(value, dict) else None
        if isinstance(inner, list) and not ("DOI" in value or "type" in value):
            return inner
        if isinstance(inner, dict) and name == "message":
            return _items(inner)
    return [value]
