"""A database filled: the door of this package. Django is set up by the caller."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass

import psycopg
from django.db import connections

from bench.filling import patterns, people, writing
from bench.filling.copies import Copier

#: Bytes on disk of one article beside its text, with all that comes with it and the indexes.
_BESIDE, _OF_TEXT = 40_000, 2.0


class NoRoom(Exception):
    """The disk would not hold it."""


@dataclass(frozen=True)
class Filled:
    articles: int
    seconds: float
    bytes: int


def fill(
    articles: int, *, text: int = 6_000, variants: int = 8, members: int = 25, seed: int = 1,
    said: Callable[[int], None] = lambda _: None,
) -> Filled:  # fmt: skip
    """Write so many articles beside what is there, then vacuum and analyze."""
    _demand_room(articles, text)
    began = time.monotonic()
    with psycopg.connect(**_owner(), autocommit=True) as db:
        who = people.people(authors=10 + articles // 2000, members=members)
        made = patterns.make(db, who, variants, text)
        count = max(100, articles // 2)
        copier = Copier(who, writing.works(db, count), count, seed)
        writing.write(db, made, copier, articles, said)
        db.execute("VACUUM (ANALYZE)")
        (size,) = db.execute("SELECT pg_database_size(current_database())").fetchone()
    return Filled(articles, time.monotonic() - began, size)


def _demand_room(articles: int, text: int) -> None:
    needed, free = articles * (_BESIDE + text * _OF_TEXT), shutil.disk_usage("/tmp").free  # noqa: S108
    if needed > free * 0.8:
        raise NoRoom(f"About {needed / 1e9:.0f} GB are needed, {free / 1e9:.0f} GB are free: fewer articles, or --text less.")


def _owner() -> dict:
    """The owner's connection: it may make temporary tables, and no trigger lets it off."""
    settings = connections["owner"].get_connection_params()
    return {name: settings[name] for name in ("host", "port", "user", "password", "dbname") if settings.get(name)}
