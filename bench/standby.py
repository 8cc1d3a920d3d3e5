"""A streaming replica of a PostgreSQL of ours, by the wheel's own programs."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

from medreview import cluster
from medreview.servers import Postgres


class Standby(Postgres):
    """Follows the server whose copy its data is; everything in it can be read, nothing written."""

    title = "the replica"

    def _prepare(self, sockets: Path) -> None:
        self._name(sockets)


def standby(superuser_url: str, data: Path) -> Standby:
    """Copy the server at that address to `data`, and follow it."""
    data.mkdir(mode=0o700)
    user = cluster.unprivileged(data)
    cluster.give(data, user)
    scratch = Path(tempfile.mkdtemp(prefix="medreview-copy-", dir="/tmp"))
    cluster.give(scratch, user)
    host = unquote(urlsplit(superuser_url).netloc.partition("@")[2]).split(",")[0]
    try:
        copy = cluster.programs(scratch, user) / "pg_basebackup"
        command = [copy, "-h", host, "-U", "postgres", "-D", cluster.here(data), "-R", "-X", "stream", "-c", "fast"]
        subprocess.run(command, cwd=data, env=cluster.ENVIRONMENT, check=True, capture_output=True, **user)  # noqa: S603
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return Standby.start(data, durable=False)
