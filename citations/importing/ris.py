"""RIS, as reference managers and publishers write it.

Tags and types are those of the RIS specification (Research Information Systems, 2011 revision), read with
what exports make of it: one space before the hyphen, no `ER`, text around the records, several tags for one
thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import rispy

from citations.importing import ris_fields
from citations.importing.lines import numbered_lines
from citations.importing.records import Draft, Skipped

_TAG = re.compile(r"\s{0,8}([A-Z][A-Z0-9]) {0,2}-(?:[ \t]+(.*)|[ \t]*)$")
#: Tags whose continuation lines are values of their own: exports put one keyword to a line.
_LISTS = frozenset(("KW",))

#: A tag and the lines that belong to it.
_Field = tuple[str, list[str]]


class _Reader(rispy.RisParser):
    """rispy's reader, told to keep every value of every tag, in order."""

    DEFAULT_MAPPING = {tag: tag for tag in (*ris_fields.TAGS, "UK")}
    DEFAULT_LIST_TAGS = list(ris_fields.TAGS)
    DEFAULT_DELIMITER_MAPPING = {}

    def parse_line(self, line: str) -> tuple[str, str]:
        # Lines are normalised before they get here.
        return line[:2], line[6:]


def read(text: str) -> Iterator[Draft | Skipped]:
    """The records of a RIS file, each with the line it starts on."""
    reader = _Reader()
    for line, fields in _records(text):
        if fields[0][0] != "TY":
            yield Skipped(line, "no TY line starts this record")
            continue
        [record] = reader.parse_lines(iter([*_normalised(fields), "ER  - "]))
        unknown = record.pop("UK", {})
        draft = ris_fields.to_draft(record, line)
        if unknown:
            draft.remarks.append(f"left out tags that RIS does not have: {', '.join(list(unknown)[:20])}")
        yield draft


def _records(text: str) -> Iterator[tuple[int, list[_Field]]]:
    """The fields of each record: from TY to ER, the next TY or the end; or those outside of any record."""
    start, fields = 0, []
    for number, line in numbered_lines(text):
        found = _TAG.match(line)
        tag = found.group(1) if found else None
        if tag in ("TY", "ER"):
            if fields:
                yield start, fields
            fields = []
        if found and tag != "ER":
            start = start if fields else number
            fields.append((tag, [(found.group(2) or "").strip()]))
        elif fields and not found and line.strip():
            fields[-1][1].append(line.strip())
    if fields:
        yield start, fields


def _normalised(fields: list[_Field]) -> Iterator[str]:
    for tag, parts in fields:
        values = parts if tag in _LISTS else [" ".join(parts)]
        for value in values:
            yield f"{tag}  - {value}"
