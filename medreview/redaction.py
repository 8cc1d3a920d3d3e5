"""Links that open something by themselves never stand in a log."""

from __future__ import annotations

import logging
import re

from gunicorn.glogging import Logger

_LINK = re.compile(r"(/invitation/)[^/\s?\"']+")


def redacted(text: str) -> str:
    return _LINK.sub(r"\1…", text)


class Redacting(logging.Filter):
    """Takes them out of what the application logs."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if (without := redacted(said)) != said:
            record.msg, record.args = without, ()
        return True


class AccessLogger(Logger):
    """gunicorn's own, without them."""

    def atoms(self, *seen: object) -> dict:
        return {name: redacted(value) if isinstance(value, str) else value for name, value in super().atoms(*seen).items()}
