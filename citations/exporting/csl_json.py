"""CSL-JSON: the items as they are, each with its id."""

from __future__ import annotations

import json


def write(items: list[tuple[str, dict]]) -> str:
    """A JSON list."""
    return json.dumps([{**item, "id": key} for key, item in items], ensure_ascii=False, indent=2) + "\n"
