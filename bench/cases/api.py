"""Requests of the API through the whole stack, beside an empty DRF view behind the same middleware."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

from bench.line import Figure, Line
from bench.stack import ROOT, database
from medreview.servers import Redis

_RUN = "from bench.api_requests import main; main()"


def lines() -> Iterator[Line]:
    with database() as (_, environment, home):
        redis = Redis.start(home / "redis")
        try:
            environment |= {"REDIS_URL": redis.url}
            done = subprocess.run(  # noqa: S603  (our own command)
                [sys.executable, "-c", _RUN], cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE
            )
        finally:
            redis.stop()
    told = {name: Figure(*figure) for name, figure in json.loads(done.stdout).items()}
    empty = told.pop("empty")
    for name, ours in told.items():
        yield Line(name, "requests/s", ours, "an empty DRF view", empty)
