"""The doors by which editors put their own words in the place of a shipped letter, and take them back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from articles import letters
from articles.deliveries import mail
from articles.letters import Letter
from articles.models import Delivery, OwnLetter
from citations import clock

if TYPE_CHECKING:
    from django.contrib.auth.models import User

_RELATED = ("event__article__current", "event__words", "event__actor", "event__question", "recipient")


def kinds() -> list[str]:
    """The letters that were ever owed: only of those can one see how they read."""
    sent = Delivery.objects.exclude(channel="webhook").order_by("template").values_list("template", flat=True).distinct()
    return [name for name in sent if name not in letters.FRAMES]


def latest(template: str) -> dict | None:
    """What the latest message of a kind has to say; none where there was none about an article."""
    sent = Delivery.objects.filter(template=template, event__isnull=False).select_related(*_RELATED)
    found = sent.order_by("-pk").first()
    return mail.context(found) if found else None


def tried(template: str, subject: str, body: str) -> Letter | None:
    """How these words would read for the latest message of the kind. Raises Broken where they cannot be written."""
    said = latest(template)
    return letters.in_own_words(subject, body, said) if said else None


def change(template: str, subject: str, body: str, *, by: User) -> OwnLetter:
    """Send these words from now on. Raises Broken, and changes nothing, where they cannot be written."""
    tried(template, subject, body)
    said = {"subject": subject, "body": body, "changed_by": by, "changed_at": clock.now(), "error": ""}
    return OwnLetter.objects.update_or_create(template=template, defaults=said)[0]


def ship(template: str) -> None:
    """Go back to the shipped letter."""
    OwnLetter.objects.filter(template=template).delete()
