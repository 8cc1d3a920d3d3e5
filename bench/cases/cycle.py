"""A review cycle: submitted with 6 KB and 6 references, two seats, both accepted, both signed, approved.

Through the doors beside the ORM alone, and over HTTP beside a bare DRF app that makes as many POSTs and commits.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from bench.line import Figure, Line
from bench.load import Side, rate
from bench.served import asked, both, served

#: Each side is under load so often, in turn.
ROUNDS = 5


def lines() -> Iterator[Line]:
    with both() as (ours, bare):
        yield from _through_doors(ours, bare)
        yield from _over_http(ours, bare)


def _through_doors(ours: dict[str, str], bare: dict[str, str]) -> Iterator[Line]:
    own, theirs = asked(ours, "bench.cycles", "cost"), asked(bare, "bench.bare.measured", "cost")
    yield Line("a cycle through the doors: queries", "", Figure(*own["queries"]), "the ORM alone", Figure(*theirs["queries"]),
               goal=60, at_most=True)  # fmt: skip
    for name, what, goal in (("both", "CPU", 3), ("own", "of it Python", None), ("database", "of it the database", None)):
        yield Line(f"a cycle through the doors: {what}", "ms", Figure(*own[name]), "the ORM alone", Figure(*theirs[name]),
                   goal=goal, at_most=True, of_ratio=goal is not None)  # fmt: skip


def _over_http(ours: dict[str, str], bare: dict[str, str]) -> Iterator[Line]:
    told = asked(ours, "bench.cycles", "people"), asked(bare, "bench.bare.measured", "people")
    with served(ours, "medreview.wsgi:application") as one, served(bare, "bench.bare.wsgi:application") as other:
        api = "/api/v1/"
        own = Side(one.port, "Bearer", told[0], f"{api}articles/", f"{api}articles/{{}}/assignments/",
                   f"{api}assignments/{{}}/accept/", f"{api}assignments/{{}}/review/", "board_member")  # fmt: skip
        theirs = Side(other.port, "Token", told[1], "/articles/", "/articles/{}/seats/", "/seats/{}/accept/",
                      "/seats/{}/review/", "member")  # fmt: skip
        measured = _in_turn(own.cycle, "a bare DRF app", theirs.cycle)
        yield Line("a cycle over HTTP (7 POSTs)", "cycles/s", *measured, goal=0.6, of_ratio=True)


def _in_turn(own, yardstick: str, theirs) -> tuple[Figure, str, Figure]:
    """Both under load, one after the other, again and again: what else the machine does falls on both."""
    rate(own, 1), rate(theirs, 1)
    found = [(rate(own), rate(theirs)) for _ in range(ROUNDS)]
    ours, others = zip(*found, strict=True)
    return _figure(ours), yardstick, _figure(others)


def _figure(values) -> Figure:
    middle = statistics.median(values)
    return Figure(middle, (max(values) - min(values)) / 2 / middle)
