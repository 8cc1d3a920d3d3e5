"""What is owed to people: written with the change, sent by workers, found again by the sweeper."""

from __future__ import annotations

import logging
import random
import smtplib
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import cached_property

from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Q, QuerySet

from articles import roles
from articles.deliveries import digests, mail, postman, timing
from articles.deliveries.postman import Postman
from articles.models import Channel, Delivery, Event, How, OwnLetter, Preference, Question
from articles.models.delivery import OWED
from citations import clock

log = logging.getLogger(__name__)

#: A worker that took a delivery has this long to send it before another may try.
LEASE = timedelta(seconds=60)
#: As long as between two sweeps: whoever was woken for a message has had the time. What is fresher is left to them: were it
#: deadly, it would take the rest of its batch with it.
LATE = timedelta(seconds=10)
#: Of a message that cannot be written; a mail server that is away is tried about three days.
MAX_ATTEMPTS = 5
MAX_TRIES = 80
LONGEST_PAUSE = timedelta(hours=1)
BATCH = 50
#: Seconds that a worker sends in one go: what it took is done or given back before its lease ends, or others would send it too.
TURN = 20.0


class ServerAway(Exception):
    """The mail server does not answer: what else was taken can wait for the next turn."""


class Turn(Postman):
    """What a worker keeps from message to message: its connection, and the editors' own letters."""

    @cached_property
    def own_letters(self) -> dict[str, OwnLetter]:
        return OwnLetter.objects.in_bulk()


def owe(event: Event, template: str, recipients: Iterable[int], **data: object) -> list[Delivery]:
    """Messages to accounts (by id), not yet written; `post` writes them."""
    return [
        Delivery(event=event, recipient_id=pk, template=template, data=data, due_at=event.at) for pk in recipients
    ]


def owe_beside(key: str, template: str, recipients: Iterable[int], **data: object) -> list[Delivery]:
    """Messages that no article's event is behind; `key` says what they are about, and keeps them to one each."""
    now = clock.now()
    return [Delivery(key=key, recipient_id=pk, template=template, data=data, due_at=now) for pk in recipients]


def owe_asker(question: Question, template: str) -> None:
    """Write the one message that is owed to a reader who left an address. It stands with the question alone."""
    Delivery.objects.create(key=f"{template} {question.pk}", asker=question, template=template, due_at=clock.now())


def post(*owed: list[Delivery]) -> None:
    """Write what is owed, with its change. Who is owed several messages because of one event is told once, the first."""
    rows: dict[tuple, Delivery] = {}
    for delivery in (delivery for some in owed for delivery in some):
        rows.setdefault((delivery.event, delivery.recipient_id), delivery)
    if rows:
        Delivery.objects.bulk_create(rows.values())


def editors() -> list[int]:
    """The accounts of the managing editors."""
    accounts = get_user_model().objects.filter(is_active=True, groups__name=roles.MANAGING_EDITOR)
    return list(accounts.values_list("pk", flat=True))


def send_owed(article_id: int | None = None, *, late: timedelta = timedelta()) -> int:
    """Send what is owed and so late, each on its own: one bad message delays no other. Returns how many were sent.

    Who is woken for one article sends all that is owed because of it first, late or not.
    What a turn has no time for, or a server that is away does not take, is given back untried.
    """
    sent, ends = 0, time.monotonic() + TURN
    with Turn() as turn:
        for taken in _batches(article_id, late):
            while taken:
                if time.monotonic() > ends:
                    _give_back(taken)
                    return sent
                try:
                    sent += _send(taken.pop(0), turn)
                except ServerAway:
                    _give_back(taken)
                    return sent
    return sent


def _batches(article_id: int | None, late: timedelta) -> Iterator[list[Delivery]]:
    if article_id is not None:
        yield from iter(lambda: _claim(article_id), [])
    yield from iter(lambda: _claim(None, late), [])


def _give_back(untried: list[Delivery]) -> None:
    """Some may have gone with a digest meanwhile: those are nobody's any more."""
    Delivery.objects.filter(OWED, pk__in=[d.pk for d in untried], taken__gt=0).update(
        due_at=clock.now(), attempts=F("attempts") - 1, taken=F("taken") - 1
    )


def send_again(failed: QuerySet[Delivery]) -> int:
    """Owe once more what was set aside, from now on and with all attempts anew. Returns how many messages."""
    now = clock.now()
    failed = failed.filter(failed_at__isnull=False).exclude(webhook__disabled_at__isnull=False, channel=Channel.WEBHOOK)
    return failed.update(failed_at=None, due_at=now, owed_at=now, attempts=0, taken=0)


def _claim(article_id: int | None, late: timedelta = timedelta()) -> list[Delivery]:
    """Take rows by lease: other workers skip them, and get them back if this one dies.

    Most looks find nothing, which one query tells: the rest is asked for then only.
    """
    now = clock.now()
    owed = Delivery.objects.filter(OWED, ~Q(channel=Channel.WEBHOOK), due_at__lte=now - late)
    if article_id is not None:
        owed = owed.filter(event__article_id=article_id)
    if not owed.exists():
        return []
    with transaction.atomic():
        first = owed.order_by("due_at", "pk").select_for_update(skip_locked=True, of=("self",))
        due = list(first.only("pk", "taken")[:BATCH])
        alive = left_alive(due)
        # Whatever may have taken its worker down is tried alone: it takes no other message with it again.
        ids = [d.pk for d in due if d.taken == 0] or alive[:1]
        Delivery.objects.filter(pk__in=ids).update(due_at=now + LEASE, attempts=F("attempts") + 1, taken=F("taken") + 1)
    return _read(ids) if ids else []


def _read(ids: list[int]) -> list[Delivery]:
    """With all that letters speak of. Readers' questions are rare, and read only where there are some."""
    related = ("event__article__current", "event__words", "event__actor", "recipient__preference")
    found = Delivery.objects.filter(pk__in=ids).select_related(*related).prefetch_related("asker__article__current")
    return list(found.order_by("pk"))


def left_alive(taken: list[Delivery]) -> list[int]:
    """The keys of these, without poison that kills: whoever took that never came back, and it is set aside."""
    dead = [d.pk for d in taken if d.taken >= MAX_ATTEMPTS]
    if dead:
        why = f"Its worker died {MAX_ATTEMPTS} times while sending it."
        Delivery.objects.filter(pk__in=dead).update(failed_at=clock.now(), last_error=why)
    return [d.pk for d in taken if d.taken < MAX_ATTEMPTS]


def _send(delivery: Delivery, turn: Turn) -> int:
    """Send one message, or the digest that it goes with. Returns how many messages reached their recipient."""
    preference = getattr(delivery.recipient, "preference", None)
    try:
        if preference is None:
            return _mail([delivery], lambda: mail.compose(delivery, turn.own_letters), turn)
        return _send_as_chosen(delivery, preference, turn)
    except ServerAway:
        raise
    except Exception as error:  # a poison message must not stop the others: it is set aside and shown
        _put_back([delivery], error)
        return 0


def _send_as_chosen(delivery: Delivery, preference: Preference, turn: Turn) -> int:
    now = clock.now()
    if preference.how == How.INBOX:
        return _to_inbox(delivery)
    if preference.how == How.DIGEST and (delivery.digest_day or timing.next_digest(preference, now) <= now):
        return _send_digest(digests.take(delivery, now, now + LEASE), turn)
    if (earliest := timing.earliest(preference, now)) > now:
        Delivery.objects.filter(pk=delivery.pk).update(due_at=earliest, held=True, taken=0, attempts=F("attempts") - 1)
        return 0
    if delivery.held and _is_done(delivery):
        return _to_inbox(delivery)
    return _mail([delivery], lambda: mail.compose(delivery, turn.own_letters), turn)


def _send_digest(deliveries: list[Delivery], turn: Turn) -> int:
    """One mail with all that still stands; one message that cannot be written spoils no other."""
    letters, done = [], 0
    for delivery in deliveries:
        if _is_done(delivery):
            done += _to_inbox(delivery)
            continue
        try:
            letters.append((delivery, mail.letter(delivery, turn.own_letters)))
        except Exception as error:  # poison: see `_send`
            _put_back([delivery], error)
    if letters:
        return done + _mail([delivery for delivery, _ in letters], lambda: mail.digest(letters, _day_of(deliveries)), turn)
    return done


def _day_of(deliveries: list[Delivery]) -> date:
    return deliveries[0].digest_day


def _mail(deliveries: list[Delivery], compose: Callable[[], EmailMessage], turn: Turn) -> int:
    try:
        turn.send(compose())
    except Exception as error:  # poison: see `_send`
        _put_back(deliveries, error)
        if postman.is_away(error):
            raise ServerAway from error
        return 0
    Delivery.objects.filter(pk__in=[d.pk for d in deliveries]).update(sent_at=clock.now(), taken=0, last_error="")
    # Who was answered needs no answer any more.
    Question.objects.filter(pk__in=[d.asker_id for d in deliveries if d.asker_id]).update(email="")
    return len(deliveries)


def _to_inbox(delivery: Delivery) -> int:
    Delivery.objects.filter(pk=delivery.pk).update(channel=Channel.INBOX, sent_at=clock.now(), last_error="")
    return 1


#: How the seat stands while what these letters ask is still to be done.
_ASKED: dict[str, dict[str, object]] = {
    "invited_reviewer": {"assignments__state": "invited"},
    "remind_accept_reviewer": {"assignments__state": "invited"},
    "remind_review_reviewer": {"assignments__state": "accepted"},
    "remind_confirm_reviewer": {"assignments__unconfirmed": True, "closed_at": None},
}


def _is_done(delivery: Delivery) -> bool:
    """Whether what the letter asks was done while it waited for its recipient's hour: then nobody is asked again."""
    if (asked := _ASKED.get(delivery.template)) is None or delivery.event is None:
        return False
    seat = delivery.data.get("assignment")
    return not delivery.event.article.rounds.filter(assignments__pk=seat, **asked).exists()


def _put_back(deliveries: list[Delivery], error: Exception) -> None:
    """Try again later, with growing pauses and jitter; after the last attempt, or a refusal for good, set it aside.

    Of a digest the first is tried again, and brings the others along.
    """
    first, *others = [delivery.pk for delivery in deliveries]
    attempts = max(delivery.attempts for delivery in deliveries)
    log.warning("delivery %s not sent (attempt %s): %s", first, attempts, error)
    away = isinstance(error, OSError | smtplib.SMTPException)  # the server's doing, not the message's
    final = attempts >= (MAX_TRIES if away else MAX_ATTEMPTS) or postman.refused_for_good(error)
    pause = min(timedelta(seconds=10 * 2 ** min(attempts, 12)), LONGEST_PAUSE) * random.uniform(1, 1.5)  # noqa: S311
    said = {"last_error": f"{type(error).__name__}: {error}"[:2000], "failed_at": clock.now() if final else None, "taken": 0}
    Delivery.objects.filter(pk=first).update(**said, due_at=clock.now() + pause)
    Delivery.objects.filter(pk__in=others).update(**said, due_at=clock.now() + pause + LEASE)
