"""What every writer asks of an item: one line of text, a written name, a numeric date."""

from __future__ import annotations

from citations.formatting import times


def text(item: dict, field: str) -> str:
    """The field on one line; empty where there is none."""
    value = item.get(field)
    return " ".join(str(value).split()) if isinstance(value, str | int) else ""


def people(item: dict, role: str) -> list[dict]:
    """The names of a role that name somebody."""
    names = item.get(role)
    listed = [name for name in names if isinstance(name, dict)] if isinstance(names, list) else []
    return [name for name in listed if family(name) or body(name)]


def family(name: dict) -> str:
    """The family name with its particles, as the exchange formats have one field for both."""
    parts = (name.get(part) for part in ("dropping-particle", "non-dropping-particle", "family"))
    return " ".join(" ".join(str(part) for part in parts if part).split()) if name.get("family") else ""


def body(name: dict) -> str:
    """The name of a body, or of a person who has but one name."""
    return " ".join(str(name.get("literal") or name.get("given") or "").split())


def part(name: dict, field: str) -> str:
    """`given` or `suffix`, on one line."""
    return " ".join(str(name.get(field) or "").split())


def numeric_date(item: dict, field: str, separator: str) -> str:
    """`2005/07/15`, as far as it is known."""
    numbers = times.parts(item, field)
    return separator.join([*map(str, numbers[:1]), *(f"{number:02}" for number in numbers[1:])])
