"""The triage queue in pages, and what each article in it waits for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.contrib.auth.models import User

from articles import urgency
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
    def pressing(self) -> list[str]:
        """What makes it more urgent than its waiting and its risk, in words."""
        return [why for _, why in urgency.reasons(self.article) if not why.endswith(" risk")]

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


def page_after(key: str = "", size: int | None = None, editor: User | None = None) -> Page:
    """The lines after a key, most urgent first, in five queries; with `editor`, of what that editor is on.

    What is no key starts at the top.
    """
    place, size = _read(key), size or PAGE
    rows = queue() if editor is None else queue().filter(editor=editor)
    if place is not None:
        since, pk = place
        rows = rows.filter(urgent_since__gte=since).exclude(urgent_since=since, pk__lte=pk)
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


def _key(article: Article) -> str:
    return f"{article.pk}_{article.urgent_since.astimezone(UTC).isoformat()}"


def _read(key: str) -> tuple[datetime, int] | None:
    try:
        pk, since = key.split("_")
        moment = datetime.fromisoformat(since)
        return (moment, int(pk)) if moment.tzinfo and pk.isdecimal() and len(pk) < 19 else None
    except ValueError:
        return None
