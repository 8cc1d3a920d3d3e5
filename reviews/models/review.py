"""What a board member signed. The application's role may insert these rows, never change them."""

from __future__ import annotations

from collections import Counter

from django.contrib.postgres.fields import ArrayField
from django.db import models

from reviews.models.assignment import Assignment


class Verdict(models.TextChoices):
    APPROVE = "approve"
    REQUEST_CHANGES = "request_changes"
    REJECT = "reject"


CLAIM_VERDICTS = ("supported", "unsupported", "needs_change", "outside_my_field")
#: Verdicts on a claim that do not go with an approval of the text, as a refusal says them.
OBJECTIONS = {"unsupported": "is unsupported", "needs_change": "needs a change"}


class Review(models.Model):
    """A signature over a content hash: who, as what, meaning what, having read what, with the notices then shown."""

    assignment = models.OneToOneField(Assignment, models.PROTECT, related_name="review")
    verdict = models.CharField(max_length=15, choices=Verdict.choices)
    content_hash = models.CharField(max_length=64)
    renditions = ArrayField(models.CharField(max_length=10))
    claims = models.JSONField(default=dict)
    claim_notes = models.JSONField(default=dict, help_text="For the author, by the claim's identity.")
    note_to_author = models.TextField(blank=True)
    note_to_editor = models.TextField(blank=True)
    disclosure = models.JSONField()
    signed_name = models.CharField(max_length=200)
    meaning = models.CharField(max_length=200)
    proof = models.CharField(max_length=20, help_text="Which factor proved the identity at signing.")
    standing = models.JSONField(help_text="Name, credentials, licence as they were at signing.")
    specialist = models.BooleanField(help_text="The article's specialty was among theirs.")
    notices = models.JSONField(default=list, help_text="The notices on cited works that were shown.")
    exclusions = ArrayField(
        models.CharField(max_length=400), null=True,
        help_text="The conflicts found at signing, each overridden by an editor; null: nobody looked, it does not count.",
    )  # fmt: skip
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.verdict} by {self.signed_name}"

    @property
    def verdicts(self) -> dict[str, int]:
        """How many claims got which verdict, in words."""
        given = Counter(self.claims.values())
        return {verdict.replace("_", " "): given[verdict] for verdict in CLAIM_VERDICTS if given[verdict]}


class Confirmation(models.Model):
    """A signer stood by a signature after news of a cited work. Inserted, never changed."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="confirmations")
    notices = models.JSONField(help_text="Ids of the notices that were shown.")
    proof = models.CharField(max_length=20)
    confirmed_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"confirmed on {self.confirmed_at:%Y-%m-%d}"
