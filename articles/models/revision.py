"""A revision is one immutable version of the content. The application's role may insert these rows, never change them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from articles import content
from articles.vocabulary import AUDIENCE_CHOICES, SPECIALTY_CHOICES
from citations.kinds import KINDS
from citations.models import Reference


class Revision(models.Model):
    """One version, numbered from 1 within its article. Everything a reader is shown as content is under its hash."""

    article = models.ForeignKey("articles.Article", models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    question = models.CharField(max_length=500)
    specialty = models.CharField(max_length=20, choices=SPECIALTY_CHOICES)
    topics = ArrayField(models.CharField(max_length=100), default=list)
    provenance = models.JSONField(default=dict)
    external_review = models.JSONField(
        null=True, blank=True, help_text="By whom, when and on what evidence it was reviewed elsewhere, as the author states."
    )
    content_hash = models.CharField(max_length=64)
    words = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["article", "number"]
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="revision_number_is_unique")]

    def __str__(self) -> str:
        return f"revision {self.number} of article {self.article_id}"

    def content(self, notices: dict[int, tuple[str, ...]] | None = None) -> content.Content:
        """The pure value under the hash; `notices` tells, by reference id, what has become known of a work since."""
        renditions = {r.audience: r for r in self.renditions.all()}
        return content.Content(
            question=self.question,
            renditions={audience: r.text for audience, r in renditions.items()},
            citations={audience: r.bound() for audience, r in renditions.items()},
            entries=tuple(e.value((notices or {}).get(e.reference_id, ())) for e in self.entries.all()),
            provenance=self.provenance,
            specialty=self.specialty,
            topics=tuple(self.topics),
            external_review=self.external_review,
        )


class Rendition(models.Model):
    """The revision's text for one audience: Markdown exactly as sent, and the markers in it bound to entries by key."""

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="renditions")
    audience = models.CharField(max_length=10, choices=AUDIENCE_CHOICES)
    text = models.TextField()
    citations = models.JSONField(default=list)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["revision", "audience"], name="one_rendition_per_audience")]

    def __str__(self) -> str:
        return f"{self.audience} rendition of {self.revision_id}"

    def bound(self) -> tuple[content.Citation, ...]:
        return tuple(
            content.Citation(c["start"], c["end"], tuple(c["keys"]), tuple(c["unknown"])) for c in self.citations
        )


class Entry(models.Model):
    """One line of a revision's reference list: number, stable key, kind and the CSL-JSON as sent."""

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="entries")
    number = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=[(kind, kind) for kind in KINDS])
    csl = models.JSONField()
    reference = models.ForeignKey(Reference, models.PROTECT, related_name="entries")

    class Meta:
        ordering = ["number"]
        verbose_name_plural = "entries"
        constraints = [
            models.UniqueConstraint(fields=["revision", "number"], name="entry_number_is_unique"),
            models.UniqueConstraint(fields=["revision", "key"], name="entry_key_is_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.key}"

    def value(self, notices: tuple[str, ...] = ()) -> content.Entry:
        return content.Entry(self.number, self.key, self.kind, self.csl, notices)


class Contributor(models.Model):
    """Who wrote a revision. Names stand outside the content hash, so that a person can be erased."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="contributors")
    name = models.CharField(max_length=200)
    orcid = models.CharField(max_length=19, blank=True)
    affiliation = models.CharField(max_length=300, blank=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="contributions"
    )

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name
