"""Every list and page of work at several sizes, in turn in one process: `make bench BENCH="lists --sizes 1000,100000"`.

The time of the largest beside that of the smallest, and the queries of each page.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

from bench.line import Figure, Line
from bench.sizes import filled_databases, sizes
from bench.stack import ROOT

_RUN = "from bench.list_requests import main; main()"


def lines() -> Iterator[Line]:
    with filled_databases() as environment:
        done = subprocess.run(  # noqa: S603  (our own command)
            [sys.executable, "-c", _RUN], cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE
        )
    small, *_, large = map(str, sizes())
    for name, found in json.loads(done.stdout).items():
        ours, theirs = (Figure(found[size]["p95"], _spread(found[size])) for size in (large, small))
        yield Line(name, "ms, p95", ours, f"at {int(small):,}", theirs, goal=2, at_most=True, of_ratio=True)
        yield Line(f"{name}: queries", "", Figure(found[large]["queries"]), goal=found[large]["most"], at_most=True)


def _spread(found: dict) -> float:
    """How far the second slowest lay from the median."""
    return (found["p95"] - found["p50"]) / found["p50"]
