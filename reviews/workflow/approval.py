"""What follows from signatures: the approval, when they complete the quorum, or an editor to be told."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection

from articles import history
from articles.deliveries import outbox
from articles.doors import conclude, move, told
from articles.errors import Unmet
from articles.models import Article, Event
from articles.models.conditions import quorum_complete
from articles.references.sources import CITED
from articles.status import shown_revision
from reviews import schedule
from reviews.conflicts.screening import Screening, screen
from reviews.editors import calibration
from reviews.models import Outcome

if TYPE_CHECKING:
    from django.contrib.auth.models import User


_HOLD = f"SELECT id FROM citations_reference WHERE id IN ({CITED}) ORDER BY id FOR SHARE"  # noqa: S608  (SQL of our own)
_UNREAD = f"SELECT EXISTS (SELECT FROM citations_notice WHERE spread_at IS NULL AND reference_id IN ({CITED}))"  # noqa: S608


def approve_or_wait(
    article: Article, event: Event, at: datetime, by: User | None, screened: dict[int, Screening] | None = None
) -> None:
    """After a signature: approve where it completes the quorum, else tell the editors where it is their move.

    `screened` is how those who signed were found a moment ago, by id; without it they are screened now.
    """
    event = recount(article, at, screened) or event
    if quorum_complete(article):
        publish(article, "complete", None, at, "approved", "", signer=by)
        return
    if (tally := article.open_round.tally()).decision_due or tally.overridable:
        lacks = {"lacks": article.open_round.gaps(), "opposed": tally.decision_due}
        outbox.post(outbox.owe(event, "decision_due_editor", outbox.editors(), **lacks))
    conclude(article, event)


def publish(
    article: Article, step: str, by: User | None, at: datetime, kind: str, reason: str, signer: User | None = None
) -> None:
    """Publish the current revision: the round closes approved, everybody concerned is told.

    `by` is the editor who overrides; where the quorum moves the article, the event names who completed it, `signer`.
    """
    policy = article.policy
    shown, revision = shown_revision(article, pending_public=policy.pending_public), article.current
    before = move(article, step, by, at=at, policy=policy)
    _refuse_unread_notices(article)
    accounts = [a.board_member.user_id for a in article.open_round.signed]
    event = history.record(
        article, kind, by=by or signer, at=at, before=before, text=reason, round=article.open_round.pk,
        revision=revision.number, content_hash=revision.content_hash, **_dates(article),
    )  # fmt: skip
    outbox.post(
        outbox.owe(event, "approved_author", [article.author_id]),
        outbox.owe(event, "approved_reviewer", accounts, named=not article.open_round.anonymous),
        outbox.owe(event, "round_closed_reviewer", told(article, Outcome.APPROVED, event, at), ended="was approved"),
        outbox.owe(event, "approved_editor", outbox.editors()),
    )
    if not article.open_round.is_short:
        schedule.plan_re_review(article, policy)
        if calibration.drawn(policy):
            schedule.plan_calibration(article, at)
    fields = ("published", "questioned", "last_reviewed", "next_review_due")
    conclude(article, event, *fields, stamp=shown != revision or not _is_stamped(article))


def _dates(article: Article) -> dict[str, str]:
    """The dates that a whole review sets; a correction leaves them."""
    due = None if article.open_round.is_short else article.next_review_due
    return {"next_review_due": due.isoformat()} if due else {}


def _is_stamped(article: Article) -> bool:
    """Whether the date of what readers saw before the approval is set, or owed: not where the policy had kept it from them."""
    if article.unstamped_id is not None:
        return True
    return article.last_updated is not None and article.last_updated >= article.current.created_at


def recount(article: Article, at: datetime, screened: dict[int, Screening] | None = None) -> Event | None:
    """Screen everybody who signed in the open round once more: a signature counts only while its signer may review.

    What changed is told to the editors, by an event that is returned. Whoever may again, counts again.
    """
    seats = article.open_round.signed
    if not seats:
        return None
    found = screened or screen(article, [seat.board_member_id for seat in seats], at.date())
    event = None
    for seat in seats:
        why = "; ".join(exclusion.detail for exclusion in found[seat.board_member_id].excluded_by)
        if why == seat.void:
            continue
        fell = bool(why) and not seat.void
        seat.void = why
        seat.save(update_fields=["void"])
        kind = "signature_voided" if why else "signature_counts"
        event = history.record(article, kind, by=None, at=at, text=why, assignment=seat.pk)
        if fell:
            how = "signed, but the signature does not count"
            outbox.post(outbox.owe(event, "seat_open_editor", outbox.editors(), member=str(seat.board_member), how=how))
    return event


def _refuse_unread_notices(article: Article) -> None:
    """Hold the cited references against news until the approval is through; news that came already must be told first."""
    revision = {"revision": article.current_id}
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, revision)
        cursor.execute(_UNREAD, revision)
        (unread,) = cursor.fetchone()
    if unread:
        raise Unmet("A notice on a cited work has just come in. Read it, then sign again.")
