"""The inbox: every message to a person, whether mailed, gathered or only kept; and how they want to hear of things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet

from articles.deliveries import mail
from articles.models import Channel, Delivery, OwnLetter, Preference
from articles.models.delivery import OWED
from citations import clock

if TYPE_CHECKING:
    from django.contrib.auth.models import User

PAGE = 30
#: Nobody counts further than this.
MANY = 99


def messages_of(user: User) -> QuerySet[Delivery]:
    related = ("event__article__current", "event__words", "event__actor", "event__question", "recipient")
    own = Delivery.objects.filter(recipient=user).exclude(channel=Channel.WEBHOOK)
    return own.select_related(*related).prefetch_related("event__article__current__claims").order_by("-pk")


def unread(user: User) -> int:
    """How many messages are unread, `MANY` at most."""
    own = Delivery.objects.filter(recipient=user, read_at=None).exclude(channel=Channel.WEBHOOK)
    return own.order_by("-pk")[:MANY].count()


def shown(deliveries: list[Delivery]) -> list[dict]:
    """Messages as the inbox shows them."""
    own_letters = OwnLetter.objects.in_bulk()
    return [_shown(delivery, own_letters) for delivery in deliveries]


def _shown(delivery: Delivery, own_letters: dict[str, OwnLetter]) -> dict:
    """One that cannot be written is told as that."""
    told = {"delivery": delivery, "at": delivery.event.at if delivery.event else delivery.due_at}
    try:
        said = mail.letter(delivery, own_letters).without_frame()
    except Exception:  # a letter that fails must not hide the others
        return told | {"subject": delivery.template.replace("_", " "), "body": "This message cannot be shown."}
    return told | {"subject": said.subject, "body": said.body}


def read(user: User, ids: list[int] | None = None) -> int:
    """Mark messages as read: those named, or all. Returns how many."""
    own = Delivery.objects.filter(recipient=user, read_at=None)
    return (own if ids is None else own.filter(pk__in=ids)).update(read_at=clock.now())


def prefer(user: User, **chosen: object) -> Preference:
    """Set how a person hears of things. What waited for their former hours is looked at anew. Raises ValidationError."""
    with transaction.atomic():
        preference = Preference.objects.filter(pk=user.pk).first() or Preference(account=user)
        for name, value in chosen.items():
            setattr(preference, name, value)
        preference.full_clean()
        preference.save()
        waiting = Delivery.objects.filter(OWED, recipient=user, channel=Channel.MAIL, held=True, digest_day=None)
        waiting.update(due_at=clock.now())
    return preference
