"""What came of a fault, and the table of all."""

from __future__ import annotations

import os
from dataclasses import astuple, dataclass
from typing import TypeVar

T = TypeVar("T")

#: Whether the figures are the full ones (`make faults`).
FULL = os.environ.get("FAULTS_FORM") == "full"


def sized(short: T, full: T) -> T:
    """A figure of the short form, or the full one's."""
    return full if FULL else short


@dataclass(frozen=True)
class Outcome:
    """One line of the table: what was done, how many of the things that were tried held, what was lost or came twice."""

    fault: str
    done: str
    survived: str
    lost: int = 0
    duplicated: int = 0
    #: Seconds until everything was as if nothing had been.
    drained: float = 0.0


def table(outcomes: list[Outcome]) -> str:
    """As Markdown, so that it can go into the README as it is."""
    lines = [("fault", "done", "survived", "lost", "duplicated", "seconds to drain"), ("---",) * 6]
    lines += [(*map(str, astuple(o)[:5]), f"{o.drained:.1f}") for o in outcomes]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
