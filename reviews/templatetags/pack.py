"""Stored values as an auditor reads them."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def told(value: object) -> str:
    """A value of JSON in words: "revision: 1; content hash: ab12"."""
    if isinstance(value, dict):
        return "; ".join(f"{name.replace('_', ' ')}: {told(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return ", ".join(map(told, value)) or "none"
    if value is None or value == "":
        return "none"
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


@register.filter
def disclosed(disclosure: dict) -> str:
    """A disclosure, an item a line; an explicit "none" is said as such."""
    if disclosure.get("none"):
        return "Nothing to disclose."
    return "\n".join(
        ": ".join(filter(None, (item.get("item"), item.get("entity"), item.get("detail")))) for item in disclosure["items"]
    )
