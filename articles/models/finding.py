"""What the automatic checks say of a revision: findings to mend, and claims that a reviewer must judge."""

from django.conf import settings
from django.db import models

SEVERITIES = ("error", "warning", "info")


class FindingsInForce(models.Manager):
    """Those of the latest run of the checks over their revision."""

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().filter(superseded=False)


class Finding(models.Model):
    """One result of the checks. Errors keep the revision out of review until mended, or waived with a reason.

    When the rules change, the checks run again, and when a source gets news, the rule on that does: what they no longer say
    is `superseded`, and stays in `every`.
    """

    revision = models.ForeignKey("articles.Revision", models.PROTECT, related_name="findings")
    code = models.CharField(max_length=40)
    severity = models.CharField(max_length=7, choices=[(s, s) for s in SEVERITIES])
    message = models.TextField()
    help = models.TextField(blank=True)
    rendition = models.CharField(max_length=10, blank=True)
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    reference = models.CharField(max_length=100, blank=True, help_text="The entry's key.")
    confidence = models.FloatField(null=True)
    found_at = models.DateTimeField()
    superseded = models.BooleanField(default=False)
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="waivers"
    )
    waived_reason = models.TextField(blank=True)
    waived_at = models.DateTimeField(null=True, blank=True)

    objects = FindingsInForce()
    every = models.Manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(waived_at=None, waived_by=None)
                | models.Q(waived_at__isnull=False, waived_by__isnull=False) & ~models.Q(waived_reason=""),
                name="waiver_names_its_editor_and_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.message[:60]}"


class Claim(models.Model):
    """A sentence with a dose, a number or a directive, with the entries it cites and its risk."""

    revision = models.ForeignKey("articles.Revision", models.PROTECT, related_name="claims")
    identity = models.CharField(max_length=64, help_text="Stable over revisions while the substance stays the same.")
    text = models.TextField()
    rendition = models.CharField(max_length=10)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    risk = models.CharField(max_length=6)
    why = models.JSONField(default=list, help_text="The reasons for its risk, as a reviewer reads them.")
    references = models.JSONField(default=list)
    dose = models.JSONField(null=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def doses(self) -> list[dict]:
        """Every dose that it gives, as parsed: the first, then those beside it."""
        return [self.dose, *self.dose["more"]] if self.dose else []
