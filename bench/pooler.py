"""PgBouncer as `deploy/pgbouncer.ini` has it, before a PostgreSQL of ours. Debian's; the wheels have none."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

from medreview import cluster
from medreview.children import die_with_parent, end

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = shutil.which("pgbouncer", path="/usr/sbin:/usr/bin:/usr/local/bin")


@contextmanager
def pooler(postgres: str, **settings: object) -> Iterator[str]:
    """The address of the database of a URL through a pooler of its own; `settings` in the place of those deployed."""
    parts = urlsplit(postgres)
    role, _, hosts = parts.netloc.partition("@")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    home = Path(tempfile.mkdtemp(prefix="medreview-pooler-", dir="/tmp"))
    (home / "users").write_text(f'"{role}" ""\n')
    chosen = {
        "listen_port": port, "auth_type": "trust", "auth_file": home / "users", "unix_socket_dir": "", "logfile": home / "log",
        "server_lifetime": 3600,
    } | settings  # fmt: skip
    lines = "\n".join(f"{name} = {value}" for name, value in chosen.items())
    host = unquote(hosts).split(",")[0]
    (home / "ini").write_text(
        f"%include {ROOT}/deploy/pgbouncer.ini\n{lines}\n[databases]\n{parts.path[1:]} = host={host} user={role}\n"
    )
    user = cluster.unprivileged(home)
    for file in (home, home / "users", home / "ini"):
        cluster.give(file, user)
    process = subprocess.Popen(  # noqa: S603
        [PROGRAM, "--quiet", home / "ini"], stderr=subprocess.DEVNULL,
        preexec_fn=die_with_parent(signal.SIGKILL), **user,  # noqa: PLW1509
    )  # fmt: skip
    try:
        _await(port)
        yield f"postgres://{role}@127.0.0.1:{port}{parts.path}"
    finally:
        end([process], (signal.SIGINT, 4), (signal.SIGKILL, 5))
        shutil.rmtree(home, ignore_errors=True)


def _await(port: int) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("PgBouncer gave no answer")
