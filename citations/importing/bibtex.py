"""BibTeX and BibLaTeX.

bibtexparser splits a block into fields. Blocks are cut out here first: that gives each its line, keeps a
broken one from taking others with it, lets `(...)` delimit as BibTeX allows, and spares its reader the line
breaks, on which it recurses.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

import bibtexparser
from bibtexparser.model import DuplicateFieldKeyBlock, Entry, String

from citations.importing import bibtex_fields
from citations.importing.bibtex_values import Strings
from citations.importing.lines import LineFinder
from citations.importing.records import MOST_RECORDS, Draft, Skipped, TooMany

_BLOCK = re.compile(r"^[ \t\ufeff]*@[ \t]*([A-Za-z]+)[ \t\r\n]*([{(])", re.MULTILINE)
_SPACE = re.compile(r"\s+")
#: What may follow the end of an entry on its own lines.
_CLOSER = re.compile(r"[)\s]*\Z")
_IGNORED = frozenset(("comment", "preamble"))
#: A reference is a few hundred characters, with an abstract some thousands.
_MAX_BLOCK = 200_000

# Its warnings repeat, line for line, what a skipped block is reported as here.
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)


def read(text: str) -> Iterator[Draft | Skipped]:
    """The entries of a BibTeX file, with the fields that `crossref` lends them."""
    strings = Strings()
    found = [
        record for line, kind, block in _blocks(text) for record in _read_block(line, kind, block, strings)
    ]
    raw = {record.key.casefold(): record for record in found if isinstance(record, bibtex_fields.RawEntry)}
    for record in found:
        yield record if isinstance(record, Skipped) else bibtex_fields.to_draft(record, raw)


def _blocks(text: str) -> Iterator[tuple[int, str, str]]:
    """(line, type, block), each block reaching to the start of the next."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = LineFinder(text)
    starts = list(_BLOCK.finditer(text))
    if len(starts) > MOST_RECORDS:  # an entry lends fields to those before it, so all blocks are read before any entry is made
        raise TooMany
    for index, start in enumerate(starts):
        end = starts[index + 1].start() if index + 1 < len(starts) else len(text)
        inside = text[start.end() : end]
        kind = start.group(1).lower()
        line = lines.at(start.start() + start.group().index("@"))
        yield line, kind, _normalised(kind, inside, bracket=start.group(2))


def _normalised(kind: str, inside: str, *, bracket: str) -> str:
    """The block in braces and on one line."""
    inside = _SPACE.sub(" ", inside)
    if bracket == "(" or _lacks_brace(inside):
        inside = _CLOSER.sub("}", inside)
    return f"@{kind}{{{inside}"


def _lacks_brace(inside: str) -> bool:
    return inside.rstrip().endswith(")") and inside.count("{") >= inside.count("}")


def _read_block(
    line: int, kind: str, block: str, strings: Strings
) -> Iterator[bibtex_fields.RawEntry | Skipped]:
    if kind in _IGNORED:
        return
    if len(block) > _MAX_BLOCK:
        yield Skipped(
            line, f"the @{kind} block is {len(block):,} characters long: a closing brace is missing"
        )
        return
    library = bibtexparser.parse_string(block, parse_stack=[])
    for part in library.blocks:
        if isinstance(part, DuplicateFieldKeyBlock):
            part = part.ignore_error_block  # noqa: PLW2901
        if isinstance(part, String):
            strings.define(part.key, part.value)
        elif isinstance(part, Entry):
            yield _raw(part, line, strings)
    failed = [part for part in library.failed_blocks if not isinstance(part, DuplicateFieldKeyBlock)]
    if failed:
        more = f", and {len(failed) - 1:,} more behind it" if len(failed) > 1 else ""
        yield Skipped(line, f"the @{kind} block is broken: {_reason(failed[0].error)}{more}")


def _raw(entry: Entry, line: int, strings: Strings) -> bibtex_fields.RawEntry:
    fields: dict[str, str] = {}
    for field in entry.fields:
        fields.setdefault(field.key.strip().lower(), strings.resolve(field.value))
    return bibtex_fields.RawEntry(entry.entry_type.lower(), entry.key.strip(), line, fields)


def _reason(error: Exception) -> str:
    told = getattr(error, "abort_reason", None) or str(error) or type(error).__name__
    return " ".join(str(told).split())[:200]
