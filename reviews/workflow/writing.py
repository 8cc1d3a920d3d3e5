"""What a board member writes before signing: comments and the draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from articles.doors import move
from articles.errors import NotAllowed, WrongState
from citations import clock
from reviews.models import Assignment, Comment, Seat
from reviews.workflow.places import locked_seat

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def comment(assignment: Assignment, *, by: User, body: str, quote: dict, rendition: str = "") -> Comment:
    """Keep a remark anchored to words of the text; the author gets it when the round ends."""
    with transaction.atomic():
        _, assignment = locked_seat(assignment)
        move(assignment, "write", by)
        return Comment.objects.create(
            assignment=assignment, rendition=rendition, quote=quote, body=body, created_at=clock.now()
        )


def save_draft(assignment: Assignment, draft: dict, *, by: User) -> Assignment:
    """Keep what the board member typed so far. Changes nothing else."""
    with transaction.atomic():
        _, assignment = locked_seat(assignment)
        move(assignment, "write", by)
        assignment.draft, assignment.draft_saved_at = draft, clock.now()
        assignment.save(update_fields=["draft", "draft_saved_at"])
    return assignment


def rescue_draft(assignment: Assignment, draft: dict, *, by: User) -> Assignment:
    """Keep what was being typed when the round, or the clock, ended the seat: its form is refused, its text is not lost."""
    with transaction.atomic():
        _, assignment = locked_seat(assignment)
        if assignment.board_member.user_id != by.pk:
            raise NotAllowed("This is somebody else's draft.")
        if assignment.state not in (Seat.SUPERSEDED, Seat.EXPIRED):
            raise WrongState("This seat has not ended unsigned.", state=assignment.state)
        assignment.draft, assignment.draft_saved_at = draft, clock.now()
        assignment.save(update_fields=["draft", "draft_saved_at"])
    return assignment
