"""What stands beside a signature: the notices that its signer was shown, by name, and what was confirmed after news."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import JSONObject

from citations.models import Notice
from reviews.models import Assignment, Confirmation, Review

#: The notices that a seat's signature and its confirmations hold, whose ids stand in JSON.
_IDS = RawSQL(
    """SELECT jsonb_array_elements_text(signed.notices)::bigint FROM reviews_review signed
        WHERE signed.assignment_id = reviews_assignment.id
    UNION SELECT jsonb_array_elements_text(later.notices)::bigint FROM reviews_confirmation later
        JOIN reviews_review signed ON signed.id = later.review_id WHERE signed.assignment_id = reviews_assignment.id""", (),
)  # fmt: skip


@dataclass(frozen=True)
class Named:
    """A notice as a person knows it."""

    id: int
    nature: str
    work: str
    date: date | None


@dataclass(frozen=True)
class Confirmed:
    """A signer stood by the signature; `ids` are those of the notices as they were stored."""

    at: datetime
    ids: list[int]
    notices: list[Named]


def with_news(seats: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Seats that know what `shown` and `confirmed` tell of their signatures, by no query more."""
    notices = Notice.objects.filter(pk__in=_IDS).order_by("pk")
    later = Confirmation.objects.filter(review__assignment=OuterRef("pk")).order_by("pk")
    return seats.annotate(
        named=ArraySubquery(notices.values(told=JSONObject(id="pk", nature="nature", work="reference__title", date="date"))),
        confirmed=ArraySubquery(later.values(told=JSONObject(at="confirmed_at", notices="notices"))),
    )


def shown(review: Review) -> list[Named]:
    """The notices on cited works that stood beside the text when it was signed."""
    return _named(review, review.notices)


def confirmed(review: Review) -> list[Confirmed]:
    """When its signer stood by it after news, and what they had read by then."""
    said = review.assignment.confirmed
    return [Confirmed(datetime.fromisoformat(one["at"]), one["notices"], _named(review, one["notices"])) for one in said]


def _named(review: Review, ids: Iterable[int]) -> list[Named]:
    wanted = set(ids)
    return [
        Named(told["id"], told["nature"], told["work"] or "", told["date"] and date.fromisoformat(told["date"]))
        for told in review.assignment.named
        if told["id"] in wanted
    ]
