"""What the checks go by beside the text: how often it changed."""

from __future__ import annotations

from django.db import models
from django.db.models import F


class Edition(models.Model):
    """One row. It counts the changes of the label table and of what policies ask of the checks.

    An article keeps the edition that it was checked by; it is read before labels and policy are, so that it is never newer
    than they. The row is locked last.
    """

    number = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_edition")]

    def __str__(self) -> str:
        return f"edition {self.number}"

    @classmethod
    def turn(cls) -> None:
        """From here on, what was checked before is to be checked again."""
        cls.objects.update(number=F("number") + 1)
