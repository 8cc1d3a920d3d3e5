"""The database: there, new enough, up to date, with a role that can rewrite nothing and a guard that is awake."""

from __future__ import annotations

import time
from collections.abc import Iterator

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor

from medreview import grants
from medreview.doctor import pooling, replica
from medreview.doctor.problem import Problem

OLDEST = 14
#: Seconds that the database's clock may be off: only its logs and its own timers would be wrong.
ASTRAY = 5
#: What stands guard, and on which table.
GUARDS = {
    "article_begins": "articles_article", "article_moves": "articles_article", "article_is_answered": "articles_article",
    "stamp_change": "articles_article", "event_follows": "articles_event", "seat_begins": "reviews_assignment",
    "seat_moves": "reviews_assignment", "round_is_kept": "reviews_round", "sent_once": "articles_delivery",
}  # fmt: skip
_RIGHTS = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE"]
_MIGRATE = "Run `manage.py migrate` as the owner (DATABASE_OWNER_URL)."
_OWN_ROLE = (
    "Give DATABASE_URL a role of its own that owns nothing (CREATE ROLE medreview LOGIN), DATABASE_OWNER_URL the owner, and "
    "run `manage.py migrate`, which makes the grants."
)
_POWERS = """SELECT rolsuper OR rolbypassrls OR rolcreaterole,
    EXISTS (SELECT FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
            AND pg_has_role(current_user, relowner, 'MEMBER'))
    FROM pg_roles WHERE rolname = current_user"""
_AWAKE = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND tgrelid = %s::regclass"
_HELD = """SELECT relname, array_agg(verb) FILTER (WHERE has_table_privilege(pg_class.oid, verb))
    FROM pg_class, unnest(%s::text[]) AS verb
    WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace GROUP BY relname"""


def look() -> Iterator[Problem]:
    """Nothing further where it cannot be reached, nor of grants and guards where tables are missing."""
    try:
        connection.ensure_connection()
    except Error as error:
        yield Problem(f"The database cannot be reached: {str(error).strip()}", pooling.mend_of(str(error)))
        return
    yield from _version()
    yield from pooling.look()
    yield from replica.look()
    yield from _clock()
    behind = list(_migrations())
    yield from behind
    powers = list(_role())
    yield from powers
    if not behind:
        yield from _guards()
    if not behind and not powers:
        yield from _grants()


def _version() -> Iterator[Problem]:
    major = connection.pg_version // 10_000
    if major < OLDEST:
        yield Problem(f"PostgreSQL {major} is too old.", f"Move to PostgreSQL {OLDEST} or newer: backup, new server, restore.")


def _clock() -> Iterator[Problem]:
    before = time.time()
    (there,) = _row("SELECT extract(epoch FROM clock_timestamp())::float")
    apart = there - (before + time.time()) / 2
    if abs(apart) > ASTRAY:
        mend = "Let both machines set their clocks by NTP."
        yield Problem(f"The database's clock and this machine's are {apart:+.0f} seconds apart.", mend)
    (zone,) = _row("SHOW timezone")
    if zone != "UTC":
        yield Problem(f"The database speaks in the time zone {zone}.", "Remove `timezone` from the options in DATABASE_URL.")


def _migrations() -> Iterator[Problem]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        names = ", ".join(f"{step.app_label} {step.name}" for step, _ in plan[:3])
        yield Problem(f"{len(plan)} migrations are not applied: {names}{' and others' if len(plan) > 3 else ''}.", _MIGRATE)
    unknown = sorted(set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations))
    if unknown and not any(key in executor.loader.replacements for key in unknown):
        names = ", ".join(" ".join(key) for key in unknown[:3])
        yield Problem(f"The database is newer than this code: it knows {names}.", "Install the newest version of the code.")


def _role() -> Iterator[Problem]:
    almighty, owner = _row(_POWERS)
    if almighty:
        yield Problem("The application's role is a superuser, or as good as one: no guard binds it.", _OWN_ROLE)
    elif owner:
        yield Problem("The application's role owns tables: it could rewrite the history.", _OWN_ROLE)


def _guards() -> Iterator[Problem]:
    with connection.cursor() as cursor:
        awake = set()
        for table in sorted(set(GUARDS.values())):
            cursor.execute(_AWAKE, [table])
            awake |= {(name, table) for (name,) in cursor}
    for asleep, table in sorted(set(GUARDS.items()) - awake):
        mend = f"As the owner: ALTER TABLE {table} ENABLE TRIGGER {asleep}; if it is gone, restore a backup. Ask who did it."
        yield Problem(f"The guard {asleep} on {table} is switched off or gone.", mend)
    if _row("SHOW session_replication_role") != ("origin",):
        mend = "Remove session_replication_role from the role's or the database's settings."
        yield Problem("Sessions run as replicas, in which no guard is called.", mend)


def _grants() -> Iterator[Problem]:
    """Neither more, which would open the history, nor less, which would break doors."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [_RIGHTS])
        held = cursor.fetchall()
    wrong = sorted(table for table, verbs in held if set(verbs or ()) != set(grants.privileges(table).split(", ")))
    if wrong:
        yield Problem(f"The application's role has other rights than it should on {', '.join(wrong[:5])}.", _MIGRATE)


def _row(question: str) -> tuple:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()
