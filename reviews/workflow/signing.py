"""Signing a review of exactly the content that was read, and standing by it after news of a source."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from articles import history
from articles.deliveries import outbox
from articles.doors import conclude, move
from articles.errors import BadInput, NotAllowed, Stale
from articles.identity import Proof
from articles.models import Article
from citations import clock
from reviews.board.declaring import add_disclosed
from reviews.models import Assignment, Cause, Confirmation, Review, Verdict
from reviews.models.review import OBJECTIONS
from reviews.workflow.approval import approve_or_wait
from reviews.workflow.places import ease_late, locked_seat, refuse_excluded
from reviews.workflow.shown import Shown, shown

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
    claim_notes: dict[str, str] = field(default_factory=dict)
    note_to_author: str = ""
    note_to_editor: str = ""
    #: The notices on cited works that were shown beside the text (ids); None where that is not told.
    notices: list[int] | None = None


def sign(assignment: Assignment, signing: Signing, *, by: User, proof: Proof) -> Review:
    """Sign a review of exactly the content whose hash was shown. The signature that completes the quorum approves.

    Raises Stale where the text moved in between, UnreadNews where news of a source came; the draft is kept. Who does not tell
    which notices were shown was shown those that had come when the seat was taken.
    """
    at = clock.now()
    _demand_fresh(proof, by)
    with transaction.atomic():
        article, assignment = locked_seat(assignment)
        if signing.content_hash != article.current.content_hash:
            raise Stale("The article has changed since you read it. Nothing was signed; your draft is kept.")
        move(assignment, "sign", by, at=at)
        signers = [seat.board_member_id for seat in assignment.round.signed]
        screened = refuse_excluded(assignment.board_member, article, at.date(), "cannot sign", beside=signers)
        text = shown(article, assignment.accepted_at)
        text.refuse_unread(signing.notices)
        _refuse_unread(signing, text)
        _refuse_unjudged(signing, text)
        assignment.round.risky = text.risky
        assignment.save(update_fields=["state", "ended_at"])
        ease_late(article, at.date())
        overridden = screened[assignment.board_member_id].overridden
        review = _keep(assignment, signing, article, proof, overridden, text.notices, at)
        if told := signing.disclosure.get("items"):
            add_disclosed(assignment.board_member, told)
        if assignment.round.cause == Cause.CALIBRATION:
            # It settles nothing, and its verdict is for the editors alone.
            conclude(article, history.record(article, "calibrated", by=by, at=at, assignment=assignment.pk))
            return review
        if review.verdict != Verdict.APPROVE:
            assignment.round.opposed = True
            assignment.round.save(update_fields=["opposed"])
        event = history.record(
            article, "signed", by=by, at=at, round=assignment.round_id, assignment=assignment.pk, review=review.pk,
            verdict=review.verdict, content_hash=review.content_hash,
        )  # fmt: skip
        approve_or_wait(article, event, at, by, None if told else screened)
    return review


def confirm(assignment: Assignment, *, by: User, proof: Proof, notices: list[int] | None = None) -> Assignment:
    """Stand by a signature after a notice on a cited work: it counts again, and may complete the quorum.

    Raises UnreadNews where one is not among `notices`, those that were shown (ids); None: those that there are.
    """
    at = clock.now()
    _demand_fresh(proof, by)
    with transaction.atomic():
        article, assignment = locked_seat(assignment)
        move(assignment, "confirm", by)
        assignment.save(update_fields=["unconfirmed", "lapsed"])
        text = shown(article, at)
        text.refuse_unread(notices)
        read = text.notices
        Confirmation.objects.create(review=assignment.review, notices=read, proof=proof.factor, confirmed_at=at)
        event = history.record(article, "confirmed", by=by, at=at, assignment=assignment.pk, notices=read)
        approve_or_wait(article, event, at, by)
    return assignment


def lapse(assignment: Assignment) -> Assignment:
    """By the clock: nobody confirmed. An approval is given up and its seat open again; an objection stands as it was."""
    at = clock.now()
    with transaction.atomic():
        article, assignment = locked_seat(assignment)
        move(assignment, "lapse", None)
        assignment.save(update_fields=["lapsed"])
        event = history.record(article, "signature_lapsed", by=None, at=at, assignment=assignment.pk)
        if assignment.review.verdict != Verdict.APPROVE:
            approve_or_wait(article, event, at, None)
            return assignment
        how = "did not confirm the signature after news of a source"
        outbox.post(
            outbox.owe(event, "seat_expired_reviewer", [assignment.board_member.user_id], how=how),
            outbox.owe(event, "seat_open_editor", outbox.editors(), member=str(assignment.board_member), how=how),
        )
        conclude(article, event)
    return assignment


def _refuse_unread(signing: Signing, text: Shown) -> None:
    """Whoever approves has read every rendition."""
    held = set(text.audiences)
    if foreign := sorted(set(signing.renditions) - held):
        raise BadInput.at("/renditions", f"This revision has no rendition for {', '.join(foreign)}.")
    missing = sorted(held - set(signing.renditions))
    if missing and signing.verdict == Verdict.APPROVE:
        raise BadInput.at("/renditions", f"You approve what you have read: {', '.join(missing)} is missing.")


def _refuse_unjudged(signing: Signing, text: Shown) -> None:
    """Claims are judged one by one; whoever approves judged every high-risk one and found none of them wanting."""
    risks = text.risks
    foreign = [claim for claim in {**signing.claims, **signing.claim_notes} if claim not in risks]
    errors = [{"pointer": f"/claims/{claim}", "detail": "This revision has no such claim."} for claim in foreign]
    if signing.verdict == Verdict.APPROVE:
        errors += [
            {"pointer": f"/claims/{claim}", "detail": "is of high risk: judge it before you approve."}
            for claim, risk in risks.items()
            if risk == "high" and claim not in signing.claims
        ]
        errors += [
            {"pointer": f"/claims/{claim}", "detail": f"{OBJECTIONS[verdict]}: the text cannot be approved as it is."}
            for claim, verdict in signing.claims.items()
            if verdict in OBJECTIONS
        ]
    if errors:
        raise BadInput("The verdicts on the claims do not fit.", errors=errors)


def _keep(
    assignment: Assignment, signing: Signing, article: Article, proof: Proof, overridden: list[str],
    notices: list[int], at: datetime,
) -> Review:  # fmt: skip
    member = assignment.board_member
    return Review.objects.create(
        assignment=assignment, verdict=signing.verdict, content_hash=signing.content_hash,
        renditions=signing.renditions, claims=signing.claims, claim_notes=signing.claim_notes,
        note_to_author=signing.note_to_author,
        note_to_editor=signing.note_to_editor, disclosure=signing.disclosure, signed_name=signing.name,
        meaning=signing.meaning, proof=proof.factor, standing=member.standing(),
        specialist=article.specialty in member.specialties, notices=notices, exclusions=overridden,
        signed_at=at,
    )  # fmt: skip


def _demand_fresh(proof: Proof, by: User) -> None:
    if not proof.is_fresh_for(by):
        raise NotAllowed("Signing asks for fresh proof of identity.")
