"""Dates as bibliographic formats write them, into CSL dates and back."""

from __future__ import annotations

import re

_YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)")


def year(csl: dict, field: str = "issued") -> int | None:
    """The year of a CSL date, whether it came as parts or as text."""
    date = csl.get(field)
    if not isinstance(date, dict):
        return None
    parts = date.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list) and parts[0]:
        return _whole(parts[0][0])
    found = _YEAR.search(str(date.get("raw") or date.get("literal") or ""))
    return int(found.group()) if found else None


def _whole(part: object) -> int | None:
    if isinstance(part, int) and not isinstance(part, bool):
        return part
    return int(part) if isinstance(part, str) and re.fullmatch(r"-?\d{1,5}", part) else None
