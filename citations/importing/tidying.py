"""The last step of reading: nothing empty, nothing that CSL does not know, nothing that cannot be stored."""

from __future__ import annotations

import re

from citations.csl import MAX_NAMES, MAX_PROSE, MAX_STRING, PROSE, problems

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def storable(text: str) -> str:
    """The text without a byte order mark and without what PostgreSQL's jsonb or UTF-8 cannot hold."""
    return _CONTROL.sub("", text.removeprefix("\ufeff"))


def tidy(csl: dict, remarks: list[str]) -> dict:
    """The item without empty fields, its texts on one line and none too long; cuts are told in `remarks`."""
    item = {field: _clean(field, value, remarks) for field, value in csl.items()}
    item = {field: value for field, value in item.items() if value not in ("", None, [], {})}
    item.setdefault("type", "document")
    return item


def drop_invalid(item: dict, remarks: list[str]) -> dict:
    """The item without the fields that CSL would not take: for formats that give any value in any field."""
    for problem in problems(item):
        if problem.path and item.pop(str(problem.path[0]), None) is not None:
            remarks.append(f"{problem.path[0]} was left out: it {problem.message}")
    item.setdefault("type", "document")
    return item


def is_empty(csl: dict) -> bool:
    """Whether a record told nothing of any work."""
    return not any(field not in ("type", "id", "language", "source", "custom") for field in csl)


def _clean(field: str, value: object, remarks: list[str]) -> object:
    if isinstance(value, str):
        return _clean_text(field, value, remarks)
    if isinstance(value, list):
        if len(value) > MAX_NAMES:
            remarks.append(f"{field} was cut at {MAX_NAMES:,} names")
            value = value[:MAX_NAMES]
        return [cleaned for part in value if (cleaned := _clean_name(field, part, remarks))]
    return value


def _clean_name(field: str, name: object, remarks: list[str]) -> object:
    if not isinstance(name, dict):
        return name
    return {
        part: _clean_text(field, text, remarks) if isinstance(text, str) else text
        for part, text in name.items()
        if text != ""
    }


def _clean_text(field: str, text: str, remarks: list[str]) -> str:
    prose = field in PROSE
    if not text.isprintable():
        text = _CONTROL.sub("", text)
    if prose and "\n" in text:
        # Prose keeps its lines; every other field is one.
        text = "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()
    else:
        text = " ".join(text.split())
    limit = MAX_PROSE if prose else MAX_STRING
    if len(text) > limit:
        remarks.append(f"{field} was cut at {limit:,} characters")
        return text[:limit].rstrip()
    return text
