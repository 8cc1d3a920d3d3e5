"""The doors of webhooks: register, rotate the secret, switch on again, deliver again."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet

from articles.deliveries import retention
from articles.deliveries.wake import call_receivers
from articles.errors import BadInput, Unmet, WrongState
from articles.models import Channel, Delivery, Webhook
from articles.models.delivery import OWED
from articles.webhooks.messages import KINDS
from articles.webhooks.sealing import seal
from citations import clock
from citations.reach import problem_with

if TYPE_CHECKING:
    from django.contrib.auth.models import User

#: So long after a rotation the former secret signs too: time enough to put the new one in place.
OVERLAP = timedelta(hours=24)
#: Of one account.
MOST = 20


def register(by: User, address: str, kinds: Iterable[str] = (), name: str = "", scopes: Iterable[str] = ()) -> tuple:
    """A new webhook, and its secret, which is told this once. `scopes` are those of the key that asks."""
    if problem := problem_with(address):
        raise BadInput.at("/address", problem)
    for place, kind in enumerate(kinds):
        if kind not in KINDS:
            raise BadInput.at(f"/kinds/{place}", f"There is no kind {kind!r}. Kinds: {', '.join(KINDS)}.")
    if Webhook.objects.filter(owner=by).count() >= MOST:
        raise Unmet(f"An account has at most {MOST} webhooks. Delete one that is no longer used.")
    secret = _new_secret()
    made = Webhook.objects.create(
        owner=by, address=address, kinds=sorted(set(kinds)), name=name, scopes=sorted(scopes), secret=seal(secret),
        created_at=clock.now(),
    )  # fmt: skip
    return made, secret


def rotate(webhook: Webhook) -> str:
    """A new secret, told this once. For a day both sign; a secret before the former one ends at once."""
    secret = _new_secret()
    with transaction.atomic():
        webhook = Webhook.objects.select_for_update().get(pk=webhook.pk)
        webhook.former_secret, webhook.former_until = webhook.secret, clock.now() + OVERLAP
        webhook.secret = seal(secret)
        webhook.save(update_fields=["secret", "former_secret", "former_until"])
    return secret


def enable(webhook: Webhook) -> Webhook:
    """Call it again. What was set aside meanwhile is delivered again on request only."""
    with transaction.atomic():
        webhook = Webhook.objects.select_for_update().get(pk=webhook.pk)
        webhook.failures, webhook.failing_since, webhook.paused_until = 0, None, None
        webhook.disabled_at, webhook.disabled_because = None, ""
        webhook.save()
        owed = Delivery.objects.filter(OWED, webhook=webhook, channel=Channel.WEBHOOK)
        owed.update(due_at=clock.now())
        call_receivers()
    return webhook


def redeliver(webhook: Webhook, deliveries: QuerySet[Delivery]) -> int:
    """Owe calls once more, sent or set aside, under the same `webhook-id`. Returns how many."""
    if webhook.disabled_at:
        raise WrongState("This webhook is disabled. Switch it on first.")
    now = clock.now()
    with transaction.atomic():
        done = deliveries.filter(webhook=webhook, channel=Channel.WEBHOOK).exclude(sent_at=None, failed_at=None)
        retention.take_back(done)
        count = done.update(sent_at=None, failed_at=None, due_at=now, owed_at=now, attempts=0)
        call_receivers()
    return count


def _new_secret() -> str:
    """Standard Webhooks: `whsec_` and 24 to 64 random bytes in base64."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
