"""One review cycle with the ORM alone: the same rows and as many commits, in the fewest natural lines."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction

from bench.bare.models import Article, Delivery, Entry, Event, Review, Seat


@transaction.atomic
def submit(number: str, text: str, works: list[dict], by: User, editor: int) -> Article:
    article = Article.objects.create(slug=f"article-{number}", author=by, question="What helps?", text=text)
    Entry.objects.bulk_create(Entry(article=article, number=n, csl=csl) for n, csl in enumerate(works, 1))
    _tell(article, "submitted", by, editor)
    return article


@transaction.atomic
def invite(article: int, member: int, by: User) -> Seat:
    held = Article.objects.select_for_update().get(pk=article)
    seat = Seat.objects.create(article=held, member_id=member)
    _tell(held, "invited", by, member)
    held.save(update_fields=["changed_at"])
    return seat


@transaction.atomic
def accept(seat: int, by: User) -> None:
    held, seat = _held(seat)
    seat.state = "accepted"
    seat.save(update_fields=["state"])
    held.state = "under_review"
    held.save(update_fields=["state", "changed_at"])
    _tell(held, "accepted", by, held.author_id)


@transaction.atomic
def sign(seat: int, notes: dict, by: User) -> str:
    held, seat = _held(seat)
    Review.objects.create(seat=seat, verdict="approve", notes=notes)
    seat.state = "completed"
    seat.save(update_fields=["state"])
    event = Event.objects.create(article=held, actor=by, kind="signed")
    seats = list(held.seats.all())
    if all(s.state == "completed" for s in seats):
        held.state = "approved"
        event = Event.objects.create(article=held, actor=by, kind="approved")
        concerned = (held.author_id, *(s.member_id for s in seats))
        Delivery.objects.bulk_create(Delivery(event=event, recipient_id=pk) for pk in concerned)
    held.save(update_fields=["state", "changed_at"])
    return held.state


def _held(seat: int) -> tuple[Article, Seat]:
    seat = Seat.objects.get(pk=seat)
    return Article.objects.select_for_update().get(pk=seat.article_id), seat


def _tell(article: Article, kind: str, by: User, recipient: int) -> None:
    event = Event.objects.create(article=article, actor=by, kind=kind)
    Delivery.objects.create(event=event, recipient_id=recipient)
