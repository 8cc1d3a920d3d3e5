"""A TCP proxy that can delay, swallow and reset: what a network does to PostgreSQL, Redis and mail."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Callable

_RESET = struct.pack("ii", 1, 0)


class Proxy:
    """Listens on `port` of 127.0.0.1 and passes on to whatever `target` connects to; `target` may change meanwhile."""

    def __init__(self, target: Callable[[], socket.socket]) -> None:
        self.target = target
        #: Seconds that every piece waits before it is passed on.
        self.delay = 0.0
        #: Connections that were taken so far.
        self.taken = 0
        #: Whether anything was passed on.
        self.passed = False
        self._flowing = threading.Event()
        self._flowing.set()
        self._pairs: set[tuple[socket.socket, socket.socket]] = set()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def silence(self) -> None:
        """From now on nothing passes, either way, and nobody is told."""
        self._flowing.clear()

    def speak(self) -> None:
        """What was held back passes, and all that follows."""
        self._flowing.set()

    def reset(self) -> None:
        """Every connection ends with a TCP reset; new ones are taken."""
        for pair in list(self._pairs):
            self._part(pair, rudely=True)

    def close(self) -> None:
        """For good."""
        self._listener.close()
        self._flowing.set()
        self.reset()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            self.taken += 1
            threading.Thread(target=self._join, args=(near,), daemon=True).start()

    def _join(self, near: socket.socket) -> None:
        self._flowing.wait()
        try:
            far = self.target()
        except OSError:
            near.close()
            return
        pair = (near, far)
        self._pairs.add(pair)
        for source, sink in (pair, pair[::-1]):
            threading.Thread(target=self._pass_on, args=(pair, source, sink), daemon=True).start()

    def _pass_on(self, pair: tuple[socket.socket, socket.socket], source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(65536):
                self._flowing.wait()
                if self.delay:
                    time.sleep(self.delay)
                self.passed = True
                sink.sendall(piece)
        self._part(pair)

    def _part(self, pair: tuple[socket.socket, socket.socket], *, rudely: bool = False) -> None:
        self._pairs.discard(pair)
        for end in pair:
            with contextlib.suppress(OSError):
                if rudely and end.family == socket.AF_INET:
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                end.shutdown(socket.SHUT_RDWR)
            with contextlib.suppress(OSError):
                end.close()


def to_port(port: int) -> Callable[[], socket.socket]:
    """Connects to a port of this machine."""
    return lambda: socket.create_connection(("127.0.0.1", port))


def to_socket(path: str) -> Callable[[], socket.socket]:
    """Connects to a unix socket."""

    def connect() -> socket.socket:
        end = socket.socket(socket.AF_UNIX)
        end.connect(path)
        return end

    return connect
