"""The public page and the API beside empty views: requests for each second of a core that gunicorn's workers had.

The database's time, and that of whoever asks, are left out on both sides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bench.line import Figure, Line
from bench.load import get
from bench.served import Served, asked, both, served

#: Requests in one measurement, and measurements of each, in turn with its yardstick.
COUNT, ROUNDS = 300, 5


def lines() -> Iterator[Line]:
    with both() as (ours, bare):
        told = asked(ours, "bench.cycles", "people")
        with served(ours, "medreview.wsgi:application") as one, served(bare, "bench.bare.wsgi:application") as other:
            page, article = f"/articles/{told['slug']}/", f"/api/v1/articles/{told['id']}/"
            key = {"Authorization": f"Bearer {told['keys'][0]}"}
            known = {"If-None-Match": get(one.port, page)}
            own = key | {"If-None-Match": get(one.port, article, **key)}
            cases = (
                ("the public page", "/empty/", lambda: get(one.port, page), 0.6),
                ("the public page, known (304)", "/empty/", lambda: get(one.port, page, 304, **known), 0.6),
                ("GET an article over the API", "/empty-api/", lambda: get(one.port, article, **key), None),
                ("the same, known (304)", "/empty-api/", lambda: get(one.port, article, 304, **own), None),
            )  # fmt: skip
            for name, empty, act, goal in cases:
                yield _beside(name, one, act, other, empty, goal)


def _beside(name: str, one: Served, act: Callable, other: Served, empty: str, goal: float | None) -> Line:
    found = [(_rate(one, act), _rate(other, lambda: get(other.port, empty))) for _ in range(ROUNDS + 1)][1:]
    ours, theirs = (Figure.of([pair[side] for pair in found]) for side in (0, 1))
    view = "an empty DRF view" if "api" in empty else "an empty Django view"
    return Line(name, "a core-s", ours, view, theirs, goal=goal, of_ratio=goal is not None)


def _rate(side: Served, act: Callable) -> float:
    before = side.cpu()
    for _ in range(COUNT):
        act()
    return COUNT / max(0.01, side.cpu() - before)
