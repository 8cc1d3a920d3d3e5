"""A new migration stops nobody: while it runs the tables can be written, and until every process has the new code the old works.

CONTRIBUTING.md says how to write one that does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from django.db.migrations.loader import MigrationLoader
from django_migration_linter import MigrationLinter
from django_migration_linter.sql_analyser import analyse_sql_statements

from tests.test_architecture import LAYERS

#: Only warned of by the linter, and as bad: writers wait until the index is built.
ALSO_REFUSED = {"CREATE_INDEX_EXCLUSIVE"}
_BEFORE = "written before the first release: no installation has run older code beside it, nor had rows to wait for"
#: Older migrations that would be refused, and why they may stay.
GRANDFATHERED = {
    ("articles", "0001_initial"): _BEFORE,
    ("articles", "0003_readers"): _BEFORE,
    ("articles", "0004_clock"): _BEFORE,
    ("articles", "0007_evidence"): _BEFORE,
    ("articles", "0008_claims_and_queues"): _BEFORE,
    ("articles", "0009_key_scopes"): _BEFORE,
    ("articles", "0010_editors_and_keys"): _BEFORE,
    ("articles", "0011_urgency"): _BEFORE,
    ("articles", "0012_webhooks"): _BEFORE,
    ("articles", "0013_reports"): _BEFORE,
    ("articles", "0014_sync_search_and_intake"): _BEFORE,
    ("articles", "0015_messages"): _BEFORE,
    ("articles", "0016_deaths"): _BEFORE,
    ("articles", "0017_named_reviewers"): _BEFORE,
    ("citations", "0002_evidence"): _BEFORE,
    ("citations", "0003_merging_and_watch"): _BEFORE,
    ("citations", "0004_watch_places"): _BEFORE,
    ("medreview", "0001_attempts"): "makes the cache's table new, as Django writes it; it only looks as if it dropped one",
    ("reviews", "0006_licences"): _BEFORE,
    ("reviews", "0008_notes_and_credit"): _BEFORE,
    ("reviews", "0010_lists_at_any_length"): _BEFORE,
}


@pytest.fixture
def linter(django_db_setup, django_db_blocker) -> Iterator[MigrationLinter]:
    """Outside a transaction, as what is built concurrently must be; it only writes SQL."""
    with django_db_blocker.unblock():
        yield MigrationLinter(no_cache=True, no_output=True, analyser_string="postgresql")


def refused(linter: MigrationLinter, statements: Iterable[str]) -> set[str]:
    """The codes of what is wrong with these statements."""
    errors, _, warnings = analyse_sql_statements(linter.sql_analyser_class, list(statements))
    return {issue.code for issue in errors} | ({issue.code for issue in warnings} & ALSO_REFUSED)


def ours() -> list[tuple[str, str]]:
    return sorted(key for key in MigrationLoader(None).disk_migrations if key[0] in LAYERS)


@pytest.mark.parametrize(
    ("statements", "code"),
    [
        (['ALTER TABLE "a" DROP COLUMN "b" CASCADE;'], "DROP_COLUMN"),
        (['ALTER TABLE "a" RENAME COLUMN "b" TO "c";'], "RENAME_COLUMN"),
        (['ALTER TABLE "a" ADD COLUMN "b" integer DEFAULT 1 NOT NULL;', 'ALTER TABLE "a" ALTER COLUMN "b" DROP DEFAULT;'], "NOT_NULL"),
        (["BEGIN;", 'ALTER TABLE "a" ADD COLUMN "b" integer NULL;', 'CREATE INDEX "i" ON "a" ("b");', "COMMIT;"],
         "CREATE_INDEX_EXCLUSIVE"),
    ],
)  # fmt: skip
def test_what_would_stop_somebody_is_refused(linter, statements, code):
    assert code in refused(linter, statements)


@pytest.mark.parametrize(
    "statement",
    ['ALTER TABLE "a" ADD COLUMN "b" integer NULL;', 'CREATE INDEX CONCURRENTLY "i" ON "a" ("b");', 'CREATE TABLE "a" ("b" integer NOT NULL);'],
)  # fmt: skip
def test_what_stops_nobody_passes(linter, statement):
    assert refused(linter, [statement]) == set()


def test_no_new_migration_stops_anybody(linter):
    new = [key for key in ours() if key not in GRANDFATHERED]
    found = {key: codes for key in new if (codes := refused(linter, linter.get_sql(*key)))}
    assert found == {}, "see CONTRIBUTING.md, Migrations"


@pytest.mark.slow
def test_what_is_grandfathered_needs_it(linter):
    assert {key for key in ours() if refused(linter, linter.get_sql(*key))} & set(GRANDFATHERED) == set(GRANDFATHERED)
