"""The way to the mail server: one connection for all that a worker sends in one turn, each message on its own.

Opening a connection costs more than a message: a handshake, a log-in, and a round trip for each word of greeting.
"""

from __future__ import annotations

import smtplib
import time
from typing import Self

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends import smtp


class Postman:
    """Takes messages to where Django's settings say. What goes wrong with one leaves the next a fresh connection."""

    def __init__(self) -> None:
        self._smtp = _Kept() if isinstance(get_connection(), smtp.EmailBackend) else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def send(self, message: EmailMessage) -> None:
        """Raises whatever the server, or its absence, makes of it: within `EMAIL_TIMEOUT` seconds."""
        try:
            if self._smtp is not None:
                self._smtp.make_ready()
                message.connection = self._smtp
            message.send()
        except Exception:
            self._close()
            raise

    def _close(self) -> None:
        if self._smtp is not None:
            self._smtp.close()


def is_away(error: Exception) -> bool:
    """No answer to this message, but none at all, or none that lets us in."""
    if isinstance(error, smtplib.SMTPException):
        return isinstance(error, _NOT_LET_IN)
    return isinstance(error, OSError)


_NOT_LET_IN = (
    smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError, smtplib.SMTPHeloError, smtplib.SMTPAuthenticationError,
)  # fmt: skip


def refused_for_good(error: Exception) -> bool:
    """RFC 5321: a 5xx reply to a message is permanent."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= 500 and not is_away(error)


class _Bounded:
    """A try is over when its time is, however many answers the server spreads its silence over."""

    ends: float

    def connect(self, *place: object, **options: object) -> tuple[int, bytes]:
        self.begin()
        return super().connect(*place, **options)

    def begin(self) -> None:
        self.ends = time.monotonic() + self.timeout

    def getreply(self) -> tuple[int, bytes]:
        self.sock.settimeout(max(0.001, self.ends - time.monotonic()))
        return super().getreply()


class _Plain(_Bounded, smtplib.SMTP):
    pass


class _Sealed(_Bounded, smtplib.SMTP_SSL):
    pass


class _Kept(smtp.EmailBackend):
    """Django's own, whose connection stays open from message to message."""

    @property
    def connection_class(self) -> type[_Bounded]:
        return _Sealed if self.use_ssl else _Plain

    def make_ready(self) -> None:
        """Servers hang up on who was silent, or has sent so many: that is asked before a message is risked on it."""
        if self.connection is not None and not self._still_listens():
            self.close()
        self.open()

    def _still_listens(self) -> bool:
        self.connection.begin()
        try:
            return self.connection.noop()[0] == 250
        except smtplib.SMTPServerDisconnected:
            if time.monotonic() >= self.connection.ends:
                raise
            return False
