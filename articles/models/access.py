"""How programs come in: keys, and the answers kept so that a repeated request is answered, not done again."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from knox.models import AbstractAuthToken


class Scope(models.TextChoices):
    """What a key may be used for; never more than its account may do."""

    AUTHOR = "author", "send and read one's own articles"
    EDITOR_READ = "editor-read", "read what an editor reads"
    EDITOR_WRITE = "editor-write", "decide as an editor"
    BOARD = "board", "review"


class ApiKey(AbstractAuthToken):
    """A bearer key, stored as a digest only, so that a stolen database opens nothing."""

    name = models.CharField(max_length=100, blank=True)
    scopes = ArrayField(
        models.CharField(max_length=12, choices=Scope.choices), default=list, blank=True,
        help_text="Empty: all that the account may do.",
    )  # fmt: skip
    last_used = models.DateTimeField(null=True, blank=True, help_text="To the minute.")

    class Meta:
        ordering = ["-created"]

    def __str__(self) -> str:
        return f"{self.name or 'key'} of {self.user}"


class FailedProof(models.Model):
    """How often somebody failed to prove who they are at a signature, since when; gone with the first proof that holds."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    since = models.DateTimeField()
    count = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.count} by {self.user}"


class StoredAnswer(models.Model):
    """What a POST with this `Idempotency-Key` was answered; written in the transaction of the change itself."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    request_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=b"")
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_answer_per_key")]

    def __str__(self) -> str:
        return self.key
