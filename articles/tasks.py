"""What workers do for articles. Every task may run twice; keys are passed, never instances."""

import logging
from datetime import datetime, timedelta

from celery import shared_task
from django.db.models import Q

from articles import anchors, questions, stamping, workflow
from articles.checks import RULES_VERSION
from articles.deliveries import outbox, retention
from articles.idempotency import KEPT
from articles.models import ApiKey, Article, Heartbeat, StoredAnswer
from articles.webhooks import calling
from citations import clock

log = logging.getLogger(__name__)


@shared_task(name="articles.deliver")
def deliver(article_id: int) -> int:
    """Send what is owed because of one article, then whatever else is late."""
    return outbox.send_owed(article_id, late=outbox.LATE)


@shared_task(name="articles.stamp")
def stamp(article_id: int) -> int:
    """Publish one article as it is now: stamp its `last_updated`, keep its page."""
    return stamping.stamp(article_id)


@shared_task(name="articles.sweep")
def sweep(*, fresh: bool = False) -> None:
    """Find what is owed whoever was or was not woken, and leave a sign that beat and workers are alive.

    What is `fresh` is left to who was woken for it, unless it is asked for as well.
    """
    Heartbeat.objects.update_or_create(name="sweep", defaults={"at": clock.now()})
    stamping.stamp()
    outbox.send_owed(late=timedelta() if fresh else outbox.LATE)


@shared_task(name="articles.call")
def call() -> int:
    """Call the receivers of webhooks to whom something is owed. Apart from mails: a slow receiver holds none of them up."""
    return calling.call_owed()


@shared_task(name="articles.recheck")
def recheck() -> int:
    """Check again what was checked by older rules, labels or policies: at most a thousand articles in play at a time."""
    return sum(map(_recheck, Article.objects.to_recheck(RULES_VERSION).order_by("pk")[:1000]))


def _recheck(article: Article) -> bool:
    try:
        return workflow.recheck(article)
    except Exception:  # one article's trouble delays no other
        log.exception("article %s was not checked again, it will be tried again", article.pk)
        return False


@shared_task(name="articles.anchor")
def anchor() -> int:
    """Write the heads of the histories outside the database."""
    return anchors.anchor()


@shared_task(name="articles.tidy")
def tidy() -> int:
    """Forget stored answers, and what readers wrote, whose time has passed."""
    questions.forget()
    return StoredAnswer.objects.filter(created_at__lt=clock.now() - KEPT).delete()[0]


@shared_task(name="articles.put_away")
def put_away() -> int:
    """Move what was sent long ago out of the table that workers look into."""
    return retention.put_away()


@shared_task(name="articles.note_use")
def note_use(digest: str, at: str) -> None:
    """Write when a key was last used. A note that comes late turns nothing back."""
    used = datetime.fromisoformat(at)
    ApiKey.objects.filter(Q(last_used=None) | Q(last_used__lt=used), pk=digest).update(last_used=used)
