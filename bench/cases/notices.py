"""A whole Retraction Watch file against a large registry, by the command that editors run."""

from __future__ import annotations

import csv
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

from bench.inputs import notices
from bench.line import Figure, Line
from bench.stack import ROOT, database, manage

ROWS = 70_000
REFERENCES = int(os.environ.get("BENCH_REFERENCES", "1000000"))
#: One row in twenty is about a work that somebody cites.
SHARE = 0.05

_FILL = f"""
    INSERT INTO citations_reference (csl, title, year, fingerprint, standing, created_at)
    SELECT '{{"type": "article-journal"}}', 'Hip strain in runners, study ' || n, 1990 + n % 36,
        encode(sha256(n::text::bytea), 'hex'), '{{}}', now()
    FROM generate_series(1, {REFERENCES}) n;
    INSERT INTO citations_identifier (reference_id, scheme, value)
    SELECT id, 'doi', '10.5555/bench.' || row_number() OVER (ORDER BY id) FROM citations_reference;
    INSERT INTO citations_identifier (reference_id, scheme, value)
    SELECT id, 'pmid', (10000000 + id)::text FROM citations_reference;
"""  # noqa: S608  (numbers of our own)


def lines() -> Iterator[Line]:
    with database() as (superuser, environment, home):
        file = home / "retractions.csv"
        with file.open("w") as written:
            written.writelines(notices(ROWS, REFERENCES, SHARE))
        with psycopg.connect(superuser, autocommit=True) as connection:
            connection.execute(_FILL)
            connection.execute("ANALYZE")
            limit = Figure(_copied(connection, file))
        name = f"import_notices, {ROWS:,} rows, {REFERENCES:,} works"
        seconds, megabytes = _imported(environment, file)
        yield Line(name, "s", Figure(seconds), "COPY and one join alone", limit, goal=60, at_most=True)
        yield Line("the same, memory at its peak", "MB", Figure(megabytes), goal=500, at_most=True)
        seconds, _ = _imported(environment, file)
        yield Line("the same file once more", "s", Figure(seconds), goal=60, at_most=True)


def _copied(connection: psycopg.Connection, file: Path) -> float:
    """What the database takes for the same rows and the same match, with nothing checked: the limit."""
    start = time.perf_counter()
    with connection.cursor() as cursor, file.open() as source:
        cursor.execute("CREATE TEMP TABLE told (doi text, nature text, record text)")
        with cursor.copy("COPY told FROM STDIN") as copy:
            for row in csv.DictReader(source):
                copy.write_row((row["OriginalPaperDOI"], row["RetractionNature"], row["Record ID"]))
        cursor.execute("SELECT count(*) FROM told JOIN citations_identifier ON scheme = 'doi' AND value = doi")
    return time.perf_counter() - start


def _imported(environment: dict[str, str], file: Path) -> tuple[float, float]:
    """Seconds, and megabytes of the process at its peak."""
    start = time.perf_counter()
    command = manage("import_notices", str(file))
    process = subprocess.Popen(  # noqa: S603  (our own command)
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return time.perf_counter() - start, used.ru_maxrss / 1024
