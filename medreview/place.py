"""Where a run happens: its home, its port, its environment, and what forbids to run there."""

import contextlib
import fcntl
import os
import secrets
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parent.parent
#: What a command needs to know to work on the data of a run.
SHARED = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "SECRET_KEY", "BASE_URL", "LOG_FORMAT")


class Failure(RuntimeError):
    """Why the product cannot run, in words for the person at the terminal."""


@dataclass
class Place:
    """Where one run happens: its home, its port, and the environment of its processes."""

    home: Path
    port: int
    environment: dict[str, str] = field(repr=False)

    @classmethod
    def named_by(cls, environment: Mapping[str, str]) -> Self:
        """Read PORT and MEDREVIEW_HOME, and give everything else its default."""
        home = Path(environment.get("MEDREVIEW_HOME") or ROOT / "var").resolve()
        port = environment.get("PORT") or "8000"
        if not port.isdecimal() or not 0 < int(port) < 65536:
            raise Failure(f"PORT is {port!r}: set it to a number from 1 to 65535.")
        defaults = {"BASE_URL": f"http://127.0.0.1:{port}", "SECOND_FACTOR_REQUIRED": "off", "LOG_FORMAT": "lines"}
        fixed = {"MEDREVIEW_HOME": str(home), "DJANGO_SETTINGS_MODULE": "medreview.settings"}
        return cls(home, int(port), defaults | dict(environment) | fixed)

    def log(self, name: str) -> Path:
        """Where the process of that name logs."""
        return self.home / "logs" / f"{name}.log"

    @contextlib.contextmanager
    def published(self) -> Iterator[None]:
        """While it runs, a file for `manage.py` beside it: how to reach what was started here. Only its owner reads it."""
        file = self.home / "environment"
        file.unlink(missing_ok=True)
        file.touch(mode=0o600)
        file.write_text("".join(f"{name}={self.environment[name]}\n" for name in SHARED if name in self.environment))
        try:
            yield
        finally:
            file.unlink(missing_ok=True)

    def furnish(self) -> None:
        """Make the directories and the secret key that are not there yet."""
        for directory in ("logs", "mail"):
            (self.home / directory).mkdir(parents=True, exist_ok=True)
        key = self.home / "secret_key"
        if not key.exists():
            key.touch(mode=0o600)
            key.write_text(secrets.token_urlsafe(48))
        self.environment.setdefault("SECRET_KEY", key.read_text())


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a home for this run; the lock goes with the process, however that ends."""
    with path.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise Failure(
                f"it already runs on {path.parent} (process {lock.read()}): stop that, "
                "or set another MEDREVIEW_HOME."
            ) from None
        lock.truncate(0)
        print(os.getpid(), end="", file=lock, flush=True)
        yield


def demand_port(port: int) -> None:
    """Say so plainly when something else listens there."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError as error:
            raise Failure(
                f"port {port} of 127.0.0.1 is not free ({error.strerror}): stop what uses it, "
                "or choose another, as in PORT=8001 make run."
            ) from None
