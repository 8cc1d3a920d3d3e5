"""F8: killed after the change is committed and before anybody is woken."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

import pytest

from articles.models import Article, Delivery
from tests.faults.ground import seconds_until
from tests.faults.outcome import Outcome, sized
from tests.stack import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.alone]

KILLS = sized(10, 100)
#: The sweeper's seconds; a loaded machine in the short form has more.
DRAINED = sized(60, 30)

#: Each child goes through the door and kills itself, as `kill -9` would, in the place of the call to Redis.
DOOMED = """
import os, signal, sys
import django
django.setup()
from django.contrib.auth.models import User
from django.db import connections
from articles import workflow
from articles.deliveries import wake
from tests import acts
wake._call = lambda *call: os.kill(os.getpid(), signal.SIGKILL)
author = User.objects.get(username="author")
connections.close_all()
for n in range(int(sys.argv[1])):
    child = os.fork()
    if child == 0:
        workflow.submit(acts.draft(question=f"Does rest help, case {n}?"), by=author)
        os._exit(1)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
"""


def test_what_nobody_was_woken_for_is_sent_by_the_sweeper(ground, cast, record):
    assert cast.editor
    assert cast.author
    ground.run("worker", "beat")
    subprocess.run([sys.executable, "-c", DOOMED, str(KILLS)], cwd=ROOT, env=ground.place.environment, check=True, timeout=300)
    drained = seconds_until(lambda: not Delivery.objects.filter(sent_at=None).exists(), DRAINED)
    letters = Counter(letter["Message-ID"] for letter in ground.letters.received)
    lost, twice = KILLS - len(letters), sum(letters.values()) - len(letters)
    record(Outcome("F8", f"killed between commit and publish, {KILLS} times", f"{len(letters)} messages sent", lost, twice, drained))
    assert Article.objects.count() == KILLS
    assert (lost, twice) == (0, 0)
