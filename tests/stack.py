"""Loaded before Django: the PostgreSQL and Redis that every test runs on, and the environment that names them.

With pytest-xdist the first process starts the servers and each worker gets a database and a Redis number of its own.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from medreview.servers import Postgres, Redis


def _start() -> None:
    home = Path(tempfile.mkdtemp(prefix="medreview-tests-"))
    (home / "static").mkdir()
    postgres = Postgres.start(home / "postgres", durable=False)
    redis = Redis.start(home / "redis")
    os.environ |= {
        "TEST_SUPERUSER_URL": postgres.superuser_url,
        "TEST_OWNER_URL": postgres.owner_url,
        "TEST_APP_URL": postgres.app_url,
        "TEST_REDIS_URL": redis.url,
        "MEDREVIEW_HOME": str(home),
        "SECRET_KEY": "only-for-tests-and-long-enough-to-pass",
        "SECOND_FACTOR_REQUIRED": "off",
        "REQUESTS_PER_MINUTE_KEY": "1000000",
        "REQUESTS_PER_MINUTE_ANONYMOUS": "1000000",
        "PASSWORD_HASHERS": "django.contrib.auth.hashers.MD5PasswordHasher",
    }

    def stop() -> None:
        redis.stop()
        postgres.stop()
        shutil.rmtree(home, ignore_errors=True)

    atexit.register(stop)


def _database(url: str, name: str) -> str:
    return f"{url.rpartition('/')[0]}/{name}"


if "TEST_APP_URL" not in os.environ:
    _start()

def owner_url() -> str:
    """The same, for who owns its tables."""
    return _database(os.environ["TEST_OWNER_URL"], NAME)


def superuser_url() -> str:
    """The tests' own database, for who is bound by nothing."""
    return _database(SUPERUSER_URL, NAME)


ROOT = Path(__file__).resolve().parent.parent
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
NAME = f"test_{WORKER}"
SUPERUSER_URL = os.environ["TEST_SUPERUSER_URL"]
os.environ |= {
    "DATABASE_URL": _database(os.environ["TEST_APP_URL"], NAME),
    "DATABASE_OWNER_URL": _database(os.environ["TEST_OWNER_URL"], NAME),
    "REDIS_URL": _database(os.environ["TEST_REDIS_URL"], WORKER.removeprefix("gw")),
}
