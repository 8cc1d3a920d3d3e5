"""A review cycle: submitted with 6 KB and 6 references, two seats, both accepted, both signed, approved.

Through the doors beside the ORM alone, and over HTTP beside a bare DRF app that makes as many POSTs and commits.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bench.line import Figure, Line
from bench.load import Side, in_turn
from bench.served import asked, both, served

#: The two are measured so often, in turn: what else the machine does falls on both.
ROUNDS = 3


def lines() -> Iterator[Line]:
    with both() as (ours, bare):
        yield from _through_doors(ours, bare)
        yield from _over_http(ours, bare)


def _through_doors(ours: dict[str, str], bare: dict[str, str]) -> Iterator[Line]:
    own, theirs = compared(ours, bare, "bench.bare.measured")
    yield Line("a cycle through the doors: queries", "", own["queries"], "the ORM alone", theirs["queries"],
               goal=60, at_most=True)  # fmt: skip
    for name, what, goal in (("both", "CPU", 3), ("own", "of it Python", None), ("database", "of it the database", None)):
        yield Line(f"a cycle through the doors: {what}", "ms", own[name], "the ORM alone", theirs[name],
                   goal=goal, at_most=True, of_ratio=goal is not None)  # fmt: skip


def compared(ours: dict[str, str], theirs: dict[str, str], module: str) -> tuple[dict[str, Figure], dict[str, Figure]]:
    """What a cycle costs through our doors and, by that module, in the other project."""
    found = [(asked(ours, "bench.cycles", "cost"), asked(theirs, module, "cost")) for _ in range(ROUNDS)]
    own, others = zip(*found, strict=True)
    return _middle(own), _middle(others)


def _middle(costs: tuple[dict[str, float], ...]) -> dict[str, Figure]:
    return {name: Figure.of([cost[name] for cost in costs]) for name in costs[0]}


def _over_http(ours: dict[str, str], bare: dict[str, str]) -> Iterator[Line]:
    told = asked(bare, "bench.bare.measured", "people")
    with our_side(ours) as own, served(bare, "bench.bare.wsgi:application") as other:
        theirs = Side(other.port, "Token", told, "/articles/", "/articles/{}/seats/", "/seats/{}/accept/",
                      "/seats/{}/review/", "member")  # fmt: skip
        measured = in_turn(own.cycle, "a bare DRF app", theirs.cycle)
        yield Line("a cycle over HTTP (7 POSTs)", "cycles/s", *measured, goal=0.6, of_ratio=True)


@contextmanager
def our_side(ours: dict[str, str]) -> Iterator[Side]:
    """Ours behind gunicorn, with an author, an editor and two board members who act over the API."""
    told, api = asked(ours, "bench.cycles", "people"), "/api/v1/"
    with served(ours, "medreview.wsgi:application") as one:
        yield Side(one.port, "Bearer", told, f"{api}articles/", f"{api}articles/{{}}/assignments/",
                   f"{api}assignments/{{}}/accept/", f"{api}assignments/{{}}/review/", "board_member")  # fmt: skip
