"""Names of people and bodies, as bibliographic formats write them, into CSL name objects and back."""

from __future__ import annotations


def first_author(csl: dict) -> str:
    """The family name, or the whole name of a body, that a work is known by; empty where there is none."""
    for role in ("author", "editor"):
        names = csl.get(role)
        if isinstance(names, list) and names and isinstance(names[0], dict):
            name = names[0]
            return str(name.get("family") or name.get("literal") or name.get("given") or "")
    return ""
