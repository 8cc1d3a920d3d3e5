"""How far reviewers agree: a share of approvals gets a second, blind review that changes nothing. For editors only.

A calibration is a round that is closed from its beginning: it settles nothing, so no quorum and no guard waits for it.
Whoever reviews in it sees what every reviewer sees, and nothing of what others said.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import DurationField, ExpressionWrapper, F, Prefetch, QuerySet

from articles import history
from articles.deliveries import outbox
from articles.doors import conclude
from articles.models import Article, Policy
from articles.tables import Table
from reviews import desk, schedule
from reviews.models import Assignment, BoardMember, Cause, Outcome, Review, Round, Seat

#: Words a minute that hardly anybody exceeds in silent reading with understanding (Brysbaert 2019: 238 on average).
FASTEST = 400
YEAR = timedelta(days=365)
#: Why they are asked, as the letter tells them.
WHY = "a second, independent look. Please judge it as if nobody had read it before you; it changes nothing that is public."
#: Rows of the list of hasty approvals, and calibrations that are looked at.
SHOWN, MOST = 50, 2000


def drawn(policy: Policy) -> bool:
    """Whether this approval is among the share that is looked at twice. Nobody can tell beforehand."""
    return secrets.randbelow(100) < policy.calibration_percent


def ask(article: Article, at: datetime) -> bool:
    """Invite somebody who did not sign, the best who is free, to a blind review. The caller holds the article's lock.

    False where nobody is free, or what was approved is no longer what stands.
    """
    approved = article.whole_review
    if approved is None or approved.revision_id != article.current_id:
        return False
    signed = {seat.board_member_id for seat in approved.held}
    free = [c.member for c in desk.candidates(article) if c.free and c.member.pk not in signed]
    if not free:
        return False
    _invite(article, free[0], approved.signed[0].invited_by, at)
    return True


def _invite(article: Article, member: BoardMember, editor, at: datetime) -> None:
    policy = Policy.objects.get(tier=article.risk)
    opened = Round.objects.create(article=article, revision=article.current, cause=Cause.CALIBRATION, seats=1, opened_at=at)
    accept_by, review_by = (at.date() + timedelta(days=days) for days in (policy.accept_days, policy.review_days))
    seat = Assignment.objects.create(
        round=opened, board_member=member, invited_by=editor, invited_at=at, accept_by=min(accept_by, review_by),
        review_by=review_by,
    )  # fmt: skip
    event = history.record(article, "calibration_asked", by=None, at=at, round=opened.pk, assignment=seat.pk)
    # Closed by hand and not by `close`, which would supersede the seat.
    Round.objects.filter(pk=opened.pk).update(closed_at=at, closed_seq=event.seq, outcome=Outcome.CALIBRATION)
    dates = {"accept_by": seat.accept_by.isoformat(), "review_by": seat.review_by.isoformat()}
    outbox.post(outbox.owe(event, "invited_reviewer", [member.user_id], assignment=seat.pk, why=WHY, **dates))
    schedule.plan_invitation(seat, article, policy)
    conclude(article, event)


@dataclass
class Agreement:
    """Second reviews of one group: how many were asked, signed, and came to the same; and claims judged the same."""

    asked: int = 0
    signed: int = 0
    agreed: int = 0
    claims: int = 0
    same: int = 0

    def row(self, name: str) -> list:
        shares = [_percent(self.agreed, self.signed), _percent(self.same, self.claims)]
        return [name, self.asked, self.signed, self.agreed, *shares]


@dataclass(frozen=True)
class Calibration:
    by_tier: Table
    by_specialty: Table
    hasty: Table

    def as_json(self) -> dict:
        """The same for the API."""
        return {table.name.replace("-", "_"): table.records() for table in (self.by_tier, self.by_specialty, self.hasty)}


def calibration(now: datetime) -> Calibration:
    """Agreement per tier and specialty, and approvals signed faster than anyone can read. Four queries."""
    tiers: dict[str, Agreement] = defaultdict(Agreement)
    specialties: dict[str, Agreement] = defaultdict(Agreement)
    for second, first in _pairs(now):
        for group in (tiers[f"{second.article.risk} risk"], specialties[second.article.specialty]):
            _count(group, second, first)
    columns = ("Group", "Asked", "Signed", "Agreed", "Percent", "Claims judged alike percent")
    by_tier = Table("by-tier", "Agreement by risk", columns, _rows(tiers), charted=4)
    by_specialty = Table("by-specialty", "Agreement by specialty", columns, _rows(specialties), charted=4)
    return Calibration(by_tier, by_specialty, _hasty(now))


def _rows(groups: dict[str, Agreement]) -> list[list]:
    return [groups[name].row(name) for name in sorted(groups)]


def _pairs(now: datetime) -> list[tuple[Round, list[Review]]]:
    """Each calibration of the last year, with the approvals that it looked at again."""
    seats = Prefetch("assignments", Assignment.objects.select_related("review"))
    rounds = Round.objects.filter(opened_at__gte=now - YEAR).select_related("article")
    seconds = list(rounds.filter(cause=Cause.CALIBRATION).prefetch_related(seats).order_by("-pk")[:MOST])
    firsts: QuerySet = Round.objects.filter(
        article__in={s.article_id for s in seconds}, outcome=Outcome.APPROVED
    ).exclude(cause=Cause.CORRECTION).prefetch_related(seats)  # fmt: skip
    before: dict[int, list[Round]] = defaultdict(list)
    for first in firsts:
        before[first.revision_id].append(first)
    return [(second, _approvals([f for f in before[second.revision_id] if f.pk < second.pk])) for second in seconds]


def _approvals(firsts: list[Round]) -> list[Review]:
    last = max(firsts, key=lambda first: first.pk, default=None)
    return [seat.review for seat in last.signed if seat.review.verdict == "approve"] if last else []


def _count(group: Agreement, second: Round, first: list[Review]) -> None:
    group.asked += 1
    for seat in second.signed:
        group.signed += 1
        group.agreed += seat.review.verdict == "approve"
        for review in first:
            both = review.claims.keys() & seat.review.claims.keys()
            group.claims += len(both)
            group.same += sum(review.claims[claim] == seat.review.claims[claim] for claim in both)


def _hasty(now: datetime) -> Table:
    """Approvals signed sooner after acceptance than the words can be read."""
    took = ExpressionWrapper(F("ended_at") - F("accepted_at"), output_field=DurationField())
    needs = ExpressionWrapper(F("round__revision__words") * timedelta(minutes=1) / FASTEST, output_field=DurationField())
    seats = (
        Assignment.objects.filter(state=Seat.COMPLETED, review__verdict="approve", ended_at__gte=now - YEAR)
        .annotate(took=took, needs=needs).filter(took__lt=F("needs"))
        .select_related("board_member", "round__revision", "round__article").order_by("-ended_at")[:SHOWN]
    )  # fmt: skip
    rows = [
        [s.board_member.name, s.round.article.slug, s.ended_at.date().isoformat(), s.round.revision.words,
         _seconds(s.took), _seconds(s.needs)]
        for s in seats
    ]  # fmt: skip
    columns = ("Board member", "Article", "Signed on", "Words", "Seconds taken", "Seconds at least")
    note = f"Signed sooner after the acceptance than {FASTEST} words a minute allow, in the last year; the newest {SHOWN}."
    return Table("hasty", "Signed faster than anyone can read", columns, rows, note=note)


def _seconds(span: timedelta) -> int:
    return round(span.total_seconds())


def _percent(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None
