"""Whether beat and workers live: what `/readyz` says, and what editors read above every page of theirs."""

from __future__ import annotations

import logging
import os
import threading
import time
from datetime import timedelta
from functools import cache

from django.db import connection

from articles.models import Heartbeat
from citations import clock

log = logging.getLogger(__name__)

#: Beat ticks every 10 s; silent for this long, somebody must look.
SILENT = timedelta(seconds=90)
#: Seconds between two looks of a process that shows pages.
EVERY = 15.0


def beat() -> str:
    """Either "ok", or since when no worker did what beat asks every ten seconds."""
    tick = Heartbeat.objects.filter(name="sweep").first()
    if tick is None:
        return "never ticked"
    return "ok" if clock.now() - tick.at < SILENT else f"silent since {tick.at:%Y-%m-%d %H:%M:%S}"


def silence() -> str:
    """The same for people, in words that follow "Beat or the workers"; empty while all is well, or nobody has looked yet.

    As this process found it last: a thread looks, so that no page costs a query for it.
    """
    return _watch(os.getpid()).found


class _Watch:
    def __init__(self) -> None:
        self.found, self.looked = "", False
        threading.Thread(target=self._look_on, name="pulse", daemon=True).start()

    def _look_on(self) -> None:
        while True:
            try:
                found = beat()
                self.found = {"ok": "", "never ticked": "have never run"}.get(found, f"are {found} UTC")
            except Exception as error:  # a database that is away is told by the pages themselves: this thread must go on
                log.warning("nobody knows whether beat lives: %s", error)
            finally:
                connection.close()
                self.looked = True
            time.sleep(EVERY)


@cache
def _watch(process: int) -> _Watch:
    """Of this process: a fork gets its own."""
    return _Watch()
