"""The doors of reviews: invite, accept, decline, sign, and the editor's decisions on a round.

Made like the doors of articles. The article's row is locked first, then its round and seats.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, connection, transaction

from articles import history, outbox, sources
from articles.doors import conclude, locked, move, told
from articles.errors import BadInput, NotAllowed, Stale, Unmet, WrongState
from articles.identity import Proof
from articles.minor import is_minor
from articles.models import Article, Event, Policy, State
from articles.models.article import quorum_complete
from articles.status import shown_revision
from citations import clock
from reviews import schedule
from reviews.models import Assignment, BoardMember, Cause, Comment, Confirmation, Outcome, Review, Seat, Verdict
from reviews.models.review import OBJECTIONS
from reviews.models.round import RE_REVIEW
from reviews.rules import exclusions

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@dataclass(frozen=True)
class Signing:
    """What a board member puts their name under."""

    verdict: str
    content_hash: str
    renditions: list[str]
    disclosure: dict
    name: str
    meaning: str
    claims: dict[str, str] = field(default_factory=dict)
    note_to_author: str = ""
    note_to_editor: str = ""


def invite(article: Article, member: BoardMember, *, by: User, due: date | None = None) -> Assignment:
    """Ask a board member to take a seat; the first invitation opens the round. Raises Unmet with the exclusions."""
    at = clock.now()
    with transaction.atomic():
        article = locked(article)
        move(article, "invite", by)
        _refuse_excluded(member, article, at.date(), "cannot be invited")
        policy = Policy.objects.get(tier=article.risk)
        accept_by = at.date() + timedelta(days=policy.accept_days)
        review_by = due or at.date() + timedelta(days=policy.review_days)
        if review_by < at.date():
            raise BadInput.at("/due", "The due date has passed already.")
        assignment = _seat(
            article, member, policy, at, invited_by=by, accept_by=min(accept_by, review_by), review_by=review_by
        )
        event = history.record(
            article, "invited", by=by, at=at, round=assignment.round_id, assignment=assignment.pk, member=member.pk
        )
        outbox.post(outbox.owe(event, "invited_reviewer", [member.user_id], **_dates(assignment)))
        schedule.plan_invitation(assignment, article, policy)
        conclude(article, event)
    return assignment


def accept(assignment: Assignment, *, by: User) -> Assignment:
    """Take the seat. The first acceptance moves a submitted article under review."""
    at = clock.now()
    with transaction.atomic():
        article, assignment = _locked_seat(assignment)
        move(assignment, "accept", by, at=at)
        assignment.save(update_fields=["state", "accepted_at"])
        before = move(article, "begin_review", None) if article.state == State.SUBMITTED else article.state
        event = history.record(
            article, "accepted", by=by, at=at, before=before, round=assignment.round_id, assignment=assignment.pk
        )
        if before != article.state:
            outbox.post(outbox.owe(event, "review_began_author", [article.author_id]))
        schedule.plan_review(assignment, article, Policy.objects.get(tier=article.risk))
        conclude(article, event)
    return assignment


def decline(assignment: Assignment, *, by: User, reason: str = "", suggestion: str = "") -> Assignment:
    """Give the seat back, before or after accepting. It is open again; the quorum stays."""
    at = clock.now()
    with transaction.atomic():
        article, assignment = _locked_seat(assignment)
        move(assignment, "decline", by, at=at, reason=reason, suggestion=suggestion)
        assignment.save(update_fields=["state", "ended_at", "decline_reason", "suggestion"])
        event = history.record(article, "declined", by=by, at=at, text=reason, assignment=assignment.pk)
        outbox.post(
            outbox.owe(event, "seat_open_editor", outbox.editors(), member=str(assignment.board_member),
                       how="declined", suggestion=suggestion),
        )  # fmt: skip
        conclude(article, event)
    return assignment


def expire(assignment: Assignment) -> Assignment:
    """By the clock: not accepted or not signed in time. The seat is open again; the quorum stays."""
    at = clock.now()
    with transaction.atomic():
        article, assignment = _locked_seat(assignment)
        before = move(assignment, "expire", None, at=at)
        assignment.save(update_fields=["state", "ended_at"])
        event = history.record(article, "seat_expired", by=None, at=at, assignment=assignment.pk, was=before)
        how = "did not answer in time" if before == Seat.INVITED else "did not sign in time"
        outbox.post(
            outbox.owe(event, "seat_expired_reviewer", [assignment.board_member.user_id], how=how),
            outbox.owe(event, "seat_open_editor", outbox.editors(), member=str(assignment.board_member), how=how),
        )
        conclude(article, event)
    return assignment


def sign(assignment: Assignment, signing: Signing, *, by: User, proof: Proof) -> Review:
    """Sign a review of exactly the content whose hash was shown. The signature that completes the quorum approves.

    Raises Stale where the text moved in between; the draft is kept.
    """
    at = clock.now()
    _demand_fresh(proof, by)
    with transaction.atomic():
        article, assignment = _locked_seat(assignment)
        if signing.content_hash != article.current.content_hash:
            raise Stale("The article has changed since you read it. Nothing was signed; your draft is kept.")
        move(assignment, "sign", by, at=at)
        _refuse_excluded(assignment.board_member, article, at.date(), "cannot sign")
        _refuse_unread(signing, article)
        _refuse_unjudged(signing, article)
        assignment.save(update_fields=["state", "ended_at"])
        review = _keep(assignment, signing, article, proof, at)
        event = history.record(
            article, "signed", by=by, at=at, round=assignment.round_id, assignment=assignment.pk, review=review.pk,
            verdict=review.verdict, content_hash=review.content_hash,
        )  # fmt: skip
        _approve_or_wait(article, event, at, by)
    return review


def confirm(assignment: Assignment, *, by: User, proof: Proof) -> Assignment:
    """Stand by a signature after a notice on a cited work: it counts again, and may complete the quorum."""
    at = clock.now()
    _demand_fresh(proof, by)
    with transaction.atomic():
        article, assignment = _locked_seat(assignment)
        move(assignment, "confirm", by)
        assignment.save(update_fields=["unconfirmed"])
        read = _notices(article)
        Confirmation.objects.create(review=assignment.review, notices=read, proof=proof.factor, confirmed_at=at)
        event = history.record(article, "confirmed", by=by, at=at, assignment=assignment.pk, notices=read)
        _approve_or_wait(article, event, at, by)
    return assignment


def approve(article: Article, *, by: User, reason: str) -> Article:
    """The editor's override of a split or a specialty gap, recorded with its reason and said on the page."""
    with transaction.atomic():
        article = locked(article)
        _approve(article, "approve", by, clock.now(), "overridden", reason)
    return article


def request_changes(article: Article, *, by: User, reason: str) -> Article:
    """The editor ends the round and passes the board's objections to the author."""
    at = clock.now()
    with transaction.atomic():
        article = locked(article)
        before = move(article, "request_changes", by)
        notes = [n for n in _notes_to_author(article) if n]
        event = history.record(article, "changes_requested", by=by, at=at, before=before, text=reason)
        outbox.post(
            outbox.owe(event, "changes_requested_author", [article.author_id], notes=notes),
            outbox.owe(event, "round_closed_reviewer", told(article, Outcome.CHANGES_REQUESTED, event, at),
                       ended="went back to its author"),
        )  # fmt: skip
        conclude(article, event)
    return article


def reopen(article: Article, *, cause: str, by: User | None, reason: str = "") -> Article:
    """Open a re-review of a published article: its time has come (by the clock), a notice, or a report."""
    at = clock.now()
    if cause not in RE_REVIEW:
        raise BadInput.at("/cause", f"One of {', '.join(RE_REVIEW)}.")
    with transaction.atomic():
        article = locked(article)
        before = move(article, "reopen", by, cause=cause)
        opened = article.rounds.open_for(article, cause, Policy.objects.get(tier=article.risk), at)
        event = history.record(
            article, "reopened", by=by, at=at, before=before, text=reason, round=opened.pk, cause=cause
        )
        outbox.post(
            outbox.owe(event, "reopened_editor", outbox.editors(), cause=opened.get_cause_display()),
            outbox.owe(event, "reopened_author", [article.author_id], cause=opened.get_cause_display()),
        )
        conclude(article, event, "questioned")
    return article


def comment(assignment: Assignment, *, by: User, body: str, quote: dict, rendition: str = "") -> Comment:
    """Keep a remark anchored to words of the text; the author gets it when the round ends."""
    with transaction.atomic():
        _, assignment = _locked_seat(assignment)
        move(assignment, "write", by)
        return Comment.objects.create(
            assignment=assignment, rendition=rendition, quote=quote, body=body, created_at=clock.now()
        )


def save_draft(assignment: Assignment, draft: dict, *, by: User) -> Assignment:
    """Keep what the board member typed so far. Changes nothing else."""
    with transaction.atomic():
        _, assignment = _locked_seat(assignment)
        move(assignment, "write", by)
        assignment.draft, assignment.draft_saved_at = draft, clock.now()
        assignment.save(update_fields=["draft", "draft_saved_at"])
    return assignment


def rescue_draft(assignment: Assignment, draft: dict, *, by: User) -> Assignment:
    """Keep what was being typed when the round, or the clock, ended the seat: its form is refused, its text is not lost."""
    with transaction.atomic():
        _, assignment = _locked_seat(assignment)
        if assignment.board_member.user_id != by.pk:
            raise NotAllowed("This is somebody else's draft.")
        if assignment.state not in (Seat.SUPERSEDED, Seat.EXPIRED):
            raise WrongState("This seat has not ended unsigned.", state=assignment.state)
        assignment.draft, assignment.draft_saved_at = draft, clock.now()
        assignment.save(update_fields=["draft", "draft_saved_at"])
    return assignment


def _locked_seat(assignment: Assignment) -> tuple[Article, Assignment]:
    article = locked(assignment.round.article)
    rows = Assignment.objects.select_for_update(of=("self",)).select_related("board_member__user", "round")
    return article, rows.get(pk=assignment.pk)


def _seat(article: Article, member: BoardMember, policy: Policy, at: datetime, **dates) -> Assignment:
    opened = article.open_round or article.rounds.open_for(article, _cause(article, at.date()), policy, at)
    try:
        with transaction.atomic():
            return Assignment.objects.create(round=opened, board_member=member, invited_at=at, **dates)
    except IntegrityError as error:
        raise Unmet(f"{member} has a seat in this round already.") from error


def _cause(article: Article, day: date) -> str:
    """Why the board is asked. A minor correction of an approval that stands takes the short round."""
    if article.published_id is None:
        return Cause.FIRST
    stands = not article.questioned and not article.is_overdue(day)
    if stands and is_minor(article.published.content(), article.current.content()):
        return Cause.CORRECTION
    return Cause.REVISION


def _refuse_excluded(member: BoardMember, article: Article, day: date, what: str) -> None:
    if reasons := exclusions(member, article, day):
        raise Unmet(f"{member} {what}: {'; '.join(reasons)}.", excluded_by=reasons)


def _refuse_unread(signing: Signing, article: Article) -> None:
    """Whoever approves has read every rendition."""
    held = set(article.current.renditions.values_list("audience", flat=True))
    if foreign := sorted(set(signing.renditions) - held):
        raise BadInput.at("/renditions", f"This revision has no rendition for {', '.join(foreign)}.")
    missing = sorted(held - set(signing.renditions))
    if missing and signing.verdict == Verdict.APPROVE:
        raise BadInput.at("/renditions", f"You approve what you have read: {', '.join(missing)} is missing.")


def _refuse_unjudged(signing: Signing, article: Article) -> None:
    """Claims are judged one by one; whoever approves judged every high-risk one and found none of them wanting."""
    risks = dict(article.current.claims.values_list("identity", "risk"))
    foreign = [claim for claim in signing.claims if claim not in risks]
    errors = [{"pointer": f"/claims/{claim}", "detail": "This revision has no such claim."} for claim in foreign]
    if signing.verdict == Verdict.APPROVE:
        errors += [
            {"pointer": f"/claims/{claim}", "detail": "is of high risk: judge it before you approve."}
            for claim, risk in risks.items()
            if risk == "high" and claim not in signing.claims
        ]
        errors += [
            {"pointer": f"/claims/{claim}", "detail": f"is {verdict.replace('_', ' ')}: the text cannot be approved as it is."}
            for claim, verdict in signing.claims.items()
            if verdict in OBJECTIONS
        ]
    if errors:
        raise BadInput("The verdicts on the claims do not fit.", errors=errors)


def _keep(assignment: Assignment, signing: Signing, article: Article, proof: Proof, at: datetime) -> Review:
    member = assignment.board_member
    return Review.objects.create(
        assignment=assignment, verdict=signing.verdict, content_hash=signing.content_hash,
        renditions=signing.renditions, claims=signing.claims, note_to_author=signing.note_to_author,
        note_to_editor=signing.note_to_editor, disclosure=signing.disclosure, signed_name=signing.name,
        meaning=signing.meaning, proof=proof.factor, standing=member.standing(),
        specialist=article.specialty in member.specialties, notices=_notices(article), signed_at=at,
    )  # fmt: skip


def _demand_fresh(proof: Proof, by: User) -> None:
    if not proof.is_fresh_for(by):
        raise NotAllowed("Signing asks for fresh proof of identity.")


def _approve_or_wait(article: Article, event: Event, at: datetime, by: User) -> None:
    """After a signature: approve where it completes the quorum, else tell the editors where it is their move."""
    if quorum_complete(article):
        _approve(article, "complete", None, at, "approved", "", signer=by)
        return
    if (tally := article.open_round.tally()).decision_due or tally.overridable:
        outbox.post(outbox.owe(event, "decision_due_editor", outbox.editors()))
    conclude(article, event)


def _notices(article: Article) -> list[int]:
    """The notices on works that the current revision cites, by id: what a signer is shown."""
    return list(sources.notices([article.current_id]).values_list("pk", flat=True))


def _refuse_unread_notices(article: Article) -> None:
    """Hold the cited references against news until the approval is through; news that came already must be told first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM citations_reference WHERE id IN (SELECT COALESCE(r.merged_into_id, r.id) FROM articles_entry e"
            " JOIN citations_reference r ON r.id = e.reference_id WHERE e.revision_id = %s) ORDER BY id FOR SHARE",
            [article.current_id],
        )
    if sources.notices([article.current_id]).filter(spread_at=None).exists():
        raise Unmet("A notice on a cited work has just come in. Read it, then sign again.")


def _approve(
    article: Article, step: str, by: User | None, at: datetime, kind: str, reason: str, signer: User | None = None
) -> None:
    """Publish the current revision: the round closes approved, everybody concerned is told.

    `by` is the editor who overrides; where the quorum moves the article, the event names who completed it, `signer`.
    """
    policy = Policy.objects.get(tier=article.risk)
    shown, revision = shown_revision(article, pending_public=policy.pending_public), article.current
    before = move(article, step, by, at=at, policy=policy)
    _refuse_unread_notices(article)
    accounts = [a.board_member.user_id for a in article.open_round.signed]
    event = history.record(
        article, kind, by=by or signer, at=at, before=before, text=reason, round=article.open_round.pk,
        revision=revision.number, content_hash=revision.content_hash,
    )  # fmt: skip
    outbox.post(
        outbox.owe(event, "approved_author", [article.author_id]),
        outbox.owe(event, "approved_reviewer", accounts),
        outbox.owe(event, "round_closed_reviewer", told(article, Outcome.APPROVED, event, at), ended="was approved"),
        outbox.owe(event, "approved_editor", outbox.editors()),
    )
    if not article.open_round.is_short:
        schedule.plan_re_review(article, policy)
    fields = ("published", "questioned", "last_reviewed", "next_review_due")
    conclude(article, event, *fields, stamp=shown != revision)


def _notes_to_author(article: Article) -> list[str]:
    return [a.review.note_to_author for a in article.open_round.signed]


def _dates(assignment: Assignment) -> dict:
    return {
        "assignment": assignment.pk,
        "accept_by": assignment.accept_by.isoformat(),
        "review_by": assignment.review_by.isoformat(),
    }
