"""How much may wait before no more is taken in."""

from django.core.validators import MinValueValidator
from django.db import models


class IntakePolicy(models.Model):
    """One row. An empty limit is none; what was reviewed elsewhere before neither counts nor is refused."""

    most_waiting = models.PositiveIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1)],
        help_text="Articles that wait for the board; from so many on, new ones are refused until some are decided.",
    )  # fmt: skip
    most_days = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1)],
        help_text="Days that the board needs for what waits, at the pace of the last four weeks.",
    )  # fmt: skip

    class Meta:
        verbose_name_plural = "intake policy"
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_intake_policy")]

    def __str__(self) -> str:
        return "intake policy"
