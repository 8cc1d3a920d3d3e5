"""A receiver of webhooks as a real HTTP server, which verifies what it gets and misbehaves when told to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from standardwebhooks import Webhook as Signer


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        receiver: Receiver = self.server.receiver
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        receiver.got.append((dict(self.headers), text))
        receiver.upon()
        self.close_connection = True
        try:
            getattr(self, f"be_{receiver.mood}")()
        except (BrokenPipeError, ConnectionResetError):
            receiver.cut += 1

    def be_well(self) -> None:
        self.say(204)

    def be_broken(self) -> None:
        self.say(500)

    def be_gone(self) -> None:
        self.say(410)

    def be_stalled(self) -> None:
        self.server.receiver.let_go.wait(30)

    def be_dripping(self) -> None:
        """Headers that never end, a byte at a time: no single wait is long."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not self.server.receiver.let_go.wait(0.05):
            self.wfile.write(b"a")

    def be_endless(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        while not self.server.receiver.let_go.is_set():
            self.wfile.write(b"a" * 65536)

    def be_elsewhere(self) -> None:
        self.say(302, Location=self.server.receiver.elsewhere)

    def say(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """The tests read `got` instead."""


class _Server(ThreadingHTTPServer):
    request_queue_size = 100


class Receiver:
    """`mood` is how it behaves; `got` is what it was sent; `cut` counts answers that nobody read to their end."""

    def __init__(self, mood: str = "well") -> None:
        self.mood, self.elsewhere = mood, ""
        self.got: list[tuple[dict, str]] = []
        self.cut = 0
        #: Called while a caller waits.
        self.upon: Callable[[], object] = lambda: None
        self.let_go = threading.Event()
        self._server = _Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.receiver = self
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook?token=sesame"

    def __enter__(self) -> Receiver:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *about: object) -> None:
        self.let_go.set()
        self._server.shutdown()
        self._server.server_close()

    def said(self, secret: str) -> list[dict]:
        """What came, each verified with the secret as a receiver would."""
        return [Signer(secret).verify(text, headers) for headers, text in self.got]

    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in self.got]

    def kinds(self) -> list[str]:
        return [json.loads(text)["data"]["kind"] for _, text in self.got]

    def await_cut(self) -> None:
        deadline = time.monotonic() + 10
        while not self.cut and time.monotonic() < deadline:
            time.sleep(0.02)
