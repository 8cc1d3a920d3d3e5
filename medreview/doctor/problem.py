"""One thing that is wrong."""

from __future__ import annotations

from typing import NamedTuple


class Problem(NamedTuple):
    """In words for whoever runs the installation, with what to do about it."""

    what: str
    mend: str
