"""The shared registry of works. A reference identifies a work; a revision's entries point to it and keep their own text."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from citations.notices import NATURES


class Reference(models.Model):
    """One work, as far as its identifiers tell. Merging or enriching it never alters a revision's text or hash."""

    csl = models.JSONField(help_text="CSL-JSON as first seen.")
    title = models.TextField(blank=True)
    year = models.SmallIntegerField(null=True, blank=True)
    fingerprint = models.CharField(max_length=64, db_index=True)
    standing = ArrayField(
        models.CharField(max_length=10), default=list, blank=True,
        help_text="What follows from all its notices: retracted, concern, corrected, superseded.",
    )  # fmt: skip
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_from")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["id"], name="reference_in_doubt", condition=~models.Q(standing=[]))]

    def __str__(self) -> str:
        return self.title or f"reference {self.pk}"


class Notice(models.Model):
    """One piece of news about a work, as its source told it; `spread_at` is when every article that cites it was told.

    News of a work that nobody has cited yet waits, without a reference, for the first who does.
    """

    reference = models.ForeignKey(Reference, models.PROTECT, null=True, blank=True, related_name="notices")
    doi = models.CharField(max_length=300, blank=True, help_text="Of the work.")
    pmid = models.CharField(max_length=20, blank=True, help_text="Of the work.")
    nature = models.CharField(max_length=25, choices=[(nature, meaning) for nature, meaning in NATURES.items()])
    source = models.CharField(max_length=50)
    record_id = models.CharField(max_length=100, blank=True)
    date = models.DateField(null=True, blank=True)
    notice_doi = models.CharField(max_length=300, blank=True)
    notice_pmid = models.CharField(max_length=20, blank=True)
    reasons = models.JSONField(default=list, blank=True)
    addresses = models.JSONField(default=list, blank=True)
    received_at = models.DateTimeField()
    spread_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["doi", "pmid", "nature", "source", "record_id", "notice_doi"], name="a_notice_is_kept_once"
            )
        ]
        indexes = [
            models.Index(fields=["pmid"], name="notice_pmid", condition=~models.Q(pmid="")),
            models.Index(
                fields=["reference"], name="notice_to_spread", condition=models.Q(spread_at=None, reference__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nature.replace('_', ' ')} ({self.source}{f', {self.date}' if self.date else ''})"


class Identifier(models.Model):
    """A name by which the world knows a work: a DOI, PMID, PMCID or ISBN. Each names one reference only."""

    reference = models.ForeignKey(Reference, models.CASCADE, related_name="identifiers")
    scheme = models.CharField(max_length=10)
    value = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scheme", "value"], name="identifier_names_one_reference")]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"
