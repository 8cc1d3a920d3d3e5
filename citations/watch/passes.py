"""A pass asks about every work in use once. Its place stands in a row, so any death costs one request at most.

No lock is held while a source is asked. What an answer says and the new place are written in one transaction;
where another watcher moved the place meanwhile, this one stops, having done no harm: news may be told twice.
"""

from __future__ import annotations

import hashlib
import logging
import time
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from citations import clock, news
from citations.models import Identifier, Reference, WatchAnswer, WatchCursor
from citations.notices import Notice
from citations.watch.client import Answer, Away, Client, TooMuch, back_off
from citations.watch.providers import Garbled, Provider

log = logging.getLogger(__name__)

#: With each strike half as much is asked at once; a single work with so many is passed over, until the next pass.
PASSED_OVER = 8
#: Strikes that are forgiven then: where the next work does no better, it is passed over sooner.
FORGIVEN = 3


@dataclass
class Tally:
    """What a turn of watching came to. `finished`: every work in use has been asked about."""

    source: str
    asked: int = 0
    new: int = 0
    missed: int = 0
    finished: bool = False


@dataclass
class _Learned:
    """What the answers about some works said, and which works got none that can be read."""

    notices: list[Notice]
    versions: list[WatchAnswer]
    missed: int = 0


class _Overtaken(Exception):
    """The place has moved: somebody else watches too."""


def watch(
    provider: Provider, in_use: QuerySet[Reference], *, seconds: float | None = None, again: bool = False
) -> Tally:
    """Ask `provider` about works in use, from where the last turn came to, so long or to the end of the pass.

    With `seconds`, a source that wants to be left alone ends the turn; without, it is waited for. A pass that
    is finished is followed by the next when its time has come, or at once with `again`.
    """
    deadline = None if seconds is None else time.monotonic() + seconds
    tally = Tally(provider.name)
    begun = _begin(provider, again=again)
    with Client(provider.base, provider.agent) as client:
        try:
            while begun and not tally.finished and (deadline is None or time.monotonic() < deadline):
                if not _turn(provider, client, in_use, tally, waits=deadline is None):
                    break
        except _Overtaken:
            log.info("somebody else is watching %s: leaving it to them", provider.name)
    return tally


def _begin(provider: Provider, *, again: bool) -> bool:
    """Whether there is a pass to go on with; begins one where its time has come."""
    now = clock.now()
    fresh = {"not_before": now, "began_at": now}
    cursor, _ = WatchCursor.objects.get_or_create(source=provider.name, defaults=fresh)
    if cursor.finished_at is None:
        return True
    due = cursor.began_at + timedelta(hours=settings.WATCH_EVERY_HOURS) <= now
    if due or again:
        beginning = {"after": 0, "failures": 0, "strikes": 0, "asked": 0, "missed": 0, "finished_at": None, **fresh}
        WatchCursor.objects.filter(pk=provider.name, finished_at=cursor.finished_at).update(**beginning)
    return due or again


def _turn(provider: Provider, client: Client, in_use: QuerySet[Reference], tally: Tally, *, waits: bool) -> bool:
    """Ask about the next works. False where the source is to be left alone for now."""
    cursor = WatchCursor.objects.get(pk=provider.name)
    if cursor.finished_at is not None:
        raise _Overtaken
    wait = (cursor.not_before - clock.now()).total_seconds()
    if wait > 0 and not waits:
        return False
    time.sleep(max(wait, 0))
    works = _next(provider, cursor, in_use)
    if not works:
        _move(cursor, finished_at=clock.now())
        tally.finished = True
        return True
    named = Identifier.objects.filter(reference__in=works, scheme=provider.scheme).order_by("pk")
    try:
        learned = _ask(provider, client, list(named.values_list("value", flat=True)))
    except Away as away:
        _leave(provider, cursor, away, works, tally)
        return True
    _keep(cursor, works, learned, tally)
    time.sleep(provider.pause)
    return True


def _next(provider: Provider, cursor: WatchCursor, in_use: QuerySet[Reference]) -> list[int]:
    size = max(provider.batch >> cursor.strikes, 1)
    named = in_use.filter(identifiers__scheme=provider.scheme, pk__gt=cursor.after).order_by("pk").distinct()
    return list(named.values_list("pk", flat=True)[:size])


def _ask(provider: Provider, client: Client, values: list[str]) -> _Learned:
    """What the source says of these; a group that is too much for it is asked about in halves. Raises Away."""
    learned, groups = _Learned([], []), provider.parts(values)
    while groups:
        group = groups.pop()
        try:
            _ask_group(provider, client, group, learned)
        except TooMuch as error:
            log.warning("%s %s, asked about %s", provider.name, error, ", ".join(group)[:300])
            half = len(group) // 2
            if half:
                groups += [group[:half], group[half:]]
            else:
                learned.missed += 1
        if groups:
            time.sleep(provider.pause)
    return learned


def _ask_group(provider: Provider, client: Client, group: list[str], learned: _Learned) -> None:
    path, params = provider.request(group)
    asked = hashlib.sha256("\n".join((provider.base, path, *params.values())).encode()).hexdigest()
    held = WatchAnswer.objects.filter(pk=asked).first() or WatchAnswer(pk=asked)
    answer = client.ask(path, params, held.etag, held.last_modified)
    provider.pause = max(provider.pause, answer.pause)
    if answer.body is not None:
        try:
            learned.notices += provider.read(answer.body)
        except Garbled as error:
            raise Away(str(error), blamed=True) from error
        _remember(held, answer, learned)


def _remember(held: WatchAnswer, answer: Answer, learned: _Learned) -> None:
    if answer.etag or answer.last_modified:
        held.etag, held.last_modified, held.at = answer.etag, answer.last_modified, clock.now()
        learned.versions.append(held)


def _keep(cursor: WatchCursor, works: list[int], learned: _Learned, tally: Tally) -> None:
    """What was learned and the new place, together or not at all."""
    with transaction.atomic():
        new, _ = news.take(learned.notices)
        for version in learned.versions:
            version.save()
        asked, missed = cursor.asked + len(works), cursor.missed + learned.missed
        strikes = max(cursor.strikes - 1, 0)
        _move(cursor, after=works[-1], failures=0, strikes=strikes, asked=asked, missed=missed)
    tally.asked += len(works)
    tally.new += new
    tally.missed += learned.missed


def _leave(provider: Provider, cursor: WatchCursor, away: Away, works: list[int], tally: Tally) -> None:
    """Let the source alone for a while. A single work that it fails on again and again is passed over."""
    log.warning("%s %s", provider.name, away)
    failures, strikes = cursor.failures + 1, cursor.strikes + away.blamed
    wait = away.wait if away.wait is not None else back_off(failures, settings.WATCH_BACK_OFF_SECONDS)
    until = clock.now() + timedelta(seconds=wait)
    if len(works) == 1 and strikes >= PASSED_OVER:
        log.error("%s gives no answer about reference %s: passed over", provider.name, works[0])
        tally.missed += 1
        over = {"after": works[0], "missed": cursor.missed + 1, "strikes": strikes - FORGIVEN}
        _move(cursor, **over, failures=failures, not_before=until)
    else:
        _move(cursor, failures=failures, strikes=strikes, not_before=until)


def _move(cursor: WatchCursor, **changes: object) -> None:
    """Move the place, from where we found it only."""
    found = {"after": cursor.after, "began_at": cursor.began_at, "finished_at": None}
    if not WatchCursor.objects.filter(pk=cursor.pk, **found).update(**changes):
        raise _Overtaken
