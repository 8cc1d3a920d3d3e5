"""Word lists that the rules recognise by, kept as data."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parent / "data"


@cache
def lexicon(name: str) -> dict[str, Any]:
    """The lists of one file of the data directory, by name."""
    return tomllib.loads((_DATA / f"{name}.toml").read_text(encoding="utf-8"))


def words(name: str) -> frozenset[str]:
    """One list of the general words."""
    return split(lexicon("words")[name])


def split(listed: str) -> frozenset[str]:
    """The names of a list; `_` keeps the words of one name together."""
    return frozenset(name.replace("_", " ") for name in listed.split())
