"""What the publisher promises, per risk tier. The editorial policy page is rendered from these rows."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from citations.kinds import YEARS


class Tier(models.TextChoices):
    """How much harm a wrong sentence could do."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


def reference_years() -> dict[str, int]:
    """Years after which a reference of a kind counts as outdated."""
    return YEARS.copy()


def remind_to_accept() -> list[int]:
    return [-1, 2]


def remind_to_sign() -> list[int]:
    return [-3, 1, 3]


def grave_natures() -> list[str]:
    return ["retraction", "expression_of_concern"]


class Policy(models.Model):
    """The rules of one risk tier. A round keeps the number of seats it was opened with."""

    tier = models.CharField(max_length=6, choices=Tier.choices, primary_key=True)
    seats = models.PositiveSmallIntegerField(default=2, validators=[MinValueValidator(1), MaxValueValidator(9)])
    specialists = models.PositiveSmallIntegerField(
        default=1, help_text="How many of the approvals must come from the article's own specialty."
    )
    reviewer_per_audience = models.BooleanField(
        default=False,
        help_text="Whether each audience's text needs a reviewer of its own, who speaks for that audience.",
    )
    accept_days = models.PositiveSmallIntegerField(default=5, validators=[MinValueValidator(1)])
    review_days = models.PositiveSmallIntegerField(default=14, validators=[MinValueValidator(1)])
    grace_days = models.PositiveSmallIntegerField(
        default=5, help_text="Days after accept-by or sign-by until the seat goes to somebody else."
    )
    accept_reminders = ArrayField(
        models.SmallIntegerField(), default=remind_to_accept, size=3,
        help_text="Days from the accept-by date, negative for before, at most three: then the editor hears.",
    )  # fmt: skip
    review_reminders = ArrayField(
        models.SmallIntegerField(), default=remind_to_sign, size=3,
        help_text="Days from the sign-by date, negative for before, at most three: then the editor hears.",
    )  # fmt: skip
    ahead_days = models.PositiveSmallIntegerField(
        default=30, help_text="Days ahead of a re-review at which author and editors are told."
    )
    reopen_on = ArrayField(
        models.CharField(max_length=25), default=grave_natures,
        help_text="Natures of notices on a cited work that open a re-review of a published article.",
    )  # fmt: skip
    review_months = models.PositiveSmallIntegerField(
        default=24, validators=[MinValueValidator(1)], help_text="Months after which an approval is due for re-review."
    )
    reference_years = models.JSONField(default=reference_years)
    reading_grade = models.PositiveSmallIntegerField(
        default=8, help_text="School grade above which a patient rendition gets a finding (usual aim: 6 to 8)."
    )
    names_reviewers = models.BooleanField(
        default=True, help_text="Whether readers and authors are told who signed. Rounds keep the rule they began with."
    )
    pending_public = models.BooleanField(
        default=True, help_text="Whether readers may see text that nobody has approved yet, with the caution."
    )

    calibration_percent = models.PositiveSmallIntegerField(
        default=0, validators=[MaxValueValidator(100)],
        help_text="Of a hundred approvals, how many get a second, blind review: it only tells how far reviewers agree.",
    )  # fmt: skip

    class Meta:
        verbose_name_plural = "policies"
        constraints = [models.CheckConstraint(condition=models.Q(seats__gte=1), name="policy_needs_a_reviewer")]

    def __str__(self) -> str:
        return f"policy for {self.tier} risk"
