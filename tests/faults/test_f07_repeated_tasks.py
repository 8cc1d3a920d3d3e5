"""F7: every task delivered three times, under two beats."""

from __future__ import annotations

import subprocess
import sys

import pytest
from celery import current_app
from kombu import Connection

from articles.models import Delivery
from medreview.servers import die_with_parent
from tests import acts
from tests.faults.ground import seconds_until
from tests.faults.outcome import Outcome, sized
from tests.stack import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.alone]

COUNT = sized(10, 100)


def nothing_owed() -> bool:
    return not Delivery.objects.filter(sent_at=None, failed_at=None).exists()


def told(ground) -> tuple[int, int]:
    """How many different letters came, and how many came again."""
    names = [letter["Message-ID"] for letter in ground.letters.received]
    return len(set(names)), len(names) - len(set(names))


def second_beat(ground) -> subprocess.Popen:
    command = ["celery", "-A", "medreview", "beat", "--schedule", str(ground.home / "beat-2"), "--pidfile", ""]
    return subprocess.Popen(
        [sys.executable, "-m", *command], cwd=ROOT, env=ground.place.environment, preexec_fn=die_with_parent(9),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def test_every_task_three_times_under_two_beats_tells_once(ground, cast, record):
    assert cast.editor
    ground.run("worker", "beat")
    beat = second_beat(ground)
    try:
        found = [acts.submitted(cast) for _ in range(COUNT)]
        with Connection(ground.redis.url) as broker:
            for article in found:
                for _ in range(3):
                    current_app.send_task("articles.deliver", [article.pk], connection=broker, retry=False)
                    current_app.send_task("articles.stamp", [article.pk], connection=broker, retry=False)
        drained = seconds_until(nothing_owed, 60)
    finally:
        beat.kill()
        beat.wait(10)
    once, twice = told(ground)
    record(Outcome("F7", f"{COUNT} articles, each task three times, two beats", f"{once} of {COUNT}", COUNT - once, twice, drained))
    assert (once, twice) == (COUNT, 0)
