"""How the desk is doing: backlog, inflow against capacity, turnaround, what is late, load, findings. Nine queries."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncWeek

from articles.models import Article, Event, Finding, Policy, State
from articles.tables import Table
from reviews.models import Assignment, BoardMember, Seat
from reviews.models.assignment import WAITING

#: What is looked back on: weeks of inflow, days of turnaround and findings, days of thanks.
WEEKS, RECENT, YEAR = 8, timedelta(days=90), timedelta(days=365)
#: Days waited, up to and including; the last has no end.
AGES = (("up to 2 days", 2), ("3 to 7 days", 7), ("8 to 30 days", 30), ("over 30 days", None))
BACKLOG = (State.SUBMITTED, State.UNDER_REVIEW, State.CHANGES_REQUESTED)
#: Days per review, where nobody has signed yet.
FALLBACK_DAYS = 7.0
TOP = 15


@dataclass(frozen=True)
class Flow:
    """Signatures owed and signatures possible. `clears_on` is None where more comes in than the board can sign."""

    owed: int
    inflow_per_week: float
    capacity_per_week: float
    signed_per_week: float
    clears_on: date | None


@dataclass(frozen=True)
class Stats:
    at: datetime
    flow: Flow
    overdue: dict[str, int]
    tables: list[Table]

    def table(self, name: str) -> Table | None:
        return next((table for table in self.tables if table.name == name), None)

    def as_json(self) -> dict:
        """The same figures for the API."""
        flow = vars(self.flow)
        named = {table.name.replace("-", "_"): table.records() for table in self.tables}
        return {"at": self.at, "flow": flow, "overdue": self.overdue, **named}


def figures(now: datetime) -> Stats:
    """All of it as of now."""
    reviewing = _reviewing(now)
    weeks = _weeks(now)
    return Stats(
        at=now, flow=_flow(now, weeks, reviewing), overdue=_overdue(now.date()),
        tables=[_backlog(now), weeks, _turnaround(now), _reviewers(now, reviewing), _findings(now)],
    )  # fmt: skip


def _backlog(now: datetime) -> Table:
    counts = {"all": Count("pk")}
    least = now
    for name, days in AGES:
        most = now - timedelta(days=days) if days else None
        counts[name] = Count("pk", filter=Q(waiting_since__lte=least) & (Q(waiting_since__gt=most) if most else Q()))
        least = most or least
    waiting = Article.objects.filter(state__in=BACKLOG).order_by().values("state")
    found = {row["state"]: row for row in waiting.annotate(**{_safe(name): count for name, count in counts.items()})}
    rows = [[State(s).label, *(found.get(s, {}).get(_safe(name), 0) for name in counts)] for s in BACKLOG]
    columns = ("State", "All", *(name for name, _ in AGES))
    return Table("backlog", "Backlog by state and age", columns, rows, stacked=tuple(range(2, 2 + len(AGES))))


def _safe(name: str) -> str:
    return f"count_{name.replace(' ', '_')}"


def _weeks(now: datetime) -> Table:
    """Week by week, by Monday: what came in and what was decided."""
    monday = (now - timedelta(days=now.weekday(), weeks=WEEKS - 1)).replace(hour=0, minute=0, second=0, microsecond=0)
    came, signed = Q(kind__in=["submitted", "revised", "reopened"]), Q(kind="signed")
    decided = Q(kind__in=["approved", "overridden", "changes_requested", "rejected"])
    rows = (
        Event.objects.filter(came | signed | decided, at__gte=monday).order_by()
        .annotate(week=TruncWeek("at")).values("week")
        .annotate(came=Count("pk", filter=came), signed=Count("pk", filter=signed), decided=Count("pk", filter=decided))
    )  # fmt: skip
    found = {row["week"].date(): row for row in rows}
    days = [monday.date() + timedelta(weeks=n) for n in range(WEEKS)]
    told = [[day.isoformat(), *(found.get(day, {}).get(name, 0) for name in ("came", "signed", "decided"))] for day in days]
    return Table("weeks", "Inflow and decisions, by week", ("Week of", "Came in", "Signed", "Decided"), told)


def _flow(now: datetime, weeks: Table, reviewing: dict[int, dict]) -> Flow:
    """What is owed in signatures, and when the board will have given them at its capacity.

    Capacity: the room of everybody who may review now, times how often it turns over (the median days of a review).
    """
    owed = _owed()
    policies = Policy.objects.values_list("seats", flat=True)
    seats = sum(policies) / max(1, len(policies))
    full = weeks.rows[:-1]
    inflow = seats * sum(row[1] for row in full) / len(full)
    signed = sum(row[2] for row in full) / len(full)
    days = max(1.0, reviewing.get(0, {}).get("median") or FALLBACK_DAYS)
    capacity = _room(now.date()) * 7 / days
    gain = capacity - inflow
    clears = now.date() + timedelta(weeks=math.ceil(owed / gain)) if gain > 0 and owed / gain < 5200 else None
    return Flow(owed, round(inflow, 1), round(capacity, 1), round(signed, 1), now.date() if not owed else clears)


def _owed() -> int:
    """Signatures that the articles in the queue still need, by their round, or by the policy where none is open."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COALESCE(sum(greatest(0, COALESCE(round.seats, policy.seats) - COALESCE(signed.count, 0))), 0)"
            " FROM articles_article article JOIN articles_policy policy ON policy.tier = article.risk"
            " LEFT JOIN reviews_round round ON round.article_id = article.id AND round.closed_at IS NULL"
            " LEFT JOIN LATERAL (SELECT count(*) FROM reviews_assignment seat WHERE seat.round_id = round.id"
            "   AND seat.state = 'completed' AND seat.void = '') signed ON true"
            " WHERE article.state IN ('submitted', 'under_review')"
        )
        return int(cursor.fetchone()[0])


def _room(today: date) -> int:
    """The capacity of everybody who may review today and is there."""
    there = BoardMember.objects.filter(
        Q(left=None) | Q(left__gt=today), licence_expires__gte=today, licence_verified_at__lte=today, user__is_active=True
    ).exclude(licence_revoked_at__lte=today)
    return sum(member.capacity for member in there if not member.is_away(today))


def _turnaround(now: datetime) -> Table:
    """Days from the last submission to the approval, of the approvals of the last 90 days."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT article.risk, count(*), percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY"
            "   extract(epoch FROM approval.at - began.at) / 86400)"
            " FROM articles_event approval JOIN articles_article article ON article.id = approval.article_id"
            " CROSS JOIN LATERAL (SELECT at FROM articles_event WHERE article_id = approval.article_id"
            "   AND seq < approval.seq AND kind IN ('submitted', 'revised', 'reopened') ORDER BY seq DESC LIMIT 1) began"
            " WHERE approval.at >= %s AND approval.kind IN ('approved', 'overridden') GROUP BY article.risk",
            [now - RECENT],
        )
        found = {tier: (count, *quantiles) for tier, count, quantiles in cursor.fetchall()}
    rows = [[f"{tier} risk", *_rounded(found.get(tier))] for tier in ("high", "medium", "low")]
    note = f"From the last submission to the approval, over the last {RECENT.days} days."
    return Table("turnaround", "Turnaround in days", ("Risk", "Median", "p90", "Approvals"), rows, note=note)


def _rounded(found: tuple | None) -> list:
    return [round(found[1], 1), round(found[2], 1), found[0]] if found else [None, None, 0]


def _reviewing(now: datetime) -> dict[int, dict]:
    """Days from acceptance to signature in the last year, per board member by id; 0 is everybody."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COALESCE(seat.board_member_id, 0), count(*), percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY"
            "   extract(epoch FROM seat.ended_at - seat.accepted_at) / 86400)"
            " FROM reviews_assignment seat WHERE seat.state = 'completed' AND seat.ended_at >= %s"
            " GROUP BY ROLLUP (seat.board_member_id)",
            [now - YEAR],
        )
        return {pk: {"signed": count, "median": q[0], "p90": q[1]} for pk, count, q in cursor.fetchall() if q}


def _reviewers(now: datetime, reviewing: dict[int, dict]) -> Table:
    """Load, and what thanks are due for: reviews signed in the last year."""
    today = now.date()
    late = Q(assignments__state=Seat.ACCEPTED, assignments__review_by__lt=today)
    late |= Q(assignments__state=Seat.INVITED, assignments__accept_by__lt=today)
    lapsed = Q(assignments__state__in=[Seat.DECLINED, Seat.EXPIRED], assignments__ended_at__gte=now - YEAR)
    members: QuerySet[BoardMember] = BoardMember.objects.filter(Q(left=None) | Q(left__gt=today)).annotate(
        open=Count("assignments", filter=Q(assignments__state__in=WAITING)),
        late=Count("assignments", filter=late), lapsed=Count("assignments", filter=lapsed),
    ).order_by("-open", "name")  # fmt: skip
    rows = []
    for member in members:
        told = reviewing.get(member.pk, {"signed": 0, "median": None, "p90": None})
        days = [None if told[q] is None else round(told[q], 1) for q in ("median", "p90")]
        rows.append([member.name, member.open, member.capacity, member.late, told["signed"], *days, member.lapsed])
    columns = ("Board member", "Open", "Capacity", "Late", "Signed in a year", "Median days", "p90 days", "Declined or expired")
    note = "Thanks are due for what was signed in the last year."
    return Table("reviewers", "Load and thanks", columns, rows, note=note)


def _findings(now: datetime) -> Table:
    rows = (
        Finding.objects.filter(found_at__gte=now - RECENT, superseded=False).order_by().values("code")
        .annotate(found=Count("pk"), waived=Count("pk", filter=Q(waived_at__isnull=False)))
        .order_by("-found", "code")[:TOP]
    )  # fmt: skip
    told = [[row["code"], row["found"], row["waived"]] for row in rows]
    return Table("findings", f"Most frequent findings of the last {RECENT.days} days", ("Finding", "Found", "Waived"), told)


def _overdue(today: date) -> dict[str, int]:
    seats = Assignment.objects.aggregate(
        answers=Count("pk", filter=Q(state=Seat.INVITED, accept_by__lt=today)),
        signatures=Count("pk", filter=Q(state=Seat.ACCEPTED, review_by__lt=today)),
    )
    late = Q(state=State.APPROVED, next_review_due__lt=today) | Q(state__in=BACKLOG, questioned="due")
    return {"reviews": Article.objects.filter(late).count(), **seats}
