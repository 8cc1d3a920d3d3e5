"""Writing copies, batch by batch: a transaction each, as the owner of the tables, with every trigger and constraint on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import astuple, fields

import psycopg

from bench.filling import statements
from bench.filling.copies import EVENT, NUMBERED, Copier, Copy, events
from bench.filling.patterns import Pattern
from citations import clock

#: Copies in one transaction. The first are fewer: the guards' queries are planned anew when the tables have grown.
FIRST, BATCH = 250, 2000
_TABLES = {
    "article": "articles_article", "revision": "articles_revision", "round": "reviews_round", "seat": "reviews_assignment",
    "review": "reviews_review", "event": "articles_event", "finding": "articles_finding",
}  # fmt: skip
_TYPES = {"question": "text", "slug": "text", "ending": "text", "hashes": "text[]", "late": "boolean", "works": "bigint[]",
          "members": "bigint[]", "accounts": "bigint[]", "pattern": "int", "days": "int"}  # fmt: skip


def works(db: psycopg.Connection, count: int) -> int:
    """So many references in the registry, each with a DOI. Returns the first one's id; the others follow."""
    first = _reserve(db, "citations_reference", count) + 1
    db.execute(
        "INSERT INTO citations_reference (id, csl, title, year, fingerprint, standing, created_at)"
        " SELECT %(first)s + n, jsonb_build_object('type', 'article-journal', 'title', 'Study ' || n,"
        " 'DOI', %(doi)s || %(first)s + n), 'Study ' || n, 1990 + n %% 36, encode(sha256(n::text::bytea), 'hex'), '{}', %(now)s"
        " FROM generate_series(0, %(last)s) n",
        {"first": first, "last": count - 1, "doi": "10.5555/work.", "now": clock.now()},
    )
    db.execute(
        "INSERT INTO citations_identifier (reference_id, scheme, value) SELECT id, 'doi', csl ->> 'DOI'"
        " FROM citations_reference WHERE id BETWEEN %s AND %s", (first, first + count - 1),
    )  # fmt: skip
    return first


def write(
    db: psycopg.Connection, patterns: list[Pattern], copier: Copier, count: int, said: Callable[[int], None] = lambda _: None
) -> None:
    """Write so many copies; `said` is told how many there are after each batch."""
    columns = ", ".join(f'"{f.name}" {_TYPES.get(f.name, "bigint")}' for f in fields(Copy))
    db.execute(f"CREATE TEMP TABLE batch ({columns})")
    most, done, analyzed = _most(db, patterns), 0, 0
    while done < count:
        size = min(BATCH, max(FIRST, done), count - done)
        with db.transaction():
            _write_batch(db, list(_copies(db, patterns, copier, size, most)), most)
        done += size
        said(done)
        if done >= 2 * analyzed:
            db.execute(f"ANALYZE {', '.join(_TABLES.values())}, articles_rendition, articles_claim")
            analyzed = done


def _most(db: psycopg.Connection, patterns: list[Pattern]) -> dict[str, int]:
    """How many rows of a kind one copy has at most: that many ids are kept for it."""
    placed = ("round", "seat", "review", "finding")
    most = {kind: max(max(p.places[kind].values(), default=0) for p in patterns) for kind in placed}
    (steps,) = db.execute("SELECT max(step) FROM step").fetchone()
    return most | {
        "article": 1, "revision": max(len(p.contents) for p in patterns), "event": max(len(p.events) for p in patterns),
        "step": steps,
    }  # fmt: skip


def _copies(
    db: psycopg.Connection, patterns: list[Pattern], copier: Copier, size: int, most: dict[str, int]
) -> Iterator[tuple[Pattern, Copy]]:
    before = {kind: _reserve(db, _TABLES[kind], size * most[kind]) for kind in NUMBERED}
    chosen = copier.dice.choices(patterns, [p.share for p in patterns], k=size)
    for n, pattern in enumerate(chosen):
        ids = {kind: start + n * most[kind] for kind, start in before.items()}
        yield pattern, copier.copy(pattern, ids | {"article": ids["article"] + 1})


def _write_batch(db: psycopg.Connection, copies: list[tuple[Pattern, Copy]], most: dict[str, int]) -> None:
    db.execute("TRUNCATE batch")
    _copy_in(db, "batch", [f.name for f in fields(Copy)], (astuple(copy) for _, copy in copies))
    _copy_in(db, "articles_event", EVENT, (row for pattern, copy in copies for row in events(pattern, copy)))
    db.execute("ANALYZE batch")
    told = {"now": clock.now()}
    db.execute(statements.BEGUN)
    for statement in statements.WRITTEN:
        db.execute(statement)
    for number in range(1, most["round"] + 1):
        for statement in statements.ROUND:
            db.execute(statement, {"round": number})
    for step in range(2, most["step"] + 1):
        db.execute(statements.MOVED, {"step": step})
    for statement in statements.OWED:
        db.execute(statement, told)


def _copy_in(db: psycopg.Connection, table: str, columns, rows) -> None:
    names = ", ".join(f'"{name}"' for name in columns)
    with db.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _reserve(db: psycopg.Connection, table: str, count: int) -> int:
    """Take so many ids in a row; returns the one before the first. Nobody else may write meanwhile."""
    first, last = db.execute(
        "SELECT min(n), max(n) FROM (SELECT nextval(pg_get_serial_sequence(%s, 'id')) n FROM generate_series(1, %s)) taken",
        (table, count),
    ).fetchone()
    if last - first + 1 != count:
        raise RuntimeError(f"Somebody else writes to {table}: fill a database of your own.")
    return first - 1
