"""Many articles at once to the board: the most urgent first, within what each member can take, and honest about the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from articles.errors import Refusal
from articles.models import Article
from articles.roles import edits
from reviews import desk, workflow
from reviews.models import BoardMember
from reviews.models.round import Round
from reviews.rules import Candidate

if TYPE_CHECKING:
    from django.contrib.auth.models import User

#: Articles of one call: each is a few transactions of its own.
MOST = 50
#: Reasons told of one article; a large board has as many as members.
TOLD = 4


@dataclass
class Allotment:
    """What was asked of whom, and what could not be placed and why."""

    placed: list[tuple[Article, BoardMember]] = field(default_factory=list)
    unplaced: list[tuple[Article, str]] = field(default_factory=list)


def allot(articles: Iterable[int], *, by: User) -> Allotment:
    """Invite the best free candidates to every open seat of these articles (by id), the most urgent article first.

    Nobody gets more than their capacity and nobody who is away is asked. One article's refusal stops no other.
    """
    result = Allotment()
    rows = desk.queue().filter(pk__in=list(articles)[:MOST])
    for article in rows:
        if not edits(by, article):
            result.unplaced.append((article, "you wrote it: another editor assigns it"))
            continue
        try:
            _fill(article, by, result)
        except Refusal as refusal:
            result.unplaced.append((article, refusal.detail))
    return result


def _fill(article: Article, by: User, result: Allotment) -> None:
    if article.errors:
        result.unplaced.append((article, f"{article.errors} error finding{'' if article.errors == 1 else 's'} stand open"))
        return
    seats, specialists = _wanted(article)
    if not seats:
        result.unplaced.append((article, "every seat is taken"))
        return
    candidates = desk.candidates(article)
    chosen = _choose([c for c in candidates if c.free], seats, specialists)
    for candidate in chosen:
        workflow.invite(article, candidate.member, by=by)
        result.placed.append((article, candidate.member))
    if len(chosen) < seats:
        missing = f"{seats - len(chosen)} of {seats} seats not filled"
        result.unplaced.append((article, f"{missing}: {_why(candidates, chosen)}"))
    elif specialists > sum(c.specialist for c in chosen):
        why = f"nobody else of {article.specialty} is free: the approval will need one more seat, or an override"
        result.unplaced.append((article, why))


def _wanted(article: Article) -> tuple[int, int]:
    """Seats to fill, and how many of them by specialists; what a round would ask for where none is open yet."""
    opened: Round | None = article.open_round
    if opened is not None:
        held = sum(article.specialty in seat.board_member.specialties for seat in opened.held if seat.state in _HOLDING)
        return opened.tally().unfilled, max(0, opened.specialists - held)
    asked = Round.objects.asked(article)
    return asked["seats"], asked["specialists"]


_HOLDING = ("invited", "accepted", "completed")


def _choose(free: list[Candidate], seats: int, specialists: int) -> list[Candidate]:
    """Specialists first, as many as are needed; then whoever ranks best. `free` is ranked."""
    first = [candidate for candidate in free if candidate.specialist][:specialists]
    return (first + [candidate for candidate in free if candidate not in first])[:seats]


def _why(candidates: list[Candidate], chosen: list[Candidate]) -> str:
    """Of everybody who was not asked: why. The commonest reasons, each with whom it concerns."""
    told: Counter[str] = Counter()
    for candidate in candidates:
        if candidate in chosen:
            continue
        why = "; ".join(candidate.excluded_by) or ("is away" if candidate.away else "has no room")
        told[f"{candidate.member.name} {why}"] += 1
    said = list(told)
    more = f", and {len(said) - TOLD} more" if len(said) > TOLD else ""
    return ", ".join(said[:TOLD]) + more if said else "there is nobody else on the board"
