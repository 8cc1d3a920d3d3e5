"""How a person wants to hear of things, and what the editors write instead of the letters that are shipped."""

from __future__ import annotations

from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models


class How(models.TextChoices):
    EACH = "each", "a mail for each message"
    DIGEST = "digest", "one mail a day"
    INBOX = "inbox", "no mails, the inbox only"


def known_zone(name: str) -> None:
    """Only names of the IANA database: they know daylight saving."""
    if name not in available_timezones():
        raise ValidationError(f"There is no time zone {name!r}. Names look like Europe/Berlin or America/New_York.")


_hour = [MaxValueValidator(23)]


class Preference(models.Model):
    """One row for whoever chose something; without it a person gets a mail for each message, at once."""

    account = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="preference")
    how = models.CharField("messages come as", max_length=6, choices=How.choices, default=How.EACH)
    digest_hour = models.PositiveSmallIntegerField(
        default=8, validators=_hour, help_text="The hour (0 to 23) of the one mail a day."
    )
    quiet_from = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=_hour, help_text="No mails from this hour (0 to 23). Empty: no quiet hours."
    )
    quiet_until = models.PositiveSmallIntegerField(null=True, blank=True, validators=_hour, help_text="Until this hour.")
    time_zone = models.CharField(
        max_length=64, default="UTC", validators=[known_zone], help_text="Of these hours, such as Europe/Berlin."
    )
    digested_on = models.DateField(null=True, blank=True, editable=False)

    def __str__(self) -> str:
        return self.get_how_display()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def clean(self) -> None:
        """Quiet hours have two ends, and the one mail a day does not come within them."""
        if (self.quiet_from is None) != (self.quiet_until is None):
            raise ValidationError({"quiet_until": "Quiet hours need both a beginning and an end."})
        if self.how == How.DIGEST and self.is_quiet_at(self.digest_hour):
            raise ValidationError({"digest_hour": "This hour lies within the quiet hours."})

    def is_quiet_at(self, hour: int) -> bool:
        """Whether an hour of the person's own clock is quiet; quiet hours may run past midnight."""
        if self.quiet_from is None or self.quiet_until is None or self.quiet_from == self.quiet_until:
            return False
        if self.quiet_from < self.quiet_until:
            return self.quiet_from <= hour < self.quiet_until
        return hour >= self.quiet_from or hour < self.quiet_until


class OwnLetter(models.Model):
    """What the editors write in place of a shipped letter. `error` says why the shipped one is sent all the same."""

    template = models.CharField(max_length=40, primary_key=True)
    subject = models.CharField(max_length=300)
    body = models.TextField(max_length=5000)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["template"]

    def __str__(self) -> str:
        return self.template.replace("_", " ")
