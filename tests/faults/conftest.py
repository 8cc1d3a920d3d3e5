"""The ground that faults share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import Error

from articles.models import Delivery
from medreview.cluster import last_lines
from tests.faults.ground import NAMES, Ground


@pytest.fixture(scope="session")
def _ground(tmp_path_factory, django_db_blocker) -> Iterator[Ground]:
    ground = Ground(tmp_path_factory.mktemp("ground"))
    with django_db_blocker.unblock(), ground.here():
        ground.migrate()
    yield ground
    ground.close()


@pytest.fixture
def ground(_ground, django_db_blocker) -> Iterator[Ground]:
    """Migrated and empty, with no process of the product running; this process's Django works on it, too."""
    with django_db_blocker.unblock(), _ground.here():
        yield _ground
        _ground.halt()
        _ground.empty()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """With what the product's processes said last, and what is still owed: where it fails elsewhere, nobody can look."""
    report = yield
    if report.when == "call" and report.failed and (ground := item.funcargs.get("ground")):
        report.sections.append(("not sent", _not_sent()))
        report.sections += [(name, last_lines(ground.place.log(name))) for name in NAMES if ground.place.log(name).exists()]
    return report


def _not_sent() -> str:
    owed = Delivery.objects.filter(sent_at=None).values("template", "due_at", "taken", "attempts", "failed_at", "last_error")
    try:
        return "\n".join(map(str, owed[:10]))
    except Error as error:  # the fault may be the database's, and is told all the same
        return f"nobody knows: {error}"
