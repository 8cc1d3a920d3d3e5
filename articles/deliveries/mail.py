"""Mails: what happened, who must do what by when, and a link straight to it."""

from __future__ import annotations

import hashlib
from datetime import date
from email.utils import parseaddr
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.template.loader import render_to_string

from articles import addresses
from articles.deliveries import diary
from articles.letters import Letter, written
from articles.letters import html as letter_html
from articles.models import Delivery, Event, Question, Revision

if TYPE_CHECKING:
    from django.contrib.auth.models import User

#: Careful reading with the sources beside the text; an estimate told in steps of five minutes.
WORDS_A_MINUTE = 100
#: For the changes of a minor correction.
SHORT_MINUTES = 2
#: The letter that brings a calendar entry.
INVITATION = "invited_reviewer"


def compose(delivery: Delivery, own_letters: dict | None = None) -> EmailMessage:
    """The mail of a delivery, as text and as HTML.

    The Message-ID depends on the delivery only, so that a mail sent twice after a crash is recognised as one.
    """
    message = _message(letter(delivery, own_letters), (delivery.asker or delivery.recipient).email, message_id(delivery))
    _attach_diary(message, [delivery])
    return message


def letter(delivery: Delivery, own_letters: dict | None = None) -> Letter:
    """The words of a delivery's letter: the editors' own where they wrote some, else the shipped ones."""
    return written(delivery.template, context(delivery), own_letters)


def digest(deliveries: list[tuple[Delivery, Letter]], day: date) -> EmailMessage:
    """One mail for what came in a day; the same mail, by its Message-ID, however often it is sent."""
    person = deliveries[0][0].recipient
    words = render_to_string(
        "mail/digest.txt",
        {
            "letters": [said.without_frame() for _, said in deliveries], "count": len(deliveries), "day": day,
            "greeting": person.get_full_name() or person.get_username(), "publisher": settings.PUBLISHER,
            "inbox": addresses.inbox(),
        },
    )  # fmt: skip
    message = _message(Letter.of(words), person.email, f"<digest.{person.pk}.{day.isoformat()}@{_domain()}>")
    _attach_diary(message, [delivery for delivery, _ in deliveries])
    return message


def _message(said: Letter, to: str, name: str) -> EmailMessage:
    message = EmailMultiAlternatives(
        subject=said.subject, body=said.body, to=[to], headers={"Message-ID": name, "Auto-Submitted": "auto-generated"}
    )
    message.attach_alternative(letter_html.page(said.subject, said.body), "text/html")
    return message


def minutes(revision: Revision, *, short: bool = False) -> int:
    """How long a review of it takes, told in steps of five; a correction's changes alone take two."""
    return SHORT_MINUTES if short else max(5, round(revision.words / WORDS_A_MINUTE / 5) * 5)


def _attach_diary(message: EmailMessage, deliveries: list[Delivery]) -> None:
    """The calendar entry of each invitation among them."""
    for delivery in deliveries:
        if delivery.template == INVITATION:
            message.attach("review.ics", _diary(delivery), "text/calendar; charset=utf-8; method=PUBLISH")


def _diary(delivery: Delivery) -> str:
    """The day to sign by. The same seat has the same entry, however often it is sent."""
    seat, question = delivery.data["assignment"], " ".join(delivery.event.article.current.question.split())
    return diary.entry(
        uid=f"assignment-{seat}@{_domain()}", summary=f"Sign by today: {question}", day=_day(delivery.data["review_by"]),
        said_at=delivery.event.at, address=addresses.desk(seat), words=f"A review for {settings.PUBLISHER}.",
    )  # fmt: skip


def context(delivery: Delivery) -> dict:
    """What a letter can speak of."""
    said = {name: _day(value) if name.endswith("_by") else value for name, value in delivery.data.items()}
    return {
        **(_of_article(delivery.event) if delivery.event else {}),
        **(_of_asker(delivery.asker) if delivery.asker else {"greeting": _greeting(delivery.recipient)}),
        "desk": addresses.desk(said["assignment"]) if "assignment" in said else "",
        "link": addresses.invitation(said["assignment"]) if "assignment" in said else "",
        "publisher": settings.PUBLISHER,
        **said,
    }


def _greeting(person: User) -> str:
    return person.get_full_name() or person.get_username()


def _of_asker(asked: Question) -> dict:
    """What a reader is told: of their own words, the answer, and where the article stands to be read."""
    shown = asked.article.published or asked.article.current
    return {
        "greeting": "reader", "reader": True, "asked": asked.text, "answer": asked.answer, "report": asked.kind != "question",
        "question": " ".join(shown.question.split()), "page": addresses.page(asked.article),
    }  # fmt: skip


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
        "minutes": minutes(article.current),
    }


def _day(value: str) -> date:
    return date.fromisoformat(value)


def message_id(delivery: Delivery) -> str:
    about = delivery.event.hash if delivery.event else hashlib.sha256(delivery.key.encode()).hexdigest()
    return f"<{about[:24]}.{delivery.recipient_id or 'reader'}.{delivery.channel}@{_domain()}>"


def _domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
