"""An assignment: one seat in a round, held by one board member."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django_fsm import FSMField, FSMModelMixin, transition

from reviews.models.board import BoardMember


class Seat(models.TextChoices):
    """The story of a seat.

    INVITED: asked, with a day to answer by. ACCEPTED: reviewing, with a day to sign by. COMPLETED: signed.
    DECLINED, EXPIRED: the seat is open again for somebody else. SUPERSEDED: the round ended before they signed.
    """

    INVITED = "invited"
    ACCEPTED = "accepted"
    COMPLETED = "completed"
    DECLINED = "declined"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


#: Seats whose holder has yet to answer or to sign.
WAITING = (Seat.INVITED, Seat.ACCEPTED)
#: The same, and signatures that a notice has put in doubt: what is theirs to do, of all that they ever held.
PENDING = models.Q(state__in=WAITING) | models.Q(unconfirmed=True)


def is_theirs(assignment: Assignment, user) -> bool:
    return user is not None and assignment.board_member.user_id == user.pk


def is_unconfirmed(assignment: Assignment) -> bool:
    """Only a signature that a later notice put in doubt is confirmed, while its round is open."""
    return assignment.unconfirmed and assignment.round.closed_at is None


def is_current(assignment: Assignment) -> bool:
    """The text has changed since you were asked for this second look: nothing more is asked of you."""
    asked = assignment.round
    return asked.cause != "calibration" or asked.revision_id == asked.article.current_id


class Assignment(FSMModelMixin, models.Model):
    """Dates are days in UTC: `accept_by` binds while invited, `review_by` while accepted, `confirm_by` while unconfirmed."""

    round = models.ForeignKey("reviews.Round", models.PROTECT, related_name="assignments")
    board_member = models.ForeignKey(BoardMember, models.PROTECT, related_name="assignments", db_index=False)
    state = FSMField(max_length=12, choices=Seat.choices, default=Seat.INVITED, protected=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    accept_by = models.DateField()
    review_by = models.DateField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.TextField(blank=True)
    suggestion = models.TextField(blank=True, help_text="Whom the board member suggested in their stead.")
    unconfirmed = models.BooleanField(
        default=False, help_text="A notice came after the signature: it does not count until its signer confirms."
    )
    confirm_by = models.DateField(null=True, blank=True)
    lapsed = models.BooleanField(
        default=False, db_default=False,
        help_text="It was not confirmed in time: an approval is given up until it is, an objection stands.",
    )  # fmt: skip
    audience = models.CharField(
        max_length=10, blank=True, help_text="Whose reader they speak for, where the policy wants a reviewer for each."
    )
    void = models.TextField(blank=True, help_text="Why the signature does not count, whoever gave it: empty, it does.")
    draft = models.JSONField(default=dict, blank=True)
    draft_saved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "board_member"],
                condition=models.Q(state__in=["invited", "accepted", "completed"]),
                name="one_seat_per_member_and_round",
            ),
        ]
        indexes = [
            models.Index(fields=["board_member", "-id"], name="seat_of_member"),
            models.Index(
                "board_member", models.F("ended_at").desc(nulls_last=True), models.F("id").desc(), name="seat_latest"
            ),
            models.Index(fields=["board_member", "review_by", "id"], include=["state"], name="seat_to_do", condition=PENDING),
            models.Index(fields=["accept_by"], name="seat_accept_by", condition=models.Q(state="invited")),
            models.Index(fields=["review_by"], name="seat_review_by", condition=models.Q(state="accepted")),
        ]

    def __str__(self) -> str:
        return f"{self.board_member} on {self.round}"

    @property
    def is_awaited(self) -> bool:
        """Signed, and asked whether the signature stands after news of a source."""
        return self.unconfirmed and not self.void and not self.lapsed

    def is_late(self, day: date) -> bool:
        """Whether its holder should have answered or signed before this day."""
        return (self.state == Seat.INVITED and self.accept_by < day) or (self.state == Seat.ACCEPTED and self.review_by < day)

    @transition(state, source=Seat.INVITED, target=Seat.ACCEPTED, conditions=[is_current], permission=is_theirs)
    def accept(self, at: datetime) -> None:
        """The board member takes the seat."""
        self.accepted_at = at

    @transition(state, source=list(WAITING), target=Seat.DECLINED, permission=is_theirs)
    def decline(self, at: datetime, reason: str, suggestion: str) -> None:
        """The board member gives the seat back."""
        self.ended_at, self.decline_reason, self.suggestion = at, reason, suggestion

    @transition(state, source=Seat.ACCEPTED, target=None, conditions=[is_current], permission=is_theirs)
    def write(self) -> None:
        """The board member comments, or keeps a draft."""

    @transition(state, source=Seat.ACCEPTED, target=Seat.COMPLETED, conditions=[is_current], permission=is_theirs)
    def sign(self, at: datetime) -> None:
        """The board member signs a review."""
        self.ended_at = at

    @transition(state, source=Seat.COMPLETED, target=None, conditions=[is_unconfirmed], permission=is_theirs)
    def confirm(self) -> None:
        """The signer has read the notices that came since, and stands by the signature."""
        self.unconfirmed = self.lapsed = False

    @transition(state, source=Seat.COMPLETED, target=None, conditions=[is_unconfirmed], custom={"by": "clock"})
    def lapse(self) -> None:
        """Its signer did not answer the news in time: nobody waits for them any longer."""
        self.lapsed = True

    @transition(state, source=list(WAITING), target=Seat.EXPIRED, custom={"by": "clock"})
    def expire(self, at: datetime) -> None:
        """Its time passed: the seat is open again."""
        self.ended_at = at

    @transition(state, source=list(WAITING), target=Seat.SUPERSEDED, custom={"by": "round"})
    def supersede(self, at: datetime) -> None:
        """Its round ended."""
        self.ended_at = at


def held(**which: object) -> Coalesce:
    """How many such seats the member of a row holds: counted by their own index, where a join would read every seat ever."""
    own = Assignment.objects.filter(board_member=models.OuterRef("pk"), **which).order_by().values("board_member")
    return Coalesce(models.Subquery(own.annotate(n=models.Count("pk")).values("n")), 0)
