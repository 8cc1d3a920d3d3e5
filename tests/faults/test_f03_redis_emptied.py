"""F3: Redis killed and emptied, again and again, with what it was told still in it."""

from __future__ import annotations

import time
from collections import Counter

import pytest

from articles.models import Article, Delivery
from tests.client import body
from tests.faults.callers import asking, client
from tests.faults.ground import seconds_until
from tests.faults.outcome import Outcome, sized

pytestmark = [pytest.mark.slow, pytest.mark.alone]

KILLS, SECONDS = sized((1, 2), (5, 20))
#: The sweeper's seconds; a loaded machine in the short form has more.
DRAINED = sized(90, 30)


def test_what_redis_forgot_is_sent_all_the_same(ground, cast, record):
    """No worker runs until the last kill: all that Redis was told by then is lost with it."""
    assert cast.editor
    ground.run("web")
    author = client(ground.url, cast.author)
    with asking(lambda: author.post("articles/", json=body()), callers=2, pause=0.5) as answers:
        for _ in range(KILLS):
            time.sleep(SECONDS)
            ground.kill_broker()
            ground.start_broker()
    ground.kill_broker()
    ground.start_broker()
    told = {a.body["id"] for a in answers if a.status == 201}
    ground.run("worker", "beat")
    drained = seconds_until(lambda: not Delivery.objects.filter(sent_at=None).exists(), DRAINED)
    letters = Counter(letter["Message-ID"] for letter in ground.letters.received)
    lost = Delivery.objects.count() - len(letters) + len(told) - Article.objects.filter(pk__in=told).count()
    twice = sum(letters.values()) - len(letters)
    done = f"Redis killed and emptied {KILLS + 1} times, {len(told)} submitted"
    record(Outcome("F3", done, f"{len(letters)} of {len(told)} messages sent", lost, twice, drained))
    assert {a.status for a in answers} == {201}
    assert (lost, twice) == (0, 0)
    assert not Article.objects.filter(unstamped__isnull=False).exists()
