"""Several of everything, and one of each killed under load: `python -m bench.machines`, small."""

import pytest

from bench import machines
from bench.pooler import PROGRAM
from bench.rabbit import PROGRAM as RABBITMQ

pytestmark = [
    pytest.mark.slow,
    pytest.mark.alone,
    pytest.mark.skipif(PROGRAM is None, reason="***** NO PGBOUNCER: install Debian's pgbouncer to run this. *****"),
]


def test_nothing_is_lost_with_a_web_a_worker_and_a_beat():
    """Woken by RabbitMQ where Debian's is installed; by Redis are all other tests."""
    found = machines.measure(16, rabbit=RABBITMQ is not None)
    assert (found.answers.total(), found.errors) == (16 * 7, 0)
    # Each caller has one request on its way when the web is killed, and may come to the closed door once.
    assert found.broken <= 2 * machines.CALLERS
    assert (found.owed - found.mailed, found.history.split(",")[0]) == (0, "17 articles")
    assert found.twice <= 1
