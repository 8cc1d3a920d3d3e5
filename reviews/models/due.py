"""What time will make due: rows with a moment and a unique key per step, written by the door that starts the time."""

from django.db import models

from articles.models import Article
from reviews.models.assignment import Assignment
from reviews.models.board import BoardMember


class Step(models.TextChoices):
    REMIND_ACCEPT = "remind_accept", "remind to accept or decline"
    EXPIRE_INVITATION = "expire_invitation", "invitation expires"
    REMIND_REVIEW = "remind_review", "remind to sign"
    EXPIRE_REVIEW = "expire_review", "accepted seat expires"
    REMIND_CONFIRM = "remind_confirm", "remind to confirm after news"
    LAPSE = "lapse", "unconfirmed signature lapses"
    AHEAD = "ahead", "tell of the coming re-review"
    RE_REVIEW = "re_review", "open the re-review"
    LICENCE_ENDS = "licence_ends", "tell of a licence that ends"
    TERM_ENDS = "term_ends", "tell of a term of office that ends"
    CALIBRATE = "calibrate", "ask for a second, blind look"


class Due(models.Model):
    """One step. A missed tick loses none, a repeated one does none twice: `done_at` is set with what it does.

    Nothing is removed when the work is done earlier: a step that finds nothing left to do is marked done. What was done
    stands in the history; the row goes after `ARCHIVE_AFTER_DAYS` (`reviews.due.forget`).
    """

    key = models.CharField(max_length=80, unique=True)
    step = models.CharField(max_length=20, choices=Step.choices)
    article = models.ForeignKey(Article, models.PROTECT, null=True, blank=True, related_name="due_steps")
    board_member = models.ForeignKey(
        BoardMember, models.PROTECT, null=True, blank=True, related_name="due_steps", help_text="Where it is about no article."
    )
    assignment = models.ForeignKey(Assignment, models.PROTECT, null=True, blank=True, related_name="due_steps")
    day = models.DateField(help_text="The date that the step is about: accept-by, sign-by, review due, a licence's end.")
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [
            models.Index(fields=["due_at", "id"], name="due_open", condition=models.Q(done_at=None)),
            models.Index(fields=["done_at"], name="due_done", condition=models.Q(done_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.key
