"""The ground that faults share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.ground import Ground


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
