"""How programs come in: keys, and the answers kept so that a repeated request is answered, not done again."""

from django.conf import settings
from django.db import models
from knox.models import AbstractAuthToken


class ApiKey(AbstractAuthToken):
    """A bearer key, stored as a digest only, so that a stolen database opens nothing."""

    name = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["-created"]

    def __str__(self) -> str:
        return f"{self.name or 'key'} of {self.user}"


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
