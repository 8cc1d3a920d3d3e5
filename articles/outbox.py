"""What is owed to people: written with the change, sent by workers, found again by the sweeper."""

from __future__ import annotations

import logging
import random
import smtplib
from collections.abc import Iterable
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F, Q, QuerySet

from articles import mail, roles
from articles.models import Channel, Delivery, Event
from articles.models.delivery import OWED
from citations import clock

log = logging.getLogger(__name__)

#: A worker that took a delivery has this long to send it before another may try.
LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 5
BATCH = 50


def owe(event: Event, template: str, recipients: Iterable[int], **data: object) -> list[Delivery]:
    """Messages to accounts (by id), not yet written; `post` writes them."""
    return [
        Delivery(event=event, recipient_id=pk, template=template, data=data, due_at=event.at) for pk in recipients
    ]


def owe_beside(key: str, template: str, recipients: Iterable[int], **data: object) -> list[Delivery]:
    """Messages that no article's event is behind; `key` says what they are about, and keeps them to one each."""
    now = clock.now()
    return [Delivery(key=key, recipient_id=pk, template=template, data=data, due_at=now) for pk in recipients]


def post(*owed: list[Delivery]) -> None:
    """Write what is owed because of one event, with its change. A person in several roles is told once, as the first."""
    rows: dict[int, Delivery] = {}
    for delivery in (delivery for some in owed for delivery in some):
        rows.setdefault(delivery.recipient_id, delivery)
    if rows:
        Delivery.objects.bulk_create(rows.values())


def editors() -> list[int]:
    """The accounts of the managing editors."""
    accounts = get_user_model().objects.filter(is_active=True, groups__name=roles.MANAGING_EDITOR)
    return list(accounts.values_list("pk", flat=True))


def send_owed(article_id: int | None = None) -> int:
    """Send what is owed and due, each on its own: one bad message delays no other. Returns how many were sent."""
    return sum(_send(delivery) for delivery in _claim(article_id))


def send_again(failed: QuerySet[Delivery]) -> int:
    """Owe once more what was set aside, from now on and with all attempts anew. Returns how many messages."""
    now = clock.now()
    failed = failed.filter(failed_at__isnull=False).exclude(webhook__disabled_at__isnull=False, channel=Channel.WEBHOOK)
    return failed.update(failed_at=None, due_at=now, owed_at=now, attempts=0)


def _claim(article_id: int | None) -> list[Delivery]:
    """Take rows by lease: other workers skip them, and get them back if this one dies."""
    now = clock.now()
    owed = Delivery.objects.filter(OWED, ~Q(channel=Channel.WEBHOOK), due_at__lte=now).order_by("due_at", "pk")
    if article_id is not None:
        owed = owed.filter(event__article_id=article_id)
    with transaction.atomic():
        ids = [d.pk for d in owed.select_for_update(skip_locked=True, of=("self",)).only("pk")[:BATCH]]
        Delivery.objects.filter(pk__in=ids).update(due_at=now + LEASE, attempts=F("attempts") + 1)
    related = ("event__article__current", "event__words", "event__actor", "recipient")
    return list(Delivery.objects.filter(pk__in=ids).select_related(*related).order_by("pk"))


def _send(delivery: Delivery) -> bool:
    try:
        mail.compose(delivery).send()
    except Exception as error:  # a poison message must not stop the others: it is set aside and shown
        _put_back(delivery, error)
        return False
    Delivery.objects.filter(pk=delivery.pk).update(sent_at=clock.now(), last_error="")
    return True


def _put_back(delivery: Delivery, error: Exception) -> None:
    """Try again later, with growing pauses; after the last attempt, or a refusal for good, set it aside."""
    log.warning("delivery %s not sent (attempt %s): %s", delivery.pk, delivery.attempts, error)
    final = delivery.attempts >= MAX_ATTEMPTS or _refused_for_good(error)
    pause = timedelta(seconds=10 * 2**delivery.attempts * random.uniform(1, 1.5))  # noqa: S311
    Delivery.objects.filter(pk=delivery.pk).update(
        last_error=f"{type(error).__name__}: {error}"[:2000],
        due_at=clock.now() + pause,
        failed_at=clock.now() if final else None,
    )


def _refused_for_good(error: Exception) -> bool:
    """RFC 5321: a 5xx reply is permanent."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= 500
