"""A PostgreSQL of the bench's own, durable as in production, with the product's schema; gone afterwards, unless kept."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from medreview.servers import Postgres

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def database() -> Iterator[tuple[str, dict[str, str], Path]]:
    """The superuser's address, the environment of the product's commands, and a directory for files."""
    kept = os.environ.get("BENCH_HOME")
    home = Path(kept) if kept else Path(tempfile.mkdtemp(prefix="medreview-bench-"))
    server = Postgres.start(home / "postgres")
    try:
        environment = os.environ | {
            "DATABASE_URL": server.app_url,
            "DATABASE_OWNER_URL": server.owner_url,
            "SECRET_KEY": "only-for-the-bench-and-long-enough-to-pass",
            "MEDREVIEW_HOME": str(home),
            "LOG_LEVEL": "WARNING",
            "SECOND_FACTOR_REQUIRED": "off",
            "REQUESTS_PER_MINUTE_KEY": "1000000",
            "REQUESTS_PER_MINUTE_ANONYMOUS": "1000000",
            "DJANGO_SETTINGS_MODULE": "medreview.settings",
        }
        migrate = manage("migrate", "-v0")
        subprocess.run(migrate, cwd=ROOT, env=environment, check=True)  # noqa: S603  (our own command)
        yield f"{server.superuser_url.rpartition('/')[0]}/medreview", environment, home
    finally:
        server.stop()
        if not kept:
            shutil.rmtree(home, ignore_errors=True)


def manage(*command: str) -> list[str]:
    return [sys.executable, "manage.py", *command]
