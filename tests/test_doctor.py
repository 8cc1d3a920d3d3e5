"""`manage.py doctor`, on an installation that is well and on ones that are really broken."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from django.conf import settings as product
from django.core.management import call_command
from django.db import connection
from redis import Redis

from articles.tasks import sweep
from medreview.doctor import database
from tests import stack
from tests.live import Letters
from tests.test_hardening import PRODUCTION, manage


@dataclass
class Installation:
    """One that is well, by its environment."""

    environment: dict[str, str]

    def found(self, **changes: str) -> tuple[int, str]:
        """The doctor's exit status, and what it says."""
        done = manage("doctor", **self.environment | changes)
        assert done.returncode in (0, 1), done.stderr
        return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def static(tmp_path_factory) -> Path:
    """A home in which the static files are collected."""
    home = tmp_path_factory.mktemp("home")
    done = manage("collectstatic", "--noinput", "-v0", MEDREVIEW_HOME=str(home))
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture
def installation(committed, static, tmp_path):
    letters = Letters()
    letters.start()
    sweep()
    yield Installation(PRODUCTION | {
        "MEDREVIEW_HOME": str(static), "EMAIL_URL": letters.url, "HISTORY_ANCHORS": str(tmp_path / "anchors"),
        "PUBLISHER": "Sample Press", "DEFAULT_FROM_EMAIL": "editors@press.org", "SECOND_FACTOR_REQUIRED": "on",
    })  # fmt: skip
    letters.stop()


@pytest.mark.slow
def test_a_good_installation_has_nothing_to_mend(installation):
    status, said = installation.found()
    assert (status, said.count("good ")) == (0, 5), said


def as_superuser(statement: str) -> None:
    with psycopg.connect(stack.superuser_url(), autocommit=True) as superuser:
        superuser.execute(statement)


#: What somebody set: the settings, and what the doctor says with how to mend it.
MISSET = {
    "a database that is not there": (
        {"DATABASE_URL": "postgres://medreview@127.0.0.1:1/medreview"}, "The database cannot be reached", "Start PostgreSQL"
    ),
    "a superuser for the application's role": ({"DATABASE_URL": stack.superuser_url()}, "is a superuser", "owns nothing"),
    "the owner for the application's role": (
        {"DATABASE_URL": stack._database(os.environ["TEST_OWNER_URL"], stack.NAME)}, "owns tables", "owns nothing"
    ),
    "a Redis that is not there": ({"REDIS_URL": "redis://127.0.0.1:1/0"}, "The broker: out of reach", "Start Redis"),
    "a mail server that is not there": ({"EMAIL_URL": "smtp://127.0.0.1:1"}, "127.0.0.1:1 does not take us in", "Mend EMAIL_URL"),
    "no mail server": ({"EMAIL_URL": ""}, "not sent but written into files", "Set EMAIL_URL"),
    "DEBUG": ({"DEBUG": "on"}, "should not have DEBUG set to True", "Mend:"),
    "a weak secret": ({"SECRET_KEY": "a" * 60}, "Your SECRET_KEY", "Mend:"),
    "no secret": ({"SECRET_KEY": ""}, "SECRET_KEY must be 32 random characters or more", "set it (or SECRET_KEY_FILE)"),
    "no https": ({"BASE_URL": "http://articles.example.org"}, "without encryption", "Set BASE_URL"),
    "every host": ({"ALLOWED_HOSTS": "*"}, "admits every name", "Set ALLOWED_HOSTS"),
    "another host": ({"ALLOWED_HOSTS": "elsewhere.org"}, "refuses articles.example.org", "Add articles.example.org"),
    "the demo's publisher": ({"PUBLISHER": "medreview demo"}, "the publisher of the demo", "Set PUBLISHER"),
    "passwords alone": ({"SECOND_FACTOR_REQUIRED": "off"}, "needs a password alone", "Remove SECOND_FACTOR_REQUIRED"),
    "a shifted clock": ({"CLOCK_SHIFT_SECONDS": "60"}, "shifted by 60 seconds", "Remove CLOCK_SHIFT_SECONDS"),
    "anchors that cannot be written": ({"HISTORY_ANCHORS": "/dev/null/anchors"}, "cannot be written", "Make /dev/null/anchors"),
    "no static files": ({"MEDREVIEW_HOME": "/nowhere"}, "Static files are not collected", "collectstatic"),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", MISSET)
def test_what_is_set_wrong_is_named_with_its_mend(installation, name):
    settings, what, mend = MISSET[name]
    status, said = installation.found(**settings)
    assert status == 1
    assert what in said
    assert mend in said


def examined(capsys) -> str:
    """What the doctor says from within this process, where only the database, Redis and files count."""
    with pytest.raises(SystemExit, match="1"):
        call_command("doctor")
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("wreck", "repair", "what"),
    [
        ("ALTER TABLE articles_article DISABLE TRIGGER article_moves", "ALTER TABLE articles_article ENABLE TRIGGER article_moves",
         "The guard article_moves on articles_article is switched off"),
        ("GRANT DELETE ON articles_event TO medreview", "REVOKE DELETE ON articles_event FROM medreview",
         "other rights than it should on articles_event"),
        ("REVOKE UPDATE ON articles_article FROM medreview", "GRANT UPDATE ON articles_article TO medreview",
         "other rights than it should on articles_article"),
        ("DELETE FROM django_migrations WHERE app = 'medreview'",
         "INSERT INTO django_migrations (app, name, applied) VALUES ('medreview', '0001_attempts', now())",
         "1 migrations are not applied: medreview 0001_attempts"),
        ("INSERT INTO django_migrations (app, name, applied) VALUES ('articles', '9999_later', now())",
         "DELETE FROM django_migrations WHERE name = '9999_later'", "newer than this code: it knows articles 9999_later"),
    ],
)  # fmt: skip
def test_a_database_that_somebody_changed_is_found_out(committed, capsys, wreck, repair, what):
    as_superuser(wreck)
    try:
        assert what in examined(capsys)
    finally:
        as_superuser(repair)


def test_the_doctor_knows_every_guard_that_there_is(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
        assert dict(cursor.fetchall()) == database.GUARDS


def test_a_silent_beat_is_named(db, capsys):
    assert "The beat: never ticked" in examined(capsys)


def test_a_redis_that_throws_messages_away_is_named(db, capsys):
    with Redis.from_url(product.REDIS_URL) as broker:
        broker.config_set("maxmemory-policy", "allkeys-lru")
        try:
            assert "its policy is allkeys-lru" in examined(capsys)
        finally:
            broker.config_set("maxmemory-policy", "noeviction")


def test_anchors_inside_the_database_are_named(db, capsys, settings, tmp_path):
    (tmp_path / "PG_VERSION").write_text("18\n")
    settings.HISTORY_ANCHORS = str(tmp_path / "base" / "anchors")
    assert f"inside the database's own files ({tmp_path})" in examined(capsys)
