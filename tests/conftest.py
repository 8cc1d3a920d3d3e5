"""The database of the tests, and the people in it. Everything else is arranged through the real doors."""

from __future__ import annotations

import os
from collections.abc import Callable

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from hypothesis import HealthCheck
from hypothesis import settings as given_settings
from redis import Redis

from bench.filling.filled import fill
from tests import mutants, stack
from tests.faults.outcome import Outcome, table
from tests.people import Cast

_outcomes: list[Outcome] = []
#: By itself hypothesis fails an example that takes 0.2 s: on a busy machine that is any.
given_settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
given_settings.load_profile("untimed")
READY = "TEST_DATABASE_READY"
#: The migrated database as it was before any test.
WHOLE = f"{stack.NAME}_whole"
#: `make random` says 10: what takes longer is marked as long, and may take six times that. Elsewhere no test is judged by time.
MOST_SECONDS = float(os.environ.get("MOST_SECONDS", "inf"))
LONG = 6


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    most = MOST_SECONDS * (LONG if "long" in item.keywords else 1)
    if report.passed and call.when == "call" and call.duration > most and "slow" not in item.keywords:
        report.outcome, report.longrepr = "failed", f"It took {call.duration:.0f} s: make it quicker, or mark it as long."
    return report


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker):
    """A database of this process's own, owned and migrated by the owner, used as the application's role."""
    if os.environ.get(READY) == stack.NAME:  # by an earlier session of this process, or of the one that it was forked from
        connections.close_all()  # an inherited one ends with its database, and every test would fail by that
        try:
            _create(stack.NAME, WHOLE)
        except psycopg.Error as error:  # that no test ran must not pass for a change that was noticed: 35 is "suspicious"
            pytest.exit(f"no database for this mutant: {error}", returncode=35)
        yield
        connections.close_all()
        return
    _create(stack.NAME)
    with django_db_blocker.unblock():
        call_command("migrate", verbosity=0)
        connections["owner"].close()
    if mutants.RUN:
        connections.close_all()
        _create(WHOLE, stack.NAME)
    os.environ[READY] = stack.NAME
    yield
    with django_db_blocker.unblock():
        connections.close_all()


def _create(name: str, template: str = "template1") -> None:
    """Anew: a mutant that ends in the middle of a test leaves what every later one would stumble over."""
    with psycopg.connect(stack.SUPERUSER_URL, autocommit=True) as superuser:
        superuser.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        superuser.execute(f"CREATE DATABASE {name} OWNER medreview_owner TEMPLATE {template}")


@pytest.fixture(autouse=mutants.RUN)
def _made_anew():
    mutants.forget()


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """A database in which transactions really commit. Afterwards a superuser, whom no grant binds, empties it."""
    with django_db_blocker.unblock():
        yield
        connections["default"].close()
        _empty()


def _empty() -> None:
    kept = (
        "django_migrations", "django_content_type", "auth_permission", "auth_group", "auth_group_permissions",
        "articles_policy", "articles_policytext", "articles_druglabel", "articles_intakepolicy", "articles_edition",
    )  # fmt: skip
    with psycopg.connect(stack.superuser_url(), autocommit=True) as superuser:
        tables = superuser.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        # Not TRUNCATE: what is kept may refer to what is emptied (a label's editor), if only by an empty column.
        superuser.execute("SET session_replication_role = replica")
        superuser.execute("; ".join(f'DELETE FROM "{name}"' for (name,) in tables if name not in kept))
    # Workers were woken by the hundred, and there were none: the next test's would first do all that.
    with Redis.from_url(settings.REDIS_URL) as broker:
        broker.flushdb()


@pytest.fixture(scope="module")
def many(django_db_setup, django_db_blocker):
    """Articles in all states, as `python -m bench.filling` makes them: so many that tables are read by their indexes."""
    with django_db_blocker.unblock():
        yield fill(400, text=150, variants=1, members=4)
        connections["default"].close()
        _empty()


@pytest.fixture
def cast(request) -> Cast:
    """An editor, two authors, four board members: made when first named."""
    if not {"db", "committed", "live", "ground"} & set(request.fixturenames):
        request.getfixturevalue("db")
    return Cast()


@pytest.fixture
def record() -> Callable[[Outcome], None]:
    """Puts a line into the table of faults, which stands at the end of a run that had some."""
    return _outcomes.append


def pytest_terminal_summary(terminalreporter) -> None:
    if _outcomes:
        terminalreporter.section("faults")
        terminalreporter.write_line(table(_outcomes))
