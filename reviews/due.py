"""What time has made due. The rows say what; a step is done once, whoever looks and however often."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from articles import addresses, history
from articles.deliveries import outbox, retention
from articles.doors import conclude, locked
from articles.models import Article, State
from articles.models.state import IN_PLAY
from citations import clock
from reviews import schedule, workflow
from reviews.editors import calibration
from reviews.models import Cause, Due, Seat, Step
from reviews.models.assignment import is_current, is_unconfirmed
from reviews.workflow.places import keep_late

log = logging.getLogger(__name__)

#: Steps read at a time.
BATCH = 500


def do_due() -> Counter[str]:
    """Do every step that is due, each in a transaction of its own. One that fails is logged and tried at the next look.

    Returns how many of each kind were done; those whose work was done before count as nothing.
    """
    done: Counter[str] = Counter()
    place = None
    while rows := list(due_after(place)):
        for pk, _ in rows:
            if step := _attempt(pk):
                done[step] += 1
        pk, due_at = rows[-1]
        place = (due_at, pk)
    return done


def due_after(place: tuple[datetime, int] | None, most: int = BATCH) -> QuerySet:
    """Keys and moments of what is due, the longest due first, beyond a place in that order: read along its index."""
    rows = _open().order_by("due_at", "pk").values_list("pk", "due_at")
    if place is not None:
        since, pk = place
        rows = rows.filter(due_at__gte=since).exclude(due_at=since, pk__lte=pk)
    return rows[:most]


def _open() -> QuerySet[Due]:
    return Due.objects.filter(done_at=None, due_at__lte=clock.now())


def _attempt(pk: int) -> str:
    try:
        return _do(pk)
    except Exception:  # one article's trouble delays no other
        log.exception("step %s was not done, it stays due", pk)
        return ""


def forget() -> int:
    """Remove steps that were done long ago, in batches, for so long that no other task waits. Returns how many.

    Only with their day long past, too: no door writes such a step again, so that none is done twice.
    """
    since, ends, gone = retention.horizon(), time.monotonic() + retention.TURN, 0
    while time.monotonic() < ends:
        done = Due.objects.filter(done_at__lt=since, day__lt=since).order_by("done_at").values("pk")[: retention.BATCH]
        batch = Due.objects.filter(pk__in=done).delete()[0]
        gone += batch
        if batch < retention.BATCH:
            break
    return gone


def _do(pk: int) -> str:
    """One step: the article's lock first, if it is about one, then the row, which another process may have done meanwhile."""
    with transaction.atomic():
        of = Due.objects.values_list("article_id", flat=True).get(pk=pk)
        article = locked(Article(pk=of), wait=False) if of else None
        row = _open().select_for_update(of=("self",)).filter(pk=pk).first()
        if row is None:
            return ""
        row.done_at = clock.now()
        row.save(update_fields=["done_at"])
        return row.step if _DOING[row.step](article, row) else ""


def _remind(article: Article, row: Due) -> bool:
    """Remind whoever holds the seat, unless they have done what was asked."""
    if not (_is_asked(row) and is_current(row.assignment)):
        return False
    at = clock.now()
    keep_late(article, at.date())
    event = history.record(article, "reminded", by=None, at=at, assignment=row.assignment_id, step=row.key)
    late = max(0, (at.date() - row.day).days)
    outbox.post(
        outbox.owe(
            event, f"{row.step}_reviewer", [row.assignment.board_member.user_id], late=late,
            assignment=row.assignment_id, answer_by=row.day.isoformat(),
        )
    )
    conclude(article, event)
    return True


def _expire(article: Article, row: Due) -> bool:
    """Open the seat again, unless its holder answered or signed."""
    if not _is_asked(row):
        return False
    workflow.expire(row.assignment)
    return True


def _lapse(article: Article, row: Due) -> bool:
    """Wait no longer for a signer to confirm, unless they did."""
    if not _is_asked(row):
        return False
    workflow.lapse(row.assignment)
    return True


def _is_asked(row: Due) -> bool:
    """Whether what the step is about is still to be done by who holds the seat."""
    seat = row.assignment
    if row.step in (Step.REMIND_CONFIRM, Step.LAPSE):
        return seat.is_awaited and is_unconfirmed(seat) and seat.confirm_by == row.day
    return seat.state == (Seat.INVITED if row.step in (Step.REMIND_ACCEPT, Step.EXPIRE_INVITATION) else Seat.ACCEPTED)


def _tell_ahead(article: Article, row: Due) -> bool:
    """Tell author and editors of the coming re-review, unless the approval was renewed or questioned meanwhile."""
    if not _still_approved(article, row):
        return False
    event = history.record(article, "review_due_soon", by=None, at=clock.now(), day=row.day.isoformat())
    day = row.day.isoformat()
    outbox.post(
        outbox.owe(event, "review_due_author", [article.author_id], answer_by=day),
        outbox.owe(event, "review_due_editor", outbox.editors(), answer_by=day),
    )
    conclude(article, event)
    return True


def _open_re_review(article: Article, row: Due) -> bool:
    """Open the re-review of an approval whose time has passed; where an update is in play, its approval will answer it."""
    if _still_approved(article, row):
        workflow.reopen(article, cause=Cause.DUE, by=None)
    elif article.state in IN_PLAY and article.next_review_due == row.day and not article.questioned:
        workflow.doubt(article, cause=Cause.DUE)
    else:
        return False
    return True


def _tell_of_end(_: None, row: Due) -> bool:
    """Tell member and editors of a licence or term that ends, unless it was renewed or they left meanwhile."""
    member = row.board_member
    ends = member.licence_expires if row.step == Step.LICENCE_ENDS else member.term_ends
    if ends != row.day or (member.left and member.left <= clock.today()):
        return False
    what = "licence" if row.step == Step.LICENCE_ENDS else "term of office"
    said = {"member": str(member), "what": what, "ends_by": row.day.isoformat(), "days": (row.day - clock.today()).days}
    outbox.post(
        outbox.owe_beside(row.key, "ending_reviewer", [member.user_id], **said),
        outbox.owe_beside(row.key, "ending_editor", outbox.editors(), **said, admin_page=addresses.board_member(member.pk)),
    )
    return True


def _calibrate(article: Article, row: Due) -> bool:
    """Ask for a second, blind look at an approval, unless it stands no more."""
    if article.state != State.APPROVED:
        return False
    if asked := calibration.ask(article, clock.now()):
        return asked
    schedule.plan_calibration_again(row)
    return False


def _still_approved(article: Article, row: Due) -> bool:
    return article.state == State.APPROVED and article.next_review_due == row.day


_DOING: dict[str, Callable[[Article | None, Due], bool]] = {
    Step.REMIND_ACCEPT: _remind,
    Step.EXPIRE_INVITATION: _expire,
    Step.REMIND_REVIEW: _remind,
    Step.EXPIRE_REVIEW: _expire,
    Step.REMIND_CONFIRM: _remind,
    Step.LAPSE: _lapse,
    Step.AHEAD: _tell_ahead,
    Step.RE_REVIEW: _open_re_review,
    Step.LICENCE_ENDS: _tell_of_end,
    Step.TERM_ENDS: _tell_of_end,
    Step.CALIBRATE: _calibrate,
}
