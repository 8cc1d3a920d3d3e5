"""CSL-JSON as exporters really write it: names and dates as text, lists of one, fields of their own."""

from __future__ import annotations

from collections.abc import Iterator

from citations import dates, names
from citations.csl import NAME_FLAGS, NAME_STRINGS
from citations.csl_fields import DATES, NAMES, NUMBERS, STRINGS, TYPES
from citations.importing.crossref_types import TYPES as CROSSREF_TYPES
from citations.importing.json_items import read_objects
from citations.importing.records import Draft, Skipped
from citations.importing.tidying import drop_invalid, tidy

_TEXTS = STRINGS | NUMBERS
_OTHER = frozenset(("id", "type", "categories", "custom"))


def read(text: str) -> Iterator[Draft | Skipped]:
    """The items of a CSL-JSON file."""
    for found in read_objects(text):
        if isinstance(found, Skipped):
            yield found
        elif isinstance(found[1], dict):
            yield to_draft(found[1], found[0])
        else:
            yield Skipped(found[0], f"a CSL-JSON item is an object, not {type(found[1]).__name__}")


def to_draft(item: dict, line: int) -> Draft:
    """The item with its names, dates and types as CSL has them; what cannot be kept is told."""
    key = item.get("id")
    draft = Draft({"type": ""}, line, str(key) if isinstance(key, str | int) else "")
    for field, value in item.items():
        if field in NAMES:
            draft.csl[field] = _names(value, field, draft.remarks)
        elif field in DATES:
            draft.csl[field] = _date(value, field, draft.remarks)
        elif field in _TEXTS:
            draft.csl[field] = _text(value)
        elif field not in _OTHER:
            draft.remarks.append(f"{str(field)[:60]!r} was left out: it is not a CSL field")
    if isinstance(item.get("custom"), dict):
        draft.csl["custom"] = item["custom"]
    draft.csl["type"] = _type(item, draft.remarks)
    short = draft.csl.pop("journalAbbreviation", "")
    draft.csl.setdefault("container-title-short", short)
    draft.csl.setdefault("title-short", draft.csl.pop("shortTitle", ""))
    draft.csl = drop_invalid(tidy(draft.csl, draft.remarks), draft.remarks)
    return draft


def _type(item: dict, remarks: list[str]) -> str:
    said = item.get("type")
    if isinstance(said, str) and said in TYPES:
        return said
    if isinstance(said, str) and said in CROSSREF_TYPES:
        return CROSSREF_TYPES[said]
    guess = "article-journal" if item.get("container-title") else "document"
    remarks.append(
        f"the type {str(said)[:60]!r} is not one of CSL's: read as {guess}"
        if said
        else f"no type: read as {guess}"
    )
    return guess


def _text(value: object) -> object:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, float):
        return str(value)
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _names(value: object, field: str, remarks: list[str]) -> list[dict]:
    value = value if isinstance(value, list) else [value]
    return [name for part in value if (name := _name(part, field, remarks))]


def _name(part: object, field: str, remarks: list[str]) -> dict | None:
    if isinstance(part, str):
        return names.inverted(part) if part.strip() else None
    if not isinstance(part, dict):
        remarks.append(f"a name in {field} was left out: it is {type(part).__name__}")
        return None
    kept = {name: part[name] for name in part.keys() & (NAME_STRINGS | NAME_FLAGS) if part[name] is not None}
    kept = {name: text for name, text in kept.items() if isinstance(text, str | bool | int)}
    if "literal" not in kept and isinstance(part.get("name"), str):
        kept["literal"] = part["name"]
    if not any(
        isinstance(kept.get(name), str) and kept[name].strip() for name in ("family", "given", "literal")
    ):
        remarks.append(f"a name in {field} was left out: it names nobody")
        return None
    return kept


def _date(value: object, field: str, remarks: list[str]) -> dict | None:
    date = date_of(value)
    if date is None and value not in (None, "", {}, {"date-parts": [[None]]}):
        remarks.append(f"no date could be read from {field}")
    return date


def date_of(value: object) -> dict | None:
    if isinstance(value, str | int) and not isinstance(value, bool):
        return dates.read_date(str(value))
    if not isinstance(value, dict):
        return None
    parts = [read for part in _as_list(value.get("date-parts")) if (read := _parts(part))]
    if not parts:
        text = next(
            (value[name] for name in ("raw", "literal", "edtf") if isinstance(value.get(name), str)), ""
        )
        return dates.read_date(text)
    kept = {name: value[name] for name in ("season", "circa") if isinstance(value.get(name), str | int)}
    return {"date-parts": parts[:2], **kept}


def _as_list(value: object) -> list:
    if not isinstance(value, list) or not value:
        return []
    return value if isinstance(value[0], list) else [value]


def _parts(value: object) -> list[int]:
    """The numbers of a date until one is missing: `["2011", "8", null]` is August 2011."""
    numbers = []
    for part in value[:3] if isinstance(value, list) else ():
        text = str(part).strip()
        if not text.removeprefix("-").isdecimal() or len(text) > 5:
            break
        numbers.append(int(text))
    if len(numbers) > 1 and not 1 <= numbers[1] <= 12:
        del numbers[1:]
    if len(numbers) > 2 and not 1 <= numbers[2] <= 31:
        del numbers[2:]
    return numbers
