"""Writing down what time will make due, in the transaction that starts the time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from articles.models import Article, Policy
from citations import clock
from reviews.models import Assignment, BoardMember, Due, Step

#: The hour (UTC) at which a day's steps become due: before the morning's first look into the mail.
HOUR = time(6, 0, tzinfo=UTC)


def plan_invitation(assignment: Assignment, article: Article, policy: Policy) -> None:
    """Reminders around the accept-by date, and the day on which the seat goes to somebody else."""
    _plan_seat(
        assignment, article, assignment.accept_by, assignment.invited_at, policy.accept_reminders, policy.grace_days,
        Step.REMIND_ACCEPT, Step.EXPIRE_INVITATION,
    )  # fmt: skip


def plan_review(assignment: Assignment, article: Article, policy: Policy) -> None:
    """Reminders around the sign-by date, and the day on which the seat goes to somebody else."""
    _plan_seat(
        assignment, article, assignment.review_by, assignment.accepted_at, policy.review_reminders, policy.grace_days,
        Step.REMIND_REVIEW, Step.EXPIRE_REVIEW,
    )  # fmt: skip


def plan_confirmation(assignment: Assignment, article: Article, policy: Policy, at: datetime) -> None:
    """Reminders around the confirm-by date, and the day on which nobody waits for the signer any longer."""
    _plan_seat(
        assignment, article, assignment.confirm_by, at, policy.accept_reminders, policy.grace_days,
        Step.REMIND_CONFIRM, Step.LAPSE, f":{assignment.confirm_by}",
    )  # fmt: skip


def plan_re_review(article: Article, policy: Policy) -> None:
    """The notice ahead of a re-review, and the re-review itself, the day after the approval's last good day."""
    day = article.next_review_due
    _write(
        Due(key=f"article:{article.pk}:{day}:{step}", step=step, article=article, day=day, due_at=_on(when))
        for step, when in (
            (Step.AHEAD, day - timedelta(days=policy.ahead_days)),
            (Step.RE_REVIEW, day + timedelta(days=1)),
        )
    )


def plan_calibration(article: Article, at: datetime) -> None:
    """A second, blind look at what was just approved: asked for by the clock, so that the approval waits for nothing."""
    key = f"article:{article.pk}:{article.open_round.pk}:{Step.CALIBRATE}"
    _write([Due(key=key, step=Step.CALIBRATE, article=article, day=at.date(), due_at=at)])


#: A second look that nobody was free for is asked for again after so long, until the approval is so old.
CALIBRATE_AGAIN, CALIBRATE_WITHIN = timedelta(days=7), timedelta(days=28)


def plan_calibration_again(row: Due) -> None:
    """The same a week later, while somebody may become free and the approval is still fresh."""
    due_at = row.due_at + CALIBRATE_AGAIN
    if due_at.date() - row.day > CALIBRATE_WITHIN:
        return
    key = f"{row.key.partition('@')[0]}@{due_at.date()}"
    _write([Due(key=key, step=row.step, article_id=row.article_id, day=row.day, due_at=due_at)])


#: Days ahead of the end of a licence or a term of office at which member and editors are told; on the last they are told again.
TERMS_AHEAD = (60, 30, 7, 0)


def plan_terms(member: BoardMember) -> None:
    """What to tell ahead of the end of a licence and of a term of office. Another day is another set of steps."""
    ends = [(Step.LICENCE_ENDS, member.licence_expires), (Step.TERM_ENDS, member.term_ends)]
    _write(
        Due(key=f"member:{member.pk}:{step}:{day}:{ahead}", step=step, board_member=member, day=day, due_at=_on(when))
        for step, day in ends
        if day is not None
        for ahead in TERMS_AHEAD
        if (when := day - timedelta(days=ahead)) >= clock.today()
    )


def _plan_seat(
    assignment: Assignment, article: Article, day: date, since: datetime, reminders: list[int], grace: int,
    remind: Step, expire: Step, once: str = "",
) -> None:  # fmt: skip
    """Reminders that would come before their own beginning, or after the seat has gone, are left out.

    `once` tells apart what a seat may be asked more than once.
    """
    ends = day + timedelta(days=grace + 1)
    steps = [(remind, day + timedelta(days=days), f":{days}") for days in sorted(set(reminders))]
    steps = [step for step in steps if _on(step[1]) > since and step[1] < ends]
    _write(
        Due(
            key=f"seat:{assignment.pk}:{step}{once}{which}", step=step, article=article, assignment=assignment, day=day,
            due_at=_on(when),
        )
        for step, when, which in [*steps, (expire, ends, "")]
    )  # fmt: skip


def _write(steps) -> None:
    Due.objects.bulk_create(steps, ignore_conflicts=True)


def _on(day: date) -> datetime:
    return datetime.combine(day, HOUR)
