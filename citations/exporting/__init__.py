"""CSL items out, in the formats that reference managers read."""

from __future__ import annotations

from collections.abc import Iterable

from citations.exporting import bibtex, csl_json, nbib, ris
from citations.importing.keys import Keys
from citations.importing.records import Draft

__all__ = ["FORMATS", "export"]

_WRITERS = {"ris": ris.write, "bibtex": bibtex.write, "csl-json": csl_json.write, "nbib": nbib.write}
FORMATS = tuple(_WRITERS)


def export(items: Iterable[dict], format: str) -> str:
    """The items as one file's text. An item's `id` is its key there; without one it gets a readable key.

    Raises ValueError for a format that is not in FORMATS.
    """
    if format not in _WRITERS:
        raise ValueError(f"{format!r} is not a format that can be written: use one of {', '.join(FORMATS)}")
    keys = Keys()
    keyed = [(keys.assign(Draft(item, 0, str(item.get("id") or ""))), item) for item in items]
    return _WRITERS[format](keyed)
