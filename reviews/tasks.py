"""What workers do for reviews. Every task may run twice."""

from celery import shared_task

from reviews import due


@shared_task(name="reviews.send_due")
def send_due() -> dict[str, int]:
    """Do what has become due."""
    return {"seats expired": due.expire_seats(), "re-reviews opened": due.open_re_reviews()}
