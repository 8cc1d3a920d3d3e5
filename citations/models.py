"""The shared registry of works. A reference identifies a work; a revision's entries point to it and keep their own text."""

from django.db import models


class Reference(models.Model):
    """One work, as far as its identifiers tell. Merging or enriching it never alters a revision's text or hash."""

    csl = models.JSONField(help_text="CSL-JSON as first seen.")
    title = models.TextField(blank=True)
    year = models.SmallIntegerField(null=True, blank=True)
    fingerprint = models.CharField(max_length=64, db_index=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_from")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title or f"reference {self.pk}"


class Identifier(models.Model):
    """A name by which the world knows a work: a DOI, PMID, PMCID or ISBN. Each names one reference only."""

    reference = models.ForeignKey(Reference, models.CASCADE, related_name="identifiers")
    scheme = models.CharField(max_length=10)
    value = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scheme", "value"], name="identifier_names_one_reference")]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"
