"""A day to sign by as a calendar entry (RFC 5545), made by icalendar."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from icalendar import Alarm, Calendar, Event


def entry(*, uid: str, summary: str, day: date, said_at: datetime, address: str, words: str) -> str:
    """One whole day, with a reminder two days ahead. It names the desk, no link that opens by itself: calendars are shared."""
    event = Event()
    event.add("uid", uid)
    event.add("summary", summary)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("dtstamp", said_at)
    event.add("url", address)
    event.add("description", f"{words}\n{address}")
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", timedelta(days=-2))
    event.add_component(alarm)
    calendar = Calendar()
    calendar.add("prodid", "-//medreview//review desk//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return calendar.to_ical().decode()
