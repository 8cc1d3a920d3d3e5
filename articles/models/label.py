"""The label table in the database: what official labels allow of a drug. A changed row is a new row; the old one stays."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from articles.labels import AVAILABILITIES, COLUMNS, LabelError, LabelRow, LabelTable, checked


class DrugLabel(models.Model):
    """One limit by one source. Rows in force are those that nothing replaced and nobody withdrew."""

    drug = models.CharField(max_length=100, help_text="In lower case, by its international name.")
    form = models.CharField(max_length=100, blank=True)
    maximum = models.DecimalField(max_digits=12, decimal_places=3, help_text="The most in 24 hours.")
    unit = models.CharField(max_length=20)
    arithmetic = models.CharField(max_length=100, blank=True, help_text="As on the label, such as 6 x 200 mg.")
    availability = models.CharField(max_length=20, choices=[(a, a) for a in AVAILABILITIES])
    jurisdiction = models.CharField(max_length=100)
    population = models.CharField(
        max_length=100, help_text="Such as adults, or children 6 to 11 years: doses for them are compared with this row."
    )
    cautions = models.TextField(blank=True, help_text="Separated by semicolons.")
    note = models.TextField(blank=True)
    source = models.TextField()
    read_on = models.DateField(help_text="The day on which the source was read.")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["drug", "form", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["drug", "form", "availability", "jurisdiction", "population", "source"],
                condition=models.Q(replaced_at=None), name="one_label_row_in_force",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.drug}: {self.maximum.normalize():f} {self.unit}, {self.availability}, {self.jurisdiction}"

    def row(self) -> LabelRow:
        """The row as the checks read it. Raises LabelError where it must not be held."""
        return checked({column: _cell(getattr(self, column)) for column in COLUMNS})

    def clean(self) -> None:
        try:
            self.row()
        except LabelError as error:
            raise ValidationError(str(error)) from error


class StoredLabels(LabelTable):
    """The rows in force, read when a text first names a drug's dose: most texts ask for none."""

    def __init__(self) -> None:
        super().__init__()
        self._read = False

    def of(self, drug: str | None) -> tuple[LabelRow, ...]:
        if not self._read:
            super().__init__(tuple(label.row() for label in DrugLabel.objects.filter(replaced_at=None)))
            self._read = True
        return super().of(drug)


def _cell(value: object) -> str:
    return "" if value is None else str(value)
