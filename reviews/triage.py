"""The triage queue in pages, and what each article in it waits for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import Q, QuerySet

from articles.models import Article
from citations import clock
from reviews.desk import queue
from reviews.models import Round, Tally
from reviews.models.assignment import WAITING

PAGE = 50


@dataclass(frozen=True)
class Line:
    """An article in the queue, with how its open round stands."""

    article: Article
    round: Round | None
    tally: Tally | None
    waiting_days: int
    due: date | None

    @property
    def signed(self) -> int:
        return self.tally.approvals + self.tally.dissents if self.tally else 0

    @property
    def late(self) -> bool:
        return self.due is not None and self.due < clock.today()

    @property
    def move(self) -> str:
        """Whose turn it is, in words. Hints only: what may be done comes from `actions`."""
        if self.article.errors:
            return "Settle the errors"
        if self.tally is None or self.tally.unfilled:
            return "Invite"
        if self.tally.decision_due or self.tally.overridable:
            return "Decide"
        return "Wait for the board"

    @property
    def yours(self) -> bool:
        return self.move != "Wait for the board"


@dataclass(frozen=True)
class Page:
    """Lines of the queue, and the key of the next page where there is one."""

    lines: list[Line]
    next: str
    first: bool


def page_after(key: str = "", size: int | None = None) -> Page:
    """The lines after a key, most urgent first, in five queries. What is no key starts at the top."""
    place, size = _read(key), size or PAGE
    rows = queue() if place is None else _beyond(queue(), *place)
    found = list(rows[: size + 1])
    more = _key(found[size - 1]) if len(found) > size else ""
    return Page([line(article) for article in found[:size]], more, first=place is None)


def line(article: Article) -> Line:
    """How an article of the queue stands. Reads what `queue` has prefetched."""
    opened = article.open_round
    waits = (clock.now() - article.waiting_since).days
    return Line(article, opened, opened and opened.tally(), waits, _next_date(opened))


def _next_date(opened: Round | None) -> date | None:
    """The first day on which somebody of the round owes an answer or a signature."""
    seats = [a for a in opened.assignments.all() if a.state in WAITING] if opened else []
    return min((a.accept_by if a.state == "invited" else a.review_by for a in seats), default=None)


def _beyond(rows: QuerySet, in_doubt: bool, is_high: bool, since: datetime, pk: int) -> QuerySet:
    """Keyset: rows after that one in the queue's own order, where true comes before false."""
    later = Q(waiting_since__gt=since) | Q(waiting_since=since, pk__gt=pk)
    after = Q(in_doubt=in_doubt, is_high=is_high) & later
    if is_high:
        after |= Q(in_doubt=in_doubt, is_high=False)
    if in_doubt:
        after |= Q(in_doubt=False)
    return rows.filter(after)


def _key(article: Article) -> str:
    since = article.waiting_since.astimezone(UTC).isoformat()
    return f"{article.in_doubt:d}{article.is_high:d}_{article.pk}_{since}"


def _read(key: str) -> tuple[bool, bool, datetime, int] | None:
    try:
        flags, pk, since = key.split("_")
        in_doubt, is_high = (flag == "1" for flag in flags)
        moment = datetime.fromisoformat(since)
        return (in_doubt, is_high, moment, int(pk)) if moment.tzinfo and len(pk) < 19 else None
    except ValueError:
        return None
