"""The inbox: every message to a person, whether mailed, gathered or only kept; and how they want to hear of things."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet

from articles.deliveries import mail
from articles.models import Channel, Delivery, OwnLetter, Preference, Scope
from articles.models.delivery import OWED
from citations import clock

if TYPE_CHECKING:
    from django.contrib.auth.models import User

PAGE = 30
#: Nobody counts further than this.
MANY = 99


#: Whose letters a key of that scope reads, by the ends of their names: an invitation holds a link that answers for its reader.
OF_SCOPES = {
    Scope.AUTHOR: "_(author|owner)$", Scope.BOARD: "_reviewer$", Scope.EDITOR_READ: "_editor$", Scope.EDITOR_WRITE: "_editor$",
}  # fmt: skip


def messages_of(user: User, scopes: Iterable[str] = ()) -> QuerySet[Delivery]:
    """What was told somebody, newest first; with `scopes`, as much of it as they speak of."""
    related = ("event__article__current", "event__words", "event__actor", "event__question", "recipient")
    own = Delivery.objects.filter(recipient=user).exclude(channel=Channel.WEBHOOK)
    if scopes:
        own = own.filter(template__regex="|".join(sorted({OF_SCOPES[scope] for scope in scopes})))
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


def read(messages: QuerySet[Delivery]) -> int:
    """Mark messages as read. Returns how many were not."""
    return Delivery.objects.filter(pk__in=messages.filter(read_at=None).order_by().values("pk")).update(read_at=clock.now())


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
