"""When a message may reach a person, by their own clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from articles.models.preference import How, Preference


def earliest(preference: Preference, now: datetime) -> datetime:
    """From when on a mail that is due now may be sent: `now` itself, the end of the quiet hours, the next digest."""
    if preference.how == How.DIGEST:
        return next_digest(preference, now)
    return quiet_end(preference, now)


def quiet_end(preference: Preference, now: datetime) -> datetime:
    """`now` outside of the quiet hours, else their end. Wall clock: a night may last eleven or thirteen hours."""
    local = now.astimezone(preference.zone)
    if not preference.is_quiet_at(local.hour):
        return now
    end = _at(preference, local.date(), preference.quiet_until)
    return end if end > now else _at(preference, local.date() + timedelta(days=1), preference.quiet_until)


def next_digest(preference: Preference, now: datetime) -> datetime:
    """`now` where today's is due and was not made yet; else the hour of today or tomorrow."""
    today = own_day(preference, now)
    if preference.digested_on is not None and preference.digested_on >= today:
        return _at(preference, preference.digested_on + timedelta(days=1), preference.digest_hour)
    return max(now, _at(preference, today, preference.digest_hour))


def own_day(preference: Preference, now: datetime) -> date:
    return now.astimezone(preference.zone).date()


def _at(preference: Preference, day: date, hour: int) -> datetime:
    """An hour that daylight saving skips is the moment of the skip; one that comes twice is the first of them."""
    return datetime.combine(day, time(hour), preference.zone).astimezone(UTC)
