"""What is wrong with an installation, and how to mend it: `manage.py doctor`."""

from __future__ import annotations

from collections.abc import Iterator

from medreview.doctor import database, files, messages, surroundings
from medreview.doctor.problem import Problem


def problems() -> Iterator[tuple[str, list[Problem]]]:
    """What was looked at, and what is wrong with it; the second is empty where all is well."""
    for title, look in (
        ("settings", surroundings.look),
        ("database", database.look),
        ("broker, workers and beat", messages.look_at_broker),
        ("mail", messages.look_at_mail),
        ("files", files.look),
    ):
        yield title, list(look())
