"""Mails: what happened, who must do what by when, and a link straight to it."""

from __future__ import annotations

import hashlib
from datetime import date
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from articles import addresses
from articles.models import Delivery, Event

#: Careful reading with the sources beside the text; an estimate told in steps of five minutes.
WORDS_A_MINUTE = 100


def compose(delivery: Delivery) -> EmailMessage:
    """The mail of a delivery, from `mail/<template>.txt`, whose first line is the subject.

    The Message-ID depends on the delivery only, so that a mail sent twice after a crash is recognised as one.
    """
    letter = render_to_string(f"mail/{delivery.template}.txt", _context(delivery)).strip()
    subject, _, body = letter.partition("\n")
    return EmailMessage(
        subject=" ".join(subject.split()),
        body=body.strip() + "\n",
        to=[delivery.recipient.email],
        headers={"Message-ID": message_id(delivery), "Auto-Submitted": "auto-generated"},
    )


def _context(delivery: Delivery) -> dict:
    said = {name: _day(value) if name.endswith("_by") else value for name, value in delivery.data.items()}
    return {
        **(_of_article(delivery.event) if delivery.event else {}),
        "greeting": delivery.recipient.get_full_name() or delivery.recipient.get_username(),
        "desk": addresses.desk(said["assignment"]) if "assignment" in said else "",
        "publisher": settings.PUBLISHER,
        **said,
    }


def _of_article(event: Event) -> dict:
    article = event.article
    return {
        "article": article,
        "question": " ".join(article.current.question.split()),
        "event": event,
        "reason": getattr(getattr(event, "words", None), "text", ""),
        "actor": event.actor,
        "page": addresses.page(article),
        "admin_page": addresses.admin_page(article),
        "api": addresses.api(article),
        "minutes": max(5, round(article.current.words / WORDS_A_MINUTE / 5) * 5),
    }


def _day(value: str) -> date:
    return date.fromisoformat(value)


def message_id(delivery: Delivery) -> str:
    about = delivery.event.hash if delivery.event else hashlib.sha256(delivery.key.encode()).hexdigest()
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{about[:24]}.{delivery.recipient_id}.{delivery.channel}@{domain}>"
