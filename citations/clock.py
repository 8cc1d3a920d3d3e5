"""The one clock. Time comes from here, never from SQL `now()`, so that a setting can shift it for every process.

It stands in the leaf package because every other package tells the time by it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

_shift: ContextVar[timedelta] = ContextVar("shift", default=timedelta(0))


def now() -> datetime:
    """The moment, aware, UTC, shifted by `CLOCK_SHIFT_SECONDS` and by `shifted`."""
    return timezone.now() + timedelta(seconds=settings.CLOCK_SHIFT_SECONDS) + _shift.get()


def today() -> date:
    """The date of `now()` in UTC."""
    return now().date()


@contextmanager
def shifted(**by: float) -> Iterator[None]:
    """Another time for this thread, as in `shifted(days=-400)`: how demo data gets a past and tests a year."""
    token = _shift.set(_shift.get() + timedelta(**by))
    try:
        yield
    finally:
        _shift.reset(token)
