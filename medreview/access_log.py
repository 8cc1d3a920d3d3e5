"""What gunicorn logs, in the form of everything else: `--logger-class medreview.access_log.ServerLogger`."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

from django.conf import settings
from gunicorn.config import Config
from gunicorn.glogging import Logger

from medreview.logs import formatter

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "medreview.settings")

#: The parts of a request that machines are told, and gunicorn's names for them.
_PARTS = {
    "address": "h", "method": "m", "path": "U", "query": "q", "status": "s", "bytes": "B", "milliseconds": "M", "agent": "a",
}  # fmt: skip


class ServerLogger(Logger):
    """gunicorn's own logger, whose lines are ours."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        for handler in (*self.error_log.handlers, *self.access_log.handlers):
            handler.setFormatter(formatter(settings.LOG_FORMAT))

    def access(self, resp: Any, req: Any, environ: dict, request_time: timedelta) -> None:
        """One request: a line for people, its parts for machines. The answer's own header tells the id."""
        if settings.LOG_FORMAT == "lines":
            super().access(resp, req, environ, request_time)
        elif self.access_log_enabled:
            seen = self.atoms_wrapper_class(self.atoms(resp, req, environ, request_time))
            parts = {name: seen[atom] for name, atom in _PARTS.items()}
            self.access_log.info("request", extra={"access": parts, "request_id": seen["{x-request-id}o"]})
