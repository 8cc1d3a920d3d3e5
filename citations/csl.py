"""The shape of a CSL-JSON item as it comes over the API, and what to say where it is not that.

Types and fields are those of the CSL 1.0.2 input schema (https://github.com/citation-style-language/schema,
`csl-data.json`), with bounds added: what passes can be stored in PostgreSQL's jsonb and hashed as canonical
JSON.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from citations.csl_fields import DATES, NAMES, NUMBERS, STRINGS, TYPES

MAX_STRING = 2_000
#: Abstracts and notes run longer than any other field; 50,000 characters is ten times a long abstract.
MAX_PROSE = 50_000
#: Particle-physics papers list about 5,000 authors (Aad 2015: 5,154).
MAX_NAMES = 6_000
MAX_CUSTOM_DEPTH = 6
MAX_CUSTOM_VALUES = 2_000
#: Canonical JSON (RFC 8785) numbers are IEEE doubles: larger whole numbers would not hash as written.
MAX_WHOLE_NUMBER = 2**53 - 1

PROSE = frozenset(("abstract", "annote", "note", "references"))
NAME_STRINGS = frozenset(
    ("family", "given", "literal", "suffix", "dropping-particle", "non-dropping-particle")
)
NAME_FLAGS = frozenset(("comma-suffix", "static-ordering", "parse-names"))
DATE_FIELDS = frozenset(("date-parts", "season", "circa", "literal", "raw", "edtf"))

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_DIGITS = re.compile(r"-?[0-9]{1,5}")

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    """What is wrong with an item, where in it (`path`), and how to mend it."""

    path: Path
    message: str


def problems(item: object) -> list[Problem]:
    """Everything that keeps `item` from being a usable CSL-JSON item; empty when it is one."""
    if not isinstance(item, dict):
        return [Problem((), 'must be a CSL-JSON object, such as {"type": "article-journal", "title": "..."}')]
    found = list(_type_problems(item))
    for field, value in item.items():
        if field != "type":
            found.extend(_field_problems(field, value))
    return found


def _type_problems(item: dict) -> Iterator[Problem]:
    if "type" not in item:
        yield Problem(("type",), "is required: a CSL type such as article-journal, book, report or webpage")
    elif not isinstance(item["type"], str) or item["type"] not in TYPES:
        yield Problem(("type",), "is not a CSL 1.0.2 type, such as article-journal, book, report or webpage")


def _field_problems(field: object, value: object) -> Iterator[Problem]:
    path = (field if isinstance(field, str) else str(field),)
    check = _CHECKS.get(path[0])
    if check is None:
        yield Problem(path, "is not a CSL field: leave it out, or put it under `custom`")
    else:
        yield from check(value, path)


def _string(value: object, path: Path, limit: int = MAX_STRING) -> Iterator[Problem]:
    if not isinstance(value, str):
        yield Problem(path, "must be a string")
    elif len(value) > limit:
        yield Problem(path, f"is {len(value):,} characters long: shorten it to {limit:,}")
    elif not value.isprintable() and _UNSTORABLE.search(value):
        yield Problem(path, "holds a NUL or half a surrogate pair: remove it")


def _prose(value: object, path: Path) -> Iterator[Problem]:
    yield from _string(value, path, MAX_PROSE)


def _number(value: object, path: Path) -> Iterator[Problem]:
    if isinstance(value, int) and not isinstance(value, bool):
        yield from _whole(value, path)
    elif isinstance(value, str):
        yield from _string(value, path)
    else:
        yield Problem(path, "must be a string or a whole number")


def _whole(value: int, path: Path) -> Iterator[Problem]:
    if abs(value) > MAX_WHOLE_NUMBER:
        yield Problem(path, "is a number too large to keep exactly: write it as a string")


def _strings(value: object, path: Path) -> Iterator[Problem]:
    if not isinstance(value, list) or len(value) > MAX_NAMES:
        yield Problem(path, "must be a list of strings")
        return
    for index, text in enumerate(value):
        yield from _string(text, (*path, index))


def _names(value: object, path: Path) -> Iterator[Problem]:
    if not isinstance(value, list):
        yield Problem(path, 'must be a list of names, such as [{"family": "Tyler", "given": "T. F."}]')
    elif len(value) > MAX_NAMES:
        yield Problem(path, f"lists {len(value):,} names: at most {MAX_NAMES:,}")
    else:
        for index, name in enumerate(value):
            yield from _name(name, (*path, index))


def _name(value: object, path: Path) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield Problem(path, "must be an object: `family` and `given`, or `literal` for an organisation")
        return
    for field, part in value.items():
        if not _is_plain(part) or field not in NAME_STRINGS:
            yield from _name_part(field, part, path)
    parts = [value.get(part) for part in ("family", "given", "literal")]
    if not any(isinstance(part, str) and part.strip() for part in parts):
        yield Problem(path, "names nobody: give `family`, or `literal` for an organisation")


def _is_plain(part: object) -> bool:
    # Most parts of most names: a large list is checked in half the time.
    return isinstance(part, str) and len(part) <= MAX_STRING and part.isprintable()


def _name_part(field: str, part: object, path: Path) -> Iterator[Problem]:
    if field in NAME_STRINGS:
        yield from _string(part, (*path, field))
    elif field not in NAME_FLAGS:
        yield Problem((*path, field), "is not part of a CSL name: use family, given, suffix, literal")
    elif not isinstance(part, bool):
        yield from _number(part, (*path, field))


def _date(value: object, path: Path) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield Problem(path, 'must be an object such as {"date-parts": [[2016, 7, 25]]}')
        return
    for field in value.keys() - DATE_FIELDS:
        yield Problem((*path, field), "is not part of a CSL date: use date-parts, literal or raw")
    for field in ("literal", "raw", "edtf"):
        if field in value:
            yield from _string(value[field], (*path, field))
    for field in value.keys() & {"season", "circa"}:
        if not isinstance(value[field], bool):
            yield from _number(value[field], (*path, field))
    if "date-parts" in value:
        yield from _date_parts(value["date-parts"], (*path, "date-parts"))
    elif not value.keys() & {"literal", "raw", "edtf"}:
        yield Problem(path, "tells no date: give date-parts, literal or raw")


def _date_parts(value: object, path: Path) -> Iterator[Problem]:
    if not isinstance(value, list) or not 1 <= len(value) <= 2:
        yield Problem(path, "must hold one date, or two for a range: [[2016, 7, 25]]")
        return
    for index, parts in enumerate(value):
        if not isinstance(parts, list) or not 1 <= len(parts) <= 3 or not all(map(_is_date_part, parts)):
            yield Problem((*path, index), "must be numbers: [year], [year, month] or [year, month, day]")
        elif not _is_calendar(*map(int, parts)):
            yield Problem((*path, index), "is no date: years end at 9999, months at 12 and days at 31")


def _is_date_part(part: object) -> bool:
    if isinstance(part, str):
        return _DIGITS.fullmatch(part) is not None
    return isinstance(part, int) and not isinstance(part, bool) and -99_999 <= part <= 99_999


def _is_calendar(year: int, month: int = 1, day: int = 1) -> bool:
    # 13 to 24 are the seasons of CSL 1.0 and of EDTF; 0 is how some exporters write "not known".
    return abs(year) <= 9_999 and 0 <= month <= 24 and 0 <= day <= 31


def _custom(value: object, path: Path) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield Problem(path, "must be an object")
        return
    pending: list[tuple[object, Path]] = [(value, path)]
    for _ in range(MAX_CUSTOM_VALUES):
        if not pending:
            return
        current, where = pending.pop()
        if len(where) > MAX_CUSTOM_DEPTH:
            yield Problem(where, f"is nested more than {MAX_CUSTOM_DEPTH} deep: flatten it")
        elif isinstance(current, dict | list):
            pending.extend(_children(current, where))
            yield from _bad_keys(current, where)
        else:
            yield from _scalar(current, where)
    yield Problem(path, f"holds more than {MAX_CUSTOM_VALUES:,} values: keep less there")


def _children(value: dict | list, path: Path) -> list[tuple[object, Path]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    return [(child, (*path, key)) for key, child in pairs]


def _bad_keys(value: dict | list, path: Path) -> Iterator[Problem]:
    for key in value if isinstance(value, dict) else ():
        yield from _string(key, (*path, str(key)[:100]))


def _scalar(value: object, path: Path) -> Iterator[Problem]:
    if isinstance(value, str):
        yield from _string(value, path, MAX_PROSE)
    elif isinstance(value, int):
        yield from _whole(value, path)
    elif isinstance(value, float) and not abs(value) <= MAX_WHOLE_NUMBER:
        yield Problem(path, "is not a number that JSON can carry")


_CHECKS: dict[str, Callable[[object, Path], Iterator[Problem]]] = {
    **dict.fromkeys(STRINGS, _string),
    **dict.fromkeys(NUMBERS | {"id"}, _number),
    **dict.fromkeys(PROSE, _prose),
    **dict.fromkeys(NAMES, _names),
    **dict.fromkeys(DATES, _date),
    "categories": _strings,
    "custom": _custom,
}
