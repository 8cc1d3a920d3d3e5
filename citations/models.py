"""The shared registry of works. A reference identifies a work; entries point to it and keep their own text."""

from urllib.parse import quote

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models

from citations.notices import NATURES
from citations.searching import ReferenceQuerySet


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

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["id"], name="reference_in_doubt", condition=~models.Q(standing=[])),
            GinIndex(SearchVector("title", config="simple"), name="reference_title_words"),
        ]

    def __str__(self) -> str:
        return self.title or f"reference {self.pk}"


class Notice(models.Model):
    """One piece of news about a work, as its source told it; `spread_at` is when every article that cites it was told.

    News of a work that nobody has cited yet waits, without a reference, for the first who does.
    """

    reference = models.ForeignKey(Reference, models.PROTECT, null=True, blank=True, related_name="notices")
    doi = models.CharField(max_length=300, blank=True, help_text="Of the work.")
    pmid = models.CharField(max_length=20, blank=True, help_text="Of the work.")
    nature = models.CharField(
        max_length=25, choices=[(nature, meaning) for nature, meaning in NATURES.items()]
    )
    source = models.CharField(max_length=50)
    record_id = models.CharField(max_length=100, blank=True)
    date = models.DateField(null=True, blank=True)
    notice_doi = models.CharField(max_length=300, blank=True)
    notice_pmid = models.CharField(max_length=20, blank=True)
    reasons = models.JSONField(default=list, blank=True)
    addresses = models.JSONField(default=list, blank=True)
    received_at = models.DateTimeField()
    spread_at = models.DateTimeField(null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    replacement = models.ForeignKey(
        Reference, models.PROTECT, null=True, blank=True, related_name="replaces",
        help_text="The work that took this one's place, where the registry knows it.",
    )  # fmt: skip

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["doi", "pmid", "nature", "source", "record_id", "notice_doi"],
                name="a_notice_is_kept_once",
            )
        ]
        indexes = [
            models.Index(fields=["pmid"], name="notice_pmid", condition=~models.Q(pmid="")),
            models.Index(
                fields=["reference"],
                name="notice_to_spread",
                condition=models.Q(spread_at=None, reference__isnull=False),
            ),
            models.Index(fields=["received_at"], name="notice_unclaimed", condition=models.Q(reference=None)),
        ]

    def __str__(self) -> str:
        return f"{self.nature.replace('_', ' ')} ({self.source}{f', {self.date}' if self.date else ''})"

    @property
    def where(self) -> str:
        """The address at which the news can be read, if any is known: the one given for it, else by its own DOI or PMID."""
        given = next((address for address in self.addresses if address.startswith(("https://", "http://"))), "")
        if given or not (self.notice_doi or self.notice_pmid):
            return given
        if self.notice_doi:
            return f"https://doi.org/{quote(self.notice_doi, safe='/:;()._-')}"
        return f"https://pubmed.ncbi.nlm.nih.gov/{quote(self.notice_pmid)}/"


class Identifier(models.Model):
    """A name by which the world knows a work: a DOI, PMID, PMCID or ISBN. Each names one reference only."""

    reference = models.ForeignKey(Reference, models.CASCADE, related_name="identifiers")
    scheme = models.CharField(max_length=10)
    value = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scheme", "value"], name="identifier_names_one_reference")
        ]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"


class Merge(models.Model):
    """Two references found to be one work: who said so, and what moved, so that it can be undone exactly.

    Both rows stay. What cites the duplicate is found through the survivor; no entry and no revision is touched.
    """

    duplicate = models.ForeignKey(Reference, models.PROTECT, related_name="merges")
    into = models.ForeignKey(Reference, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    identifiers = ArrayField(models.BigIntegerField(), help_text="Identifiers that moved, by id.")
    notices = ArrayField(models.BigIntegerField(), help_text="Notices that moved, by id.")
    followers = ArrayField(
        models.BigIntegerField(), help_text="References merged into the duplicate before, by id."
    )
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["duplicate"], condition=models.Q(undone_at=None), name="merged_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.duplicate_id} into {self.into_id}"


class WatchCursor(models.Model):
    """How far the watch has come in asking one source about every work in use; it survives whatever kills the watch."""

    source = models.CharField(max_length=20, primary_key=True)
    after = models.BigIntegerField(default=0, help_text="The last reference that was asked about, by id.")
    failures = models.PositiveSmallIntegerField(default=0, help_text="Requests without an answer, in a row.")
    strikes = models.PositiveSmallIntegerField(
        default=0, help_text="Of late, requests that went wrong in a way for which what was asked may be to blame."
    )
    not_before = models.DateTimeField(help_text="The source is left alone until then.")
    began_at = models.DateTimeField(help_text="When this pass over all works began.")
    finished_at = models.DateTimeField(null=True, blank=True, help_text="When it came to the last of them.")
    asked = models.PositiveIntegerField(default=0, help_text="Works asked about in this pass.")
    missed = models.PositiveIntegerField(
        default=0, help_text="Works in this pass that got no answer that can be read."
    )

    def __str__(self) -> str:
        return self.source


class WatchAnswer(models.Model):
    """What a source said of the version of one answer, so that the next request can ask for news only."""

    request = models.CharField(max_length=64, primary_key=True, help_text="SHA-256 of the request.")
    etag = models.CharField(max_length=300, blank=True)
    last_modified = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.etag or self.last_modified
