"""What a worker's death, a limit of time and a silent worker do to a task: real workers, with their times made short."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import psutil
import pytest
import redis
from celery import current_app
from kombu import Connection

from articles.models import Delivery, Heartbeat
from medreview.servers import die_with_parent
from tests import acts
from tests.faults.ground import seconds_until
from tests.stack import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.alone]

#: As `medreview.run` starts it, but with one process and other times.
WORKER = """
import sys
from medreview.celery import app
visible, soft, hard = (int(word) or None for word in sys.argv[1:])
# What was out of sight too long is looked for every ten seconds, instead of every hundred; Redis is silent after one, instead of five.
app.conf.broker_transport_options |= {"visibility_timeout": visible, "unacked_restore_throttle": 1, "socket_timeout": 1}
app.conf.task_soft_time_limit, app.conf.task_time_limit = soft, hard
# Whoever is silent is met by what a task does, not by the sign of life every two seconds.
lean = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
app.worker_main(["worker", "--concurrency", "1", "--loglevel", "WARNING", *lean])
"""


class Workers:
    def __init__(self, ground) -> None:
        self._ground, self._started = ground, []
        self.log = ground.home / "logs" / "short-lived.log"
        self.log.unlink(missing_ok=True)
        self.broker = redis.Redis.from_url(ground.redis.url)

    def start(self, *, visible: int = 300, soft: int = 0, hard: int = 0) -> psutil.Process:
        """Seconds; 0 is no limit."""
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-c", WORKER, str(visible), str(soft), str(hard)], cwd=ROOT, env=self._ground.place.environment,
                preexec_fn=die_with_parent(9), stdout=log, stderr=log,
            )  # fmt: skip
        self._started.append(process)
        return psutil.Process(process.pid)

    def ask(self, task: str, *keys: int, **named: bool) -> None:
        """A message carries its sender's limits where that knows the task: without, the worker's own hold."""
        with Connection(self._ground.redis.url) as broker:
            current_app.send_task(task, keys, named, connection=broker, retry=False, soft_time_limit=None, time_limit=None)

    def idle(self) -> bool:
        """No message waits, and none is in a worker's hands."""
        return self.broker.llen("celery") == self.broker.hlen("unacked") == 0

    def end(self) -> None:
        for process in self._started:
            if process.poll() is None:
                for child in psutil.Process(process.pid).children(recursive=True):
                    child.kill()
                process.kill()
            process.wait(10)
        # What a killed worker had in hand is not the next test's.
        self.broker.delete("celery", "unacked", "unacked_index")
        self.broker.close()


@pytest.fixture
def workers(ground) -> Iterator[Workers]:
    found = Workers(ground)
    yield found
    found.end()


@pytest.fixture
def stuck(ground, cast):
    """An article whose message keeps the mail server busy for longer than any limit here."""
    assert cast.editor
    ground.letters.pause = 60.0
    return acts.submitted(cast)


def taken() -> bool:
    return Delivery.objects.filter(taken__gt=0).exists()


def test_a_task_is_done_again_when_its_machine_died_with_it(ground, workers, stuck):
    """Acknowledged late, and given to another once it has been out of sight for so long."""
    first = workers.start()
    workers.ask("articles.sweep", fresh=True)
    seconds_until(taken, 30)
    for member in [*first.children(recursive=True), first]:
        member.kill()
    begun = Heartbeat.objects.get(name="sweep").at
    assert workers.broker.hlen("unacked") == 1
    ground.letters.behave()
    workers.start(visible=3)
    seconds_until(lambda: Heartbeat.objects.get(name="sweep").at > begun, 60)
    seconds_until(workers.idle, 30)


def test_a_task_that_takes_its_process_down_is_not_given_to_the_next(ground, workers, stuck):
    worker = workers.start()
    workers.ask("articles.deliver", stuck.pk)
    seconds_until(taken, 30)
    (child,) = worker.children()
    child.kill()
    seconds_until(workers.idle, 30)
    assert worker.is_running()
    ground.letters.behave()
    _another_is_sent(ground, workers)


def test_a_task_over_its_soft_limit_puts_back_what_it_has_in_hand(ground, workers, stuck):
    workers.start(soft=6)
    workers.ask("articles.deliver", stuck.pk)
    seconds_until(lambda: Delivery.objects.filter(last_error__contains="SoftTimeLimitExceeded", taken=0).exists(), 30)
    ground.letters.behave()
    _another_is_sent(ground, workers)


def test_a_task_over_its_hard_limit_is_ended_and_the_next_is_done(ground, workers, stuck):
    workers.start(hard=3)
    workers.ask("articles.deliver", stuck.pk)
    seconds_until(taken, 30)
    ground.letters.behave()
    seconds_until(workers.idle, 30)
    _another_is_sent(ground, workers)


def test_a_message_of_a_task_that_is_no_more_is_dropped_and_the_next_is_done(ground, workers, cast):
    """As a release that drops a task finds it in the queue."""
    assert cast.editor
    acts.submitted(cast)
    workers.ask("articles.no_more")
    worker = workers.start()
    seconds_until(workers.idle, 60)
    assert worker.is_running()
    _another_is_sent(ground, workers)


def test_a_worker_takes_the_next_task_after_a_redis_that_was_silent_when_the_last_was_done(ground, workers, stuck):
    """kombu counts a message as in hand whose acknowledgement timed out: one process, one silence, and nothing more was taken."""
    ground.letters.pause = 2.0
    workers.start()
    workers.ask("articles.deliver", stuck.pk)
    seconds_until(taken, 30)
    ground.freeze_broker()
    seconds_until(lambda: "Couldn't ack" in workers.log.read_text(), 30)
    ground.thaw_broker()
    ground.letters.behave()
    _another_is_sent(ground, workers)


def _another_is_sent(ground, workers) -> None:
    author = Delivery.objects.first().event.article.author
    ground.letters.received.clear()
    article = acts.articles.submit(acts.draft(question="Does rest help?"), by=author)
    workers.ask("articles.deliver", article.pk)
    seconds_until(lambda: len(ground.letters.received) == 1, 30)
