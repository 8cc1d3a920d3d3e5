"""For `make mutants`, which forks a process for each change: nothing that was made before the fork may hide the change."""

from __future__ import annotations

import functools
import gc
import os

from articles.compiled import Compiled

RUN = "MUTANTS" in os.environ


@functools.cache
def _kept() -> list:
    """What keeps results of the code that is changed: queries made once, and words that were looked at before."""
    return [
        kept for kept in gc.get_objects()
        if isinstance(kept, Compiled)
        or (isinstance(kept, functools._lru_cache_wrapper) and kept.__module__.startswith("articles.checks"))
    ]  # fmt: skip


def forget() -> None:
    for kept in _kept():
        if isinstance(kept, Compiled):
            kept.__dict__.pop("_made", None)
        else:
            kept.cache_clear()
