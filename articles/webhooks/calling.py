"""Calling receivers: what is owed to each, in order for each article, tried for three days.

Rows are taken by lease, called from threads outside any transaction, and settled one by one. A receiver that fails three
times on end is left alone for a while, so that a dead one costs the others next to nothing.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import httpcore
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from articles import addresses, keys
from articles.deliveries import outbox
from articles.deliveries.wake import call_receivers
from articles.models import Article, Channel, Delivery, Event, Webhook
from articles.models.delivery import OWED
from articles.roles import edits
from articles.webhooks import messages
from citations import clock
from citations.reach import Guarded, OutOfReach, left

if TYPE_CHECKING:
    from django.contrib.auth.models import User

log = logging.getLogger(__name__)

#: For one call, from the look-up of the name to the end of the answer.
SECONDS = 10.0
#: A receiver's answer is read this far and no further; nothing in it matters to us.
ANSWER_LIMIT = 65_536
LEASE = timedelta(seconds=60)
#: Seconds after which no further calls are begun: well within a task's time and the lease.
TURN = 30.0
#: Standard Webhooks asks for days, not hours: a receiver that fails on Friday evening is mended on Monday.
TRIED_FOR = timedelta(days=3)
LONGEST_PAUSE = timedelta(hours=6)
#: So many failures on end, and the receiver is left alone as a whole.
PATIENCE = 3
LONGEST_REST = timedelta(minutes=15)
#: Receivers in one go, and calls to each of them.
RECEIVERS, EACH = 20, 10


class Call(NamedTuple):
    """Ready to be sent, and nothing that a thread would have to ask the database for."""

    delivery: Delivery
    address: str
    text: str
    headers: dict[str, str]


class Answer(NamedTuple):
    """What came of a call: a status (0 where there was none), and the error in words; none when it was taken."""

    status: int
    error: str


def owe_calls(article: Article, event: Event) -> None:
    """Write the calls that are owed because of an event, with its change, and wake a worker once it is committed.

    Who may see the article is asked again, exactly, when the call is made.
    """
    hooks = Webhook.objects.filter(disabled_at=None, owner__in=article.seen_by())
    hooks = hooks.only("owner", "kinds", "scopes", "paused_until")
    wanting = [webhook for webhook in hooks if not webhook.kinds or event.kind in webhook.kinds]
    if wanting and event.is_for_editors:
        wanting = [webhook for webhook in wanting if _edits(webhook, article)]
    owed = [
        Delivery(
            event=event, recipient_id=webhook.owner_id, channel=Channel.WEBHOOK, webhook=webhook, article=article,
            template=event.kind, owed_at=event.at, due_at=max(event.at, webhook.paused_until or event.at),
        )
        for webhook in wanting
    ]  # fmt: skip
    if owed:
        Delivery.objects.bulk_create(owed)
        call_receivers()


def _edits(webhook: Webhook, article: Article) -> bool:
    """Whether its owner may read, by the key that made it, what is for the article's editors only."""
    keys.narrow(webhook.owner, webhook.scopes)
    return edits(webhook.owner, article)


def call_owed() -> int:
    """Call every receiver to whom calls are due, several at once. Returns how many calls were taken.

    What a turn has no time for is left to the next: a task that is cut off would look like a death.
    """
    taken, ends = 0, time.monotonic() + TURN
    while time.monotonic() < ends and (calls := _next_calls()):
        with ThreadPoolExecutor(len(calls)) as pool:
            sent = {pool.submit(post, call): call for call in calls}
            for done in as_completed(sent):
                taken += _settle(sent[done].delivery, done.result())
    return taken


def _next_calls() -> list[Call]:
    """Of several receivers at once; else a single one that may have taken its worker down: it takes no other with it."""
    if calls := [call for webhook in _waiting(taken=0) for call in _claim(webhook, taken=0)]:
        return calls
    suspected = (_claim(webhook, taken__gt=0) for webhook in _waiting(taken__gt=0))
    return next(filter(None, suspected), [])


def _waiting(**which: int) -> Iterable[Webhook]:
    """Receivers with such calls that can be made now; who was called longest ago comes first."""
    ready = _ready(clock.now()).filter(webhook=OuterRef("pk"), **which)
    found = Webhook.objects.filter(Exists(ready), disabled_at=None).select_related("owner")
    return found.order_by(F("called_at").asc(nulls_first=True), "pk")[:RECEIVERS]


def _ready(now: datetime) -> QuerySet[Delivery]:
    """Due, and no earlier call of the same article to the same receiver is still owed."""
    before = Delivery.objects.filter(
        OWED, channel=Channel.WEBHOOK, webhook=OuterRef("webhook"), article=OuterRef("article"), pk__lt=OuterRef("pk")
    )
    return Delivery.objects.filter(OWED, ~Exists(before), channel=Channel.WEBHOOK, due_at__lte=now)


def _claim(webhook: Webhook, **which: int) -> list[Call]:
    """Take such calls of one receiver by lease: a single one where it failed lately, or where that may be a killer."""
    now, which = clock.now(), which or {"taken": 0}
    most = 1 if webhook.failures or "taken" not in which else EACH
    with transaction.atomic():
        ready = _ready(now).filter(webhook=webhook, **which).order_by("pk").select_for_update(skip_locked=True, of=("self",))
        ids = outbox.left_alive(list(ready.only("pk", "taken")[:most]))
        Delivery.objects.filter(pk__in=ids).update(due_at=now + LEASE, attempts=F("attempts") + 1, taken=F("taken") + 1)
        Webhook.objects.filter(pk=webhook.pk).update(called_at=now)
    found = Delivery.objects.filter(pk__in=ids).select_related("event__article").order_by("pk")
    return _written(_for_their_eyes(webhook, list(found)), webhook)


def _written(deliveries: list[Delivery], webhook: Webhook) -> list[Call]:
    """Without those that cannot be written: they stay taken, and go the way of whatever takes its worker down."""
    calls = []
    for delivery in deliveries:
        try:
            calls.append(_prepared(delivery, webhook))
        except Exception:  # poison: it spoils no other
            log.exception("call %s of webhook %s cannot be written", delivery.pk, webhook.pk)
    return calls


def _for_their_eyes(webhook: Webhook, found: list[Delivery]) -> list[Delivery]:
    """Those about articles that the owner may see now, by the key that made the webhook; the others are dropped."""
    owner = webhook.owner
    keys.narrow(owner, webhook.scopes)
    articles = Article.objects.visible_to(owner) if owner.is_active else Article.objects.none()
    seen = set(articles.filter(pk__in=[d.article_id for d in found]).values_list("pk", flat=True))
    for_them = [d for d in found if d.article_id in seen and not _is_hidden(d.event, owner)]
    Delivery.objects.filter(pk__in={d.pk for d in found} - {d.pk for d in for_them}).delete()
    return for_them


def _is_hidden(event: Event | None, owner: User) -> bool:
    return event is not None and not edits(owner, event.article) and event.is_for_editors


def _prepared(delivery: Delivery, webhook: Webhook) -> Call:
    text = messages.body(delivery)
    delivery.webhook = webhook
    return Call(delivery, webhook.address, text, messages.signed(delivery, webhook, text, clock.now()))


def post(call: Call) -> Answer:
    """Make one call. Whatever goes wrong is an answer: a receiver's misbehaviour is nothing to raise."""
    headers = {**call.headers, "Content-Type": "application/json", "User-Agent": "medreview-webhooks/1"}
    deadline = time.monotonic() + SECONDS
    try:
        with (
            httpcore.ConnectionPool(network_backend=Guarded(SECONDS), retries=0) as pool,
            pool.stream("POST", call.address, headers=headers, content=call.text.encode()) as response,
        ):
            _read(response, deadline)
            return _judged(response.status)
    except OutOfReach as refused:
        return Answer(0, str(refused))
    except (httpcore.TimeoutException, TimeoutError):
        return Answer(0, f"No whole answer within {SECONDS:.0f} seconds.")
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError, ValueError) as error:
        return Answer(0, f"{type(error).__name__}: {error}"[:500])


def _read(response: httpcore.Response, deadline: float) -> None:
    read = 0
    for part in response.iter_stream():
        read += len(part)
        if read > ANSWER_LIMIT:
            return
        left(deadline)


def _judged(status: int) -> Answer:
    if 200 <= status < 300:
        return Answer(status, "")
    if 300 <= status < 400:
        return Answer(status, f"Answered {status}: redirects are not followed. Register the address itself.")
    return Answer(status, f"Answered {status}.")


def _settle(delivery: Delivery, answer: Answer) -> bool:
    """Write down what came of a call. Returns whether it was taken."""
    now = clock.now()
    with transaction.atomic():
        webhook = Webhook.objects.select_for_update().get(pk=delivery.webhook_id)
        if not answer.error:
            Delivery.objects.filter(pk=delivery.pk).update(sent_at=now, failed_at=None, last_error="", taken=0)
            if webhook.failures:
                webhook.failures, webhook.failing_since, webhook.paused_until = 0, None, None
                webhook.save(update_fields=["failures", "failing_since", "paused_until"])
                _due_from(webhook, now, later=True)
            return True
        log.warning("call %s of webhook %s failed (attempt %s)", delivery.pk, webhook.pk, delivery.attempts)
        _put_back(delivery, webhook, answer, now)
        if webhook.disabled_at is None:
            _count_failure(webhook, answer, now)
    return False


def _put_back(delivery: Delivery, webhook: Webhook, answer: Answer, now: datetime) -> None:
    """Try again later, with growing pauses and jitter; three days after the first try set it aside."""
    pause = min(timedelta(seconds=10 * 2 ** min(delivery.attempts - 1, 16)), LONGEST_PAUSE) * random.uniform(1, 1.5)  # noqa: S311
    over = webhook.disabled_at or now - (delivery.owed_at or delivery.event.at) >= TRIED_FOR
    Delivery.objects.filter(pk=delivery.pk).update(
        last_error=answer.error, due_at=now + pause, failed_at=now if over else None, taken=0
    )


def _count_failure(webhook: Webhook, answer: Answer, now: datetime) -> None:
    """Leave a receiver alone that fails on end; disable one that says it is gone, or that failed for three days."""
    webhook.failures += 1
    webhook.failing_since = webhook.failing_since or now
    if answer.status == 410:
        _disable(webhook, "Your receiver answered 410 Gone.", now)
    elif now - webhook.failing_since >= TRIED_FOR:
        _disable(webhook, f"Every call failed for three days. The last one: {answer.error}", now)
    elif webhook.failures >= PATIENCE:
        webhook.paused_until = now + min(timedelta(seconds=10 * 2 ** min(webhook.failures, 16)), LONGEST_REST)
        _due_from(webhook, webhook.paused_until)
    webhook.save(update_fields=["failures", "failing_since", "paused_until", "disabled_at", "disabled_because"])


def _due_from(webhook: Webhook, moment: datetime, *, later: bool = False) -> None:
    """Move what waits for this receiver to that moment; with `later`, what a rest had put off comes back."""
    waiting = Delivery.objects.filter(OWED, webhook=webhook, channel=Channel.WEBHOOK)
    put_off = waiting.filter(attempts=0, due_at__gt=moment) if later else waiting.filter(due_at__lt=moment, attempts=0)
    put_off.update(due_at=moment)


def _disable(webhook: Webhook, why: str, now: datetime) -> None:
    """Call it no more, set aside what waits for it, and tell its owner by mail."""
    webhook.disabled_at, webhook.disabled_because = now, why[:200]
    waiting = Delivery.objects.filter(OWED, webhook=webhook, channel=Channel.WEBHOOK)
    waiting.update(failed_at=now, last_error=why)
    about = f"webhook:{webhook.pk}:{now:%Y-%m-%dT%H:%M:%S}"
    said = {"why": webhook.disabled_because, "receiver": webhook.host, "hook": addresses.hook(webhook.pk)}
    outbox.post(outbox.owe_beside(about, "webhook_disabled_owner", [webhook.owner_id], **said))
