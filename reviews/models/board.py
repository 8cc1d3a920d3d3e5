"""The medical advisory board: who may review, on what standing."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from articles.vocabulary import SPECIALTY_CHOICES


class BoardMember(models.Model):
    """A physician who reviews. The licence counts only when an editor has verified it against its register."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="board_member")
    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(max_length=200)
    credentials = models.CharField(max_length=200, help_text="As printed after the name: MD, PhD, FRCP ...")
    specialties = ArrayField(models.CharField(max_length=20, choices=SPECIALTY_CHOICES))
    affiliation = models.CharField(max_length=300, blank=True)
    orcid = models.CharField(max_length=19, blank=True)
    bio = models.TextField(blank=True)
    disclosures = models.TextField(blank=True, help_text="Standing disclosures, shown on the board page.")
    interests_declared_on = models.DateField(
        null=True, blank=True,
        help_text="When they last declared their financial interests and publications. Never: they may not review.",
    )  # fmt: skip

    licence_number = models.CharField(max_length=100)
    licence_register = models.CharField(max_length=200)
    licence_expires = models.DateField()
    licence_verified_at = models.DateField(null=True, blank=True)
    licence_verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    licence_verified_how = models.CharField(max_length=300, blank=True, help_text="Such as: the register's page, by telephone.")
    licence_revoked_at = models.DateField(null=True, blank=True)
    licence_revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    licence_revoked_why = models.TextField(blank=True)

    credited = models.BooleanField(default=True, help_text="Whether their public page lists what they reviewed.")
    capacity = models.PositiveSmallIntegerField(default=6, help_text="Open assignments at one time.")
    away_from = models.DateField(null=True, blank=True, help_text="Empty with an end: away already.")
    away_until = models.DateField(null=True, blank=True)
    joined = models.DateField()
    term_ends = models.DateField(null=True, blank=True, help_text="The last day of their term of office.")
    left = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name}, {self.credentials}" if self.credentials else self.name

    def licence_trouble(self, day: date) -> str:
        """Why the licence does not count on that day, in words for the editor; empty when it does."""
        if self.licence_revoked_at and self.licence_revoked_at <= day:
            return f"licence revoked on {self.licence_revoked_at:%d %B %Y}"
        if self.licence_verified_at is None or self.licence_verified_at > day:
            return "licence not verified"
        if self.licence_expires < day:
            return f"licence expired on {self.licence_expires:%d %B %Y}"
        return ""

    def is_away(self, day: date) -> bool:
        """Out of office on that day; `away_until` is the last day away."""
        return self.away_until is not None and (self.away_from or day) <= day <= self.away_until

    def standing(self) -> dict:
        """Name, credentials and licence as they are now: what a signature keeps."""
        return {
            "name": self.name,
            "credentials": self.credentials,
            "specialties": self.specialties,
            "licence": {
                "number": self.licence_number,
                "register": self.licence_register,
                "expires": self.licence_expires.isoformat(),
            },
        }
