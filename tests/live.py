"""The product as real processes on the tests' own database and Redis: web, worker, a mail server."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import httpx
from aiosmtpd.controller import Controller

from medreview.servers import die_with_parent
from tests.stack import ROOT

#: It tells each line that a client says, and of a test that fails nobody would find anything else.
logging.getLogger("mail.log").setLevel(logging.WARNING)


class Letters:
    """An SMTP server that keeps what it gets."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        #: How many seconds those waited who left during a pause.
        self.left: list[float] = []
        self.port = _free_port()
        self.behave()

    def behave(self) -> None:
        """As a mail server should: what a test told it is forgotten."""
        #: What the server says to the next messages.
        self.answer = "250 OK"
        #: Seconds that it is silent before it says so.
        self.pause = 0.0
        #: Messages that it takes over one connection: whoever comes with more is hung up on.
        self.patience = 1_000
        #: Asked about each message and the port that it comes from: a truth, and it is refused for now.
        self.upon: Callable[[EmailMessage, int], object] = lambda letter, port: False

    async def handle_NOOP(self, server, session, envelope, arg) -> str:
        if getattr(session, "taken", 0) < self.patience:
            return "250 OK"
        server.transport.close()
        return "421 Enough"

    async def handle_DATA(self, server, session, envelope) -> str:
        begun = time.monotonic()
        session.taken = getattr(session, "taken", 0) + 1
        try:
            await asyncio.sleep(self.pause)
        except asyncio.CancelledError:
            self.left.append(time.monotonic() - begun)
            raise
        letter = message_from_bytes(envelope.content, policy=policy.default)
        if self.upon(letter, session.peer[1]):
            return "451 Try later"
        if self.answer.startswith("250"):
            self.received.append(letter)
        return self.answer

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> None:
        """On the same port after a stop."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()

    def to(self, address: str) -> list[EmailMessage]:
        return [letter for letter in self.received if letter["To"] == address]


class Product:
    """Web and worker on a free port; `api` is where it answers."""

    def __init__(self, letters: Letters, *, logs: Path | None = None, **environment: str) -> None:
        self.letters, self.port = letters, _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = os.environ | {"EMAIL_URL": letters.url, "BASE_URL": self.url} | environment
        self.processes: list[subprocess.Popen] = []
        #: A directory for what its processes log; without, nobody keeps it.
        self.logs = logs

    def run(self, *command: str) -> subprocess.Popen:
        """Start one process of the product; it dies with us."""
        log = self.logs / command[0] if self.logs else Path(os.devnull)
        with log.open("ab") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", *command], cwd=ROOT, env=self._environment, preexec_fn=die_with_parent(9),
                stdout=out, stderr=out,
            )  # fmt: skip
        self.processes.append(process)
        return process

    def web(self) -> subprocess.Popen:
        logged = ("--access-logfile", "-", "--logger-class", "medreview.access_log.ServerLogger") if self.logs else ()
        process = self.run("gunicorn", "medreview.wsgi", "-w", "2", "-b", f"127.0.0.1:{self.port}", *logged)
        eventually(lambda: httpx.get(f"{self.url}/healthz").status_code == 200)
        return process

    def worker(self) -> subprocess.Popen:
        return self.run("celery", "-A", "medreview", "worker", "-c", "1", "--without-gossip", "--without-mingle")

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(30)
        self.processes.clear()


def eventually(holds: Callable[[], object], seconds: float = 30) -> None:
    """Wait until it holds; a test that must wait longer than that has failed."""
    deadline = time.monotonic() + seconds
    while True:
        with contextlib.suppress(httpx.TransportError):
            if holds():
                return
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.05)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]
