"""What workers do for reviews. Every task may run twice."""

from celery import shared_task

from reviews import due, evidence


@shared_task(name="reviews.send_due")
def send_due() -> dict[str, int]:
    """Do what has become due: the beat only looks, the rows say what."""
    return dict(due.do_due())


@shared_task(name="reviews.spread_notices")
def spread_notices() -> int:
    """Tell citing articles of the notices that came in."""
    return evidence.spread()
