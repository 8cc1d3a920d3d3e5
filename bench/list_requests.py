"""What `bench.cases.lists` measures: every list and page of work on databases of several sizes, in turn in one process."""

from __future__ import annotations

import json
import os
import statistics
import time
from typing import TYPE_CHECKING

import django
from django.conf import settings

if TYPE_CHECKING:
    from bench.pages import Page

#: Each page is asked for so often on each database; the second slowest is its p95.
TIMES = 20


def main() -> None:
    """Prints `{page: {size: {p50, p95, queries, most}}}` as JSON, milliseconds; DATABASES holds `{size: address}`."""
    settings.ALLOWED_HOSTS = ["testserver"]
    django.setup()
    from bench.pages import PAGES  # noqa: PLC0415  (not before the set-up)

    places = {size: _Place(address) for size, address in json.loads(os.environ["BENCH_DATABASES"]).items()}
    only = os.environ.get("BENCH_PAGES", "")
    found = {}
    for page in PAGES:
        if only in page.name:
            found[page.name] = _measured(page, places)
    print(json.dumps(found))


def _measured(page: Page, places: dict[str, _Place]) -> dict[str, dict]:
    queries = {size: place.queries(page) for size, place in places.items()}
    times: dict[str, list[float]] = {size: [] for size in places}
    for _ in range(TIMES):
        for size, place in places.items():
            times[size].append(place.milliseconds(page))
            if sum(times[size]) > 20_000:
                break
    return {
        size: {"p50": statistics.median(t), "p95": sorted(t)[max(0, len(t) - 2)], "queries": queries[size], "most": page.most}
        for size, t in times.items()
    }


class _Place:
    """A database with those who open its pages."""

    def __init__(self, address: str) -> None:
        from django.db import connections  # noqa: PLC0415  (not before the set-up)

        from bench.pages import known, visitors  # noqa: PLC0415

        self.connections = connections
        self.connection = connections.create_connection("default")
        self.connection.settings_dict = self.connection.settings_dict | {"NAME": address.rpartition("/")[2]}
        self._use()
        self.clients, self.known = visitors(), known()

    def _use(self) -> None:
        self.connections["default"] = self.connection

    def _path(self, page: Page) -> str:
        return page.path.format(**self.known)

    def milliseconds(self, page: Page) -> float:
        self._use()
        client, path = self.clients[page.who], self._path(page)
        start = time.perf_counter()
        answer = client.get(path)
        answer.getvalue()
        took = 1000 * (time.perf_counter() - start)
        assert answer.status_code == 200, (path, answer.status_code)
        return took

    def queries(self, page: Page) -> int:
        """Of the second time, as a page that is in use: the first one reads what is kept for a while."""
        from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

        self.milliseconds(page)
        with CaptureQueriesContext(self.connection) as captured:
            self.milliseconds(page)
        return sum(not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "SET ")) for q in captured)
