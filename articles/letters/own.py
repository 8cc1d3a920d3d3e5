"""The doors by which editors put their own words in the place of a shipped letter, and take them back."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.template.utils import get_app_template_dirs

from articles import letters
from articles.deliveries import mail
from articles.letters import Letter
from articles.letters.language import check
from articles.models import Delivery, OwnLetter
from citations import clock

if TYPE_CHECKING:
    from django.contrib.auth.models import User

_RELATED = (
    "event__article__current", "event__words", "event__actor", "event__question", "recipient",
    "asker__article__current", "asker__article__published",
)  # fmt: skip


@cache
def kinds() -> list[str]:
    """Every letter that is shipped."""
    found = {path.stem for home in get_app_template_dirs("templates") for path in Path(home, "mail").glob("*.txt")}
    return sorted(found - set(letters.FRAMES))


def latest(template: str) -> dict | None:
    """What the latest message of a kind has to say; none where there was none yet."""
    sent = Delivery.objects.filter(template=template).exclude(channel="webhook").select_related(*_RELATED)
    found = sent.order_by("-pk").first()
    return mail.context(found) if found else None


def tried(template: str, subject: str, body: str) -> Letter | None:
    """How these words would read for the latest message of the kind, where there was one. Raises Broken."""
    said = latest(template)
    if said is None:
        check(subject)
        check(body)
        return None
    return letters.in_own_words(subject, body, said)


def change(template: str, subject: str, body: str, *, by: User) -> OwnLetter:
    """Send these words from now on. Raises Broken, and changes nothing, where they cannot be written."""
    tried(template, subject, body)
    said = {"subject": subject, "body": body, "changed_by": by, "changed_at": clock.now(), "error": ""}
    return OwnLetter.objects.update_or_create(template=template, defaults=said)[0]


def ship(template: str) -> None:
    """Go back to the shipped letter."""
    OwnLetter.objects.filter(template=template).delete()
