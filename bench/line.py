"""One line of the bench: our figure, what it is held against, and whether it does."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

#: Each thing is measured so often; the median is told, and how far the others lay from it.
TIMES = 5


@dataclass(frozen=True)
class Figure:
    """A median, and half the way from the slowest to the fastest as a share of it; None for what ran once."""

    value: float
    spread: float | None = None

    @classmethod
    def of(cls, values: Sequence[float]) -> Figure:
        middle = statistics.median(values)
        return cls(middle, (max(values) - min(values)) / 2 / middle if middle else 0.0)


@dataclass(frozen=True)
class Line:
    """`goal` is a least figure or, with `at_most`, a greatest one; None where the ratio alone is told."""

    name: str
    unit: str
    ours: Figure
    yardstick: str = ""
    theirs: Figure | None = None
    goal: float | None = None
    at_most: bool = False
    #: The goal is one of the ratio, not of the figure.
    of_ratio: bool = False

    @property
    def ratio(self) -> float | None:
        return self.ours.value / self.theirs.value if self.theirs and self.theirs.value else None

    @property
    def met(self) -> bool | None:
        held = self.ratio if self.of_ratio else self.ours.value
        if self.goal is None or held is None:
            return None
        return held <= self.goal if self.at_most else held >= self.goal

    def as_json(self) -> dict:
        return asdict(self) | {"ratio": self.ratio, "met": self.met}

    def __str__(self) -> str:
        beside = f"{self.yardstick} {self.theirs.value:,.0f}, ratio {self.ratio:.2f}" if self.theirs else ""
        goal = f"{self.goal:,g}" + " times" * self.of_ratio if self.goal else ""
        wanted = f"{'at most' if self.at_most else 'at least'} {goal}" if goal else "no goal"
        met = {None: "", True: "met", False: "NOT MET"}[self.met]
        figure = f"{self.ours.value:,.1f}" if self.ours.value < 100 else f"{self.ours.value:,.0f}"
        spread = "once" if self.ours.spread is None else f"±{self.ours.spread:.0%}"
        return f"{self.name:50} {figure:>8} {self.unit:11} {spread:>5}  {beside:43} {wanted:16} {met}"


def rate(act: Callable[[], object], count: int) -> Figure:
    """So many things in a second of one core."""
    return Figure.of([count / seconds for seconds in _times(act)])


def milliseconds(act: Callable[[], object]) -> Figure:
    return Figure.of([1000 * seconds for seconds in _times(act)])


def waited(act: Callable[[], object], times: int = 4 * TIMES) -> Figure:
    """Milliseconds by the clock, so that what the database does counts; other work of the machine counts with it."""
    act()
    found = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        found.append(1000 * (time.perf_counter() - start))
    return Figure.of(found)


def _times(act: Callable[[], object]) -> list[float]:
    """Seconds of one core's time: what else the machine does is left out."""
    act()
    found = []
    for _ in range(TIMES):
        start = time.process_time()
        act()
        found.append(time.process_time() - start)
    return found
