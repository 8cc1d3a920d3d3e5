"""The one clock. Time comes from here, never from SQL `now()`, so that a setting can shift it for every process.

It stands in the leaf package because every other package tells the time by it.
"""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """The moment, aware, UTC, shifted by `CLOCK_SHIFT_SECONDS`."""
    return timezone.now() + timedelta(seconds=settings.CLOCK_SHIFT_SECONDS)


def today() -> date:
    """The date of `now()` in UTC."""
    return now().date()
