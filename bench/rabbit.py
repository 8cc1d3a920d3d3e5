"""A RabbitMQ of our own, of Debian's programs; gone afterwards with all that it started."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from kombu import Connection

from medreview.children import die_with_parent, end

PROGRAM = next(filter(Path.exists, [Path("/usr/lib/rabbitmq/bin/rabbitmq-server")]), None)
_LEAN = "log.console = true\nlog.file = false\nloopback_users = none\n"


class Rabbit:
    """One node on ports of its own; it can be killed and started again on what it kept."""

    def __init__(self, home: Path) -> None:
        self._home = home
        port, distribution, self._names = (_free_port() for _ in range(3))
        self.url = f"amqp://guest:guest@127.0.0.1:{port}//"
        (home / "rabbitmq.conf").write_text(f"listeners.tcp.1 = 127.0.0.1:{port}\n{_LEAN}")
        (home / "plugins").write_text("[].\n")
        at = {"MNESIA_BASE": "kept", "LOG_BASE": "", "CONFIG_FILE": "rabbitmq", "ENABLED_PLUGINS_FILE": "plugins"}
        self._environment = {
            "PATH": os.defpath, "HOME": str(home), "LANG": "C.UTF-8", "ERL_EPMD_PORT": str(self._names),
            "ERL_EPMD_ADDRESS": "127.0.0.1", "RABBITMQ_NODENAME": f"medreview-{port}@localhost",
            "RABBITMQ_DIST_PORT": str(distribution), **{f"RABBITMQ_{name}": str(home / place) for name, place in at.items()},
        }  # fmt: skip

    def start(self) -> None:
        with (self._home / "log").open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603
                [PROGRAM], env=self._environment, cwd=self._home, stdout=log, stderr=log, start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGKILL),  # noqa: PLW1509
            )  # fmt: skip
        until = time.monotonic() + 90
        while True:
            try:
                Connection(self.url, connect_timeout=2).connect().close()
            except OSError:
                assert time.monotonic() < until, (self._home / "log").read_text()[-2000:]
                time.sleep(0.2)
            else:
                return

    def kill(self) -> None:
        """It, and all that it started."""
        with contextlib.suppress(psutil.NoSuchProcess):
            for process in psutil.Process(self.process.pid).children(recursive=True):
                process.kill()
        end([self.process], (signal.SIGKILL, 5))

    def close(self) -> None:
        self.kill()
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                if process.environ().get("ERL_EPMD_PORT") == str(self._names):
                    process.kill()


@contextmanager
def rabbitmq() -> Iterator[Rabbit]:
    home = Path(tempfile.mkdtemp(prefix="medreview-rabbit-"))
    rabbit = Rabbit(home)
    try:
        rabbit.start()
        yield rabbit
    finally:
        rabbit.close()
        shutil.rmtree(home, ignore_errors=True)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]
