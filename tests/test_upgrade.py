"""An installation with data takes the migrations that came since the first release, without losing any of it."""

from __future__ import annotations

import os
import subprocess
import sys

import psycopg
import pytest

from tests import stack

DATABASE = f"{stack.NAME}_upgrade"
#: As an installation of the first release stands: its last migrations, with a board member and an article in them.
ESTABLISHED = """
import datetime
import django
django.setup()
from django.core.management import call_command
from django.db import connections, transaction
from django.db.migrations.loader import MigrationLoader

FIRST_RELEASE = [("citations", "0001"), ("articles", "0009"), ("reviews", "0004")]
owner = connections["owner"]
for app in ("contenttypes", "auth", "sessions"):
    call_command("migrate", app, verbosity=0)
leaves = []
for app, number in FIRST_RELEASE:
    loader = MigrationLoader(owner)
    name = next(name for label, name in loader.graph.nodes if label == app and name.startswith(number))
    call_command("migrate", app, name, verbosity=0)
    leaves.append((app, name))
models = MigrationLoader(owner).project_state(leaves).apps
at = datetime.datetime(2026, 1, 5, tzinfo=datetime.UTC)
def make(app, model, **said):
    return models.get_model(app, model).objects.using("owner").create(**said)
with transaction.atomic("owner"):
    user = make("auth", "User", username="dr.early")
    make("reviews", "BoardMember", user_id=user.pk, slug="early", name="Dr. Early", credentials="MD", specialties=["Surgical"],
         licence_number="1", licence_register="GMC", licence_expires=at.date() + datetime.timedelta(days=3000),
         licence_verified_at=at.date(), joined=at.date())
    article = make("articles", "Article", slug="early", author_id=user.pk, writers=[user.pk], specialty="Surgical",
                   created_at=at, changed_at=at, waiting_since=at, event_seq=1, event_head="0" * 64)
    make("articles", "Event", article_id=article.pk, seq=1, kind="submitted", at=at, actor_id=user.pk,
         before="submitted", after="submitted", hash="0" * 64)
"""


@pytest.fixture
def established():
    """The environment of a process on a database of its own, as the first release left it."""
    with psycopg.connect(stack.SUPERUSER_URL, autocommit=True) as superuser:
        superuser.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        superuser.execute(f"CREATE DATABASE {DATABASE} OWNER medreview_owner")
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "medreview.settings",
            "DATABASE_URL": f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{DATABASE}",
            "DATABASE_OWNER_URL": f"{os.environ['DATABASE_OWNER_URL'].rpartition('/')[0]}/{DATABASE}",
        }
        ran(environment, "-c", ESTABLISHED)
        yield environment
        superuser.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")


def ran(environment: dict, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, *words], cwd=stack.ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.long
def test_data_of_the_first_release_is_migrated_and_kept(established):
    ran(established, "manage.py", "migrate", "--verbosity", "0")
    with psycopg.connect(established["DATABASE_OWNER_URL"]) as database:
        assert database.execute("SELECT name FROM reviews_boardmember").fetchall() == [("Dr. Early",)]
        assert database.execute("SELECT slug FROM articles_article").fetchall() == [("early",)]
        planned = database.execute("SELECT count(*) FROM reviews_due WHERE step = 'licence_ends'").fetchone()[0]
    assert planned == 4
