"""NBIB: the MEDLINE display format of PubMed and PubMed Central.

Tags are those of NLM's "MEDLINE/PubMed Data Element (Field) Descriptions"; the third-party reader that exists
failed on a third of real files, so this one is our own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from citations.importing import nbib_fields
from citations.importing.lines import numbered_lines
from citations.importing.records import Draft, Skipped

#: Some exports drop the padding of a tag, which otherwise fills four columns before the hyphen.
_UNPADDED = re.compile(r"(TI|AU|SO|PT|DP|AB|JT|TA|VI|IP|PG)-(.*)")
#: What a record can be known by; a part without any of these goes on with the record before it.
_TELLING = frozenset(("PMID", "PMC", "PMCR", "TI", "BTI", "CTI", "VTI"))


def read(text: str) -> Iterator[Draft | Skipped]:
    """The records of an NBIB file, each with the line it starts on."""
    for line, fields in _joined(_parts(text)):
        yield nbib_fields.to_draft(fields, line)


def _parts(text: str) -> Iterator[tuple[int, list[nbib_fields.Field]]]:
    """Groups of fields between blank lines, or from one PMID to the next."""
    start, fields, blank = 0, [], False
    for number, line in numbered_lines(text):
        tag, value = ("", "") if line[:1] in (" ", "") else _field(line)
        if tag:
            if fields and (blank or (tag == "PMID" and _has(fields, "PMID"))):
                yield start, _finished(fields)
                fields = []
            start = start if fields else number
            fields.append((tag, [value.strip()]))
            blank = False
        elif not line.strip():
            blank = True
        elif fields:
            fields[-1][1].append(line.strip())
    if fields:
        yield start, _finished(fields)


def _field(line: str) -> tuple[str, str]:
    """The tag and the value of a line; no tag for one that goes on with the field before."""
    tag = line[:4].rstrip()
    if line[4:5] == "-" and tag.isalnum() and tag.isupper() and len(tag) > 1:
        return tag, line[5:]
    found = _UNPADDED.match(line) if line[2:3] == "-" else None
    return (found.group(1), found.group(2)) if found else ("", "")


def _finished(fields: list[tuple[str, list[str]]]) -> list[nbib_fields.Field]:
    joined = ((tag, parts[0] if len(parts) == 1 else " ".join(filter(None, parts))) for tag, parts in fields)
    return [(tag, value) for tag, value in joined if value]


def _has(fields: list[tuple[str, list[str]]], tag: str) -> bool:
    # PMID comes first or second (after PMC): looking further would make a long record cost its square.
    return any(known == tag for known, _ in fields[:3])


def _joined(
    parts: Iterator[tuple[int, list[nbib_fields.Field]]],
) -> Iterator[tuple[int, list[nbib_fields.Field]]]:
    start, fields = 0, []
    for line, part in parts:
        if fields and any(tag in _TELLING for tag, _ in part):
            yield start, fields
            fields = []
        start = start if fields else line
        fields.extend(part)
    if fields:
        yield start, fields
