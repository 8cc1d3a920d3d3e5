"""Backup and restore: everything comes back, is guarded as before, and every history is whole."""

from __future__ import annotations

import os

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from tests import acts, stack
from tests.test_upgrade import ran

DATABASE = f"{stack.NAME}_restored"


@pytest.fixture
def elsewhere():
    """The environment of a process on an empty database of its own."""
    with psycopg.connect(stack.SUPERUSER_URL, autocommit=True) as superuser:
        superuser.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        superuser.execute(f"CREATE DATABASE {DATABASE} OWNER medreview_owner")
        yield os.environ | {
            "DATABASE_URL": f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{DATABASE}",
            "DATABASE_OWNER_URL": f"{os.environ['DATABASE_OWNER_URL'].rpartition('/')[0]}/{DATABASE}",
        }
        superuser.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")


@pytest.fixture
def backup(committed, cast, tmp_path):
    """An approved article, in a file."""
    acts.approved(cast)
    file = tmp_path / "medreview.dump"
    call_command("backup", file)
    connections["owner"].close()
    return file


def test_everything_comes_back_and_the_history_is_whole(backup, elsewhere):
    said = ran(elsewhere, "manage.py", "restore", str(backup))
    assert "1 articles, every history whole" in said
    with psycopg.connect(elsewhere["DATABASE_URL"]) as restored:
        assert restored.execute("SELECT state FROM articles_article").fetchall() == [("approved",)]


def test_the_database_refuses_after_a_restore_what_it_refused_before(backup, elsewhere):
    ran(elsewhere, "manage.py", "restore", str(backup))
    with psycopg.connect(elsewhere["DATABASE_URL"], autocommit=True) as restored:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            restored.execute("DELETE FROM articles_event")
        with pytest.raises(psycopg.errors.IntegrityError):
            restored.execute("UPDATE articles_article SET state = 'submitted'")


@pytest.mark.long
def test_a_database_that_holds_something_is_not_overwritten_unasked(backup, elsewhere):
    ran(elsewhere, "manage.py", "restore", str(backup))
    with pytest.raises(AssertionError, match="say --replace to lose them"):
        ran(elsewhere, "manage.py", "restore", str(backup))
    assert "is restored" in ran(elsewhere, "manage.py", "restore", str(backup), "--replace")


def test_only_its_owner_reads_a_backup(backup):
    assert backup.stat().st_mode & 0o077 == 0


def test_a_file_that_is_no_backup_changes_nothing(elsewhere, tmp_path):
    wrong = tmp_path / "wrong.dump"
    wrong.write_text("nonsense")
    with pytest.raises(AssertionError, match="pg_restore failed"):
        ran(elsewhere, "manage.py", "restore", str(wrong))


def test_a_backup_to_where_nothing_can_be_written_says_so(committed, tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("backup", tmp_path / "missing" / "x.dump")
