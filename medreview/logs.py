"""One form for all that is logged: a JSON object to a line for machines, or a plain line for a person at a terminal.

Whatever is written by a request, or by a task that it caused, carries the request's id.
"""

from __future__ import annotations

import json
import logging
from typing import Any

import structlog
from celery import current_task
from django.core.exceptions import ImproperlyConfigured
from django_guid import get_guid

from medreview.redaction import redact

FORMS = ("json", "lines")
#: What libraries attach to a record and we pass on. Others would come with whole requests, and with tasks' arguments.
PASSED_ON = {"access", "request_id", "status_code"}


def configuration(form: str, level: str) -> dict[str, Any]:
    """Django's LOGGING. Raises ImproperlyConfigured for an unknown form."""
    if form not in FORMS:
        raise ImproperlyConfigured(f"LOG_FORMAT is {form!r}: set it to one of {', '.join(FORMS)}.")
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"ours": {"()": formatter, "form": form}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "ours"}},
        "loggers": {
            # It logs whole addresses, with the keys in them.
            "httpx": {"level": "WARNING"},
            "httpcore": {"level": "WARNING"},
            # At DEBUG it logs whole contexts, with all names in them.
            "django.template": {"level": "INFO"},
            # A line for each request, to say that it has an id.
            "django_guid": {"level": "ERROR"},
        },
        "root": {"handlers": ["stderr"], "level": level},
    }


def formatter(form: str) -> logging.Formatter:
    """Renders every record of the standard library's logging."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(allow=PASSED_ON),
            _add_origin,
        ],
        processors=[
            _add_time,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            lambda logger, name, event: redact(event),
            _as_json if form == "json" else _as_line,
        ],
    )


def _add_origin(logger: Any, name: str, event: dict) -> dict:
    """Which request or task speaks."""
    if request_id := get_guid():
        event["request_id"] = request_id
    if current_task:
        event |= {"task": current_task.name, "task_id": current_task.request.id}
    return event


def _add_time(logger: Any, name: str, event: dict) -> dict:
    """When it was logged, by the machine's own clock: a shifted one would hide what happened when."""
    return structlog.processors.TimeStamper(fmt="iso", utc=True)(logger, name, event)


def _as_json(logger: Any, name: str, event: dict) -> str:
    return json.dumps(event, ensure_ascii=False, sort_keys=True)


def _as_line(logger: Any, name: str, event: dict) -> str:
    origin = f" [{event['request_id']}]" if "request_id" in event else ""
    trace = f"\n{event['exception']}" if "exception" in event else ""
    return f"{event['timestamp']} {event['level'].upper()} {event['logger']}{origin} {event['event']}{trace}"
