"""What workers do for reviews. Every task may run twice."""

from celery import shared_task

from reviews import due, evidence, evidence_watch
from reviews.board import licences
from reviews.editors import keeping

#: Of each source in one turn of the task: letters must not wait behind it.
WATCH_SECONDS = 8


@shared_task(name="reviews.send_due")
def send_due() -> dict[str, int]:
    """Do what has become due: the beat only looks, the rows say what."""
    return dict(due.do_due())


@shared_task(name="reviews.forget_done")
def forget_done() -> int:
    """Remove the steps that were done long ago: the history tells what they did."""
    return due.forget()


@shared_task(name="reviews.heed_licences")
def heed_licences() -> int:
    """Review again what rests on a revoked licence."""
    return licences.heed()


@shared_task(name="reviews.spread_notices")
def spread_notices() -> int:
    """Tell citing articles of the notices that came in."""
    return evidence.spread()


@shared_task(name="reviews.watch_evidence")
def watch_evidence() -> int:
    """Go on asking about the works in use, for a few seconds; returns how many notices were new."""
    return sum(tally.new for tally in evidence_watch.look(seconds=WATCH_SECONDS))


@shared_task(name="reviews.keep_figures")
def keep_figures() -> list[str]:
    """Reckon the figures that no page should wait for."""
    return keeping.keep()
