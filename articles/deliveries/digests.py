"""One mail a day for whoever chose so: what is still asked, in one letter; at most one for each day of theirs."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from articles.deliveries import timing
from articles.models import Channel, Delivery, Preference
from articles.models.delivery import OWED


def take(first: Delivery, now: datetime, lease: datetime) -> list[Delivery]:
    """The messages of the digest that `first` belongs to, leased; none where another worker has it, or its day had one."""
    with transaction.atomic():
        preference = Preference.objects.select_for_update().get(pk=first.recipient_id)
        row = Delivery.objects.get(pk=first.pk)
        if row.sent_at or row.failed_at or row.digest_day != first.digest_day:
            return []
        owed = Delivery.objects.filter(OWED, recipient=preference.account_id, channel=Channel.MAIL)
        if row.digest_day is None:
            again = timing.next_digest(preference, now)
            if again > now:
                owed.filter(pk=row.pk).update(due_at=again, held=True, attempts=0, taken=0)
                return []
            preference.digested_on = day = timing.own_day(preference, now)
            preference.save(update_fields=["digested_on"])
            owed = owed.filter(digest_day=None, due_at__lte=lease)
        else:
            day, owed = row.digest_day, owed.filter(digest_day=row.digest_day)
            if owed.filter(pk__lt=row.pk).exists():  # only the first of them is tried again, and brings the others
                return []
        ids = list(owed.values_list("pk", flat=True))
        Delivery.objects.filter(pk__in=ids).update(digest_day=day, due_at=lease, attempts=row.attempts, held=True)
    related = ("event__article__current", "event__words", "event__actor", "recipient")
    return list(Delivery.objects.filter(pk__in=ids).select_related(*related).order_by("pk"))
