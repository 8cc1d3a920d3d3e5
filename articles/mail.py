"""Mails: what happened, who must do what by when, and a link straight to it."""

from __future__ import annotations

from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from articles import addresses
from articles.models import Delivery


def compose(delivery: Delivery) -> EmailMessage:
    """The mail of a delivery, from `mail/<template>.txt`, whose first line is the subject.

    The Message-ID depends on the delivery only, so that a mail sent twice after a crash is recognised as one.
    """
    event, article = delivery.event, delivery.event.article
    lines = render_to_string(
        f"mail/{delivery.template}.txt",
        {
            "article": article,
            "question": article.current.question,
            "event": event,
            "reason": getattr(getattr(event, "words", None), "text", ""),
            "actor": event.actor,
            "recipient": delivery.recipient,
            "greeting": delivery.recipient.get_full_name() or delivery.recipient.get_username(),
            "page": addresses.page(article),
            "admin_page": addresses.admin_page(article),
            "api": addresses.api(article),
            "publisher": settings.PUBLISHER,
            **delivery.data,
        },
    ).strip()
    subject, _, body = lines.partition("\n")
    return EmailMessage(
        subject=" ".join(subject.split()),
        body=body.strip() + "\n",
        to=[delivery.recipient.email],
        headers={"Message-ID": message_id(delivery), "Auto-Submitted": "auto-generated"},
    )


def message_id(delivery: Delivery) -> str:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{delivery.event.hash[:24]}.{delivery.recipient_id}.{delivery.channel}@{domain}>"
