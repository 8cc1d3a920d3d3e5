"""What is due among very many rows, and what a look costs that finds nothing: BENCH_DUE rows of each kind (1,000,000)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import psycopg

from bench.line import Figure, Line
from bench.stack import ROOT, database

ROWS = int(os.environ.get("BENCH_DUE", "1000000"))
#: Of a hundred rows one is due; the others are done, sent, or lie ahead.
_FILL = f"""
    INSERT INTO auth_user (username, password, is_superuser, first_name, last_name, email, is_staff, is_active, date_joined)
    VALUES ('bench', '!', false, '', '', 'bench@example.org', false, true, now());
    INSERT INTO reviews_due (key, step, day, due_at, done_at)
    SELECT 'bench:' || n, 'licence_ends', now()::date, now() + (n % 100 - 0.5) * interval '1 day', NULL
      FROM generate_series(1, {ROWS}) n;
    INSERT INTO articles_delivery
        (key, recipient_id, channel, template, data, due_at, attempts, taken, last_error, held, sent_at)
    SELECT 'bench:' || n, (SELECT id FROM auth_user WHERE username = 'bench'), 'mail', 'ending_reviewer', '{{}}',
           now() - (n % 1000) * interval '1 hour', 1, 0, '', false, CASE WHEN n % 100 > 0 THEN now() END
      FROM generate_series(1, {ROWS}) n;
"""  # noqa: S608  (numbers of our own)
_RUN = "from bench.due_scans import main; main()"


def lines() -> Iterator[Line]:
    with database() as (superuser, environment, _):
        with psycopg.connect(superuser, autocommit=True) as db:
            db.execute(_FILL)
            db.execute("VACUUM ANALYZE reviews_due, articles_delivery")
        done = subprocess.run(  # noqa: S603  (our own command)
            [sys.executable, "-c", _RUN], cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE
        )
    for name, (value, spread, goal) in json.loads(done.stdout).items():
        yield Line(f"{name} of {ROWS:,}", "ms", Figure(value, spread), goal=goal, at_most=True)
