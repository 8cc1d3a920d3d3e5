"""CPU time of this process and of its database connection's, so that what else the machine does is left out."""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext

_TICKS = os.sysconf("SC_CLK_TCK")
#: Cycles in one measurement, and measurements.
COUNT, TIMES = 20, 5


def tell(stage) -> None:
    """Prints what the command line asks for: what the stage's cycle costs, or who acts on it."""
    print(json.dumps(cost(stage.cycle) if sys.argv[1] == "cost" else stage.told()))


def cost(act: Callable[[], object]) -> dict[str, float]:
    """Milliseconds of CPU of one act here and in the database, and its queries."""
    act()
    with CaptureQueriesContext(connection) as captured:
        act()
    own, theirs = [], []
    for _ in range(TIMES):
        before = time.process_time(), _of_database()
        for _ in range(COUNT):
            act()
        own.append(1000 * (time.process_time() - before[0]) / COUNT)
        theirs.append(1000 * (_of_database() - before[1]) / COUNT)
    both = [one + other for one, other in zip(own, theirs, strict=True)]
    queries = sum(not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")) for q in captured)
    taken = {"own": own, "database": theirs, "both": both}
    return {name: statistics.median(values) for name, values in taken.items()} | {"queries": queries}


def _of_database() -> float:
    """Seconds of CPU of the server process behind this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS
