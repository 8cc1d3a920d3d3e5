"""Batch intake over HTTP: articles of 6 KB with 6 references, one a line, by two clients at once to two workers."""

from __future__ import annotations

import http.client
import json
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count

from bench.line import Figure, Line
from bench.served import Served, asked, both, served

#: Articles in one request, and requests of each client: the first of them warms up.
SIZE, REQUESTS = 100, int(os.environ.get("BENCH_REQUESTS", "6"))
_numbers = count()


def lines() -> Iterator[Line]:
    with both() as (ours, _):
        told = asked(ours, "bench.cycles", "people")
        with served(ours, "medreview.wsgi:application") as one, ThreadPoolExecutor(2) as clients:
            rounds = [_round(one, told, clients) for _ in range(REQUESTS)][1:]
    by_clock, by_core, memory = (list(column) for column in zip(*rounds, strict=True))
    yield Line("batch intake, two workers, by the clock", "articles/s", Figure.of(by_clock), goal=150)
    yield Line("the same, a second of a worker's core", "articles", Figure.of(by_core))
    yield Line("a worker's memory after the last request", "MB", Figure(memory[-1]), "after the first", Figure(memory[0]),
               goal=1.1, at_most=True, of_ratio=True)  # fmt: skip
    yield Line("the last request's rate", "articles", Figure(by_core[-1]), "the first's", Figure(by_core[0]), goal=0.8,
               of_ratio=True)  # fmt: skip


def _round(one: Served, told: dict, clients: ThreadPoolExecutor) -> tuple[float, float, float]:
    """Each client sends its request: articles a second, articles a second of the workers' time, megabytes."""
    start, before = time.monotonic(), one.cpu()
    list(clients.map(lambda _: _send(one.port, told), range(2)))
    return 2 * SIZE / (time.monotonic() - start), 2 * SIZE / (one.cpu() - before), one.memory()


def _send(port: int, told: dict) -> None:
    items = [told["article"] | {"question": f"What helps in case {next(_numbers)}?"} for _ in range(SIZE)]
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    lines_ = "application/x-ndjson"
    headers = {"Authorization": f"Bearer {told['keys'][0]}", "Content-Type": lines_, "Accept": lines_}
    connection.request("POST", "/api/v1/articles/batch/", "\n".join(map(json.dumps, items)), headers)
    results = [json.loads(line) for line in connection.getresponse().read().splitlines()]
    connection.close()
    assert [result["status"] for result in results] == [201] * SIZE, results[:1]
