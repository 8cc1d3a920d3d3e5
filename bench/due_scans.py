"""What `bench.cases.due` measures, in a process with Django and a database that it has filled."""

from __future__ import annotations

import json
from dataclasses import astuple

import django


def main() -> None:
    """Prints `{name: [milliseconds, spread, goal]}` as JSON."""
    django.setup()
    from articles import stamping  # noqa: PLC0415
    from articles.deliveries import outbox  # noqa: PLC0415
    from bench.line import waited  # noqa: PLC0415
    from citations import clock  # noqa: PLC0415
    from reviews import due  # noqa: PLC0415

    first = list(due.due_after(None, 1000))
    assert len(first) == 1000
    plan = due.due_after(None, 1000).explain()
    assert "Index Only Scan" in plan, plan
    pk, moment = first[-1]
    found = {
        "the first 1,000 steps due": (waited(lambda: list(due.due_after(None, 1000))), 20),
        "the next 1,000": (waited(lambda: list(due.due_after((moment, pk), 1000))), 20),
        "the first 50 messages owed, claimed": (waited(lambda: outbox._claim(None)), 20),
    }
    with clock.shifted(days=-400):
        found |= {
            "a look for steps that finds none": (waited(due.do_due), 5),
            "a look for messages that finds none": (waited(outbox.send_owed), 5),
            "a look for dates to stamp that finds none": (waited(stamping.stamp), 5),
        }
    print(json.dumps({name: [*astuple(figure), goal] for name, (figure, goal) in found.items()}))

