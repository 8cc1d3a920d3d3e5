"""Which addresses a call may reach: none that leads inside.

A name is resolved once for each call, every address that it has must be public, and the connection goes to the address
that was checked: a name that resolves otherwise a moment later (rebinding) leads nowhere. TLS still proves the name.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable
from urllib.parse import urlsplit

import httpcore
import httpx
from django.conf import settings

#: RFC 6052: IPv4 inside IPv6, as translators reach it.
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


class OutOfReach(Exception):
    """The address may not be called; the text says why."""


def problem_with(address: str) -> str:
    """Why this can be no receiver's address, as far as it shows without asking for it; empty when it may be one."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "This is no address. Send one such as https://example.org/hooks/medreview."
    if not host or not address.isascii() or not address.isprintable() or " " in address:
        return "This is no address. Send one such as https://example.org/hooks/medreview."
    if parts.username or parts.password or parts.fragment:
        return "An address takes no user, password or fragment. What proves the sender is the signature."
    if parts.scheme != "https" and not (parts.scheme == "http" and is_allowed(host)):
        return "Calls go out by https only."
    return "" if is_allowed(host) else _refused_host(host)


def _refused_host(host: str) -> str:
    inside = "Calls go to public addresses only. Whoever runs this site can name exceptions (WEBHOOK_ALLOWED_HOSTS)."
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        return inside
    try:
        return "" if is_public(host) else inside
    except ValueError:  # a name, not a number: resolved and checked at each call
        return "" if "." in host else inside


def is_allowed(host: str) -> bool:
    """Named by whoever runs the site: receivers or sources on one's own premises."""
    return host.lower() in {name.lower() for name in settings.WEBHOOK_ALLOWED_HOSTS}


def is_public(address: str) -> bool:
    """Whether an IP address is on the public internet, also where an IPv4 address hides in an IPv6 one."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo and found.teredo[1])
        if inner is None and found in _TRANSLATED:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        found = inner or found
    return found.is_global and not found.is_multicast


def resolved(host: str, port: int) -> list[str]:
    """The addresses of a host, each allowed to be reached. Raises OutOfReach."""
    try:
        found = {info[4][0]: None for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        raise OutOfReach(f"The name {host} does not resolve: {error}") from error
    if not is_allowed(host) and (inside := [address for address in found if not is_public(address)]):
        raise OutOfReach(f"{host} leads to {inside[0]}, which is not public.")
    return list(found)


class Checked(httpcore.SyncBackend):
    """Connects to checked addresses only."""

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable | None = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        error: Exception = OutOfReach(f"{host} has no address.")
        for address in resolved(host, port):
            try:
                return super().connect_tcp(address, port, self._wait(timeout), local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                error = failed
        raise error

    def _wait(self, timeout: float | None) -> float | None:
        return timeout


class Guarded(Checked):
    """The same, and every wait ends at one deadline (seconds from now)."""

    def __init__(self, seconds: float) -> None:
        self._deadline = time.monotonic() + seconds

    def connect_tcp(self, *args: object, **named: object) -> httpcore.NetworkStream:
        return Bounded(super().connect_tcp(*args, **named), self._deadline)

    def _wait(self, timeout: float | None) -> float:
        return left(self._deadline)


class Transport(httpx.HTTPTransport):
    """httpx over checked connections. It takes no backend of its own, so its pool is put in place of the one that it made."""

    def __init__(self) -> None:
        super().__init__()
        self._pool = httpcore.ConnectionPool(ssl_context=httpx.create_ssl_context(), network_backend=Checked())


class Bounded(httpcore.NetworkStream):
    """A connection that is read and written until a deadline, however slowly the other side drips."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, left(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, left(self._deadline))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return Bounded(self._stream.start_tls(ssl_context, server_hostname, left(self._deadline)), self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def left(deadline: float) -> float:
    """Seconds until the deadline. Raises ReadTimeout once it has passed."""
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise httpcore.ReadTimeout("The receiver took too long.")
    return seconds
