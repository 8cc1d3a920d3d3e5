"""Who wants to be called when something happens to the articles that they may see."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from articles.models.access import Scope


class Webhook(models.Model):
    """An address of a program, called (Standard Webhooks) for events of articles that its owner may see.

    Secrets are kept sealed (`articles/webhooks/sealing.py`). After a rotation the former one signs beside the new one
    until `former_until`. `failures` counts failed calls since the last good one; `failing_since` is the first of them.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="webhooks")
    name = models.CharField(max_length=100, blank=True)
    address = models.CharField(max_length=500)
    kinds = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, help_text="Kinds of events. Empty: all of them."
    )
    scopes = ArrayField(
        models.CharField(max_length=12, choices=Scope.choices), default=list, blank=True,
        help_text="Of the key that made it: it hears of no article that this key could not see.",
    )  # fmt: skip
    secret = models.BinaryField()
    former_secret = models.BinaryField(default=b"", blank=True)
    former_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True, blank=True)
    paused_until = models.DateTimeField(null=True, blank=True)
    disabled_at = models.DateTimeField(null=True, blank=True)
    disabled_because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name or self.host

    @property
    def host(self) -> str:
        """What may be shown to others than the owner: paths and queries often carry secrets."""
        return self.address.partition("://")[2].partition("/")[0].partition("?")[0]

    def seals(self, now: datetime) -> list[bytes]:
        """The sealed secrets that sign now, the newest first."""
        former = self.former_until is not None and now < self.former_until
        return [bytes(self.secret), *([bytes(self.former_secret)] if former else [])]
