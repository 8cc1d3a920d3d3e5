"""The history of an article: append-only, hash-chained. The application's role may insert and read, nothing else."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models

#: Kinds that are for editors' eyes: a second look is blind only where nobody else knows of it.
ASKED = "calibration_asked"
FOR_EDITORS = frozenset({ASKED, "calibrated"})
#: What becomes of any seat, that of a second look as well.
OF_SEATS = frozenset({"accepted", "declined", "reminded", "seat_expired"})
#: What readers do, who have no account.
OF_READERS = frozenset({"question_asked", "error_reported"})


class EventQuerySet(models.QuerySet):
    def open_to_all(self) -> EventQuerySet:
        """Without what is for editors: second looks, and what became of their seats."""
        same = models.OuterRef("article"), models.OuterRef("data__assignment")
        asked = Event.objects.filter(kind=ASKED, article=same[0], data__assignment=same[1])
        return self.exclude(kind__in=FOR_EDITORS).exclude(models.Exists(asked), kind__in=OF_SEATS)


class Event(models.Model):
    """One thing that happened. Holds person ids and digests only; names and words stand in `EventText`.

    `hash` is SHA-256 over the canonical JSON of the other fields with `prev`, the hash of the event before, so that
    an edit, a deletion or a new order shows. `article.events.order_by("seq")` is the order; never the time.
    """

    article = models.ForeignKey("articles.Article", models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", help_text="Empty: the clock."
    )
    before = models.CharField(max_length=20, blank=True)
    after = models.CharField(max_length=20)
    data = models.JSONField(default=dict)
    text_digest = models.CharField(max_length=64, blank=True)
    prev = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["article", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["article", "seq"], name="event_seq_is_unique"),
        ]
        indexes = [BrinIndex(fields=["at"], name="event_at_brin")]

    def __str__(self) -> str:
        return f"{self.seq}. {self.kind}"

    @property
    def done_by(self) -> str:
        """Who did it, by name; without an account it was a reader, or the clock."""
        if self.actor is None:
            return "a reader" if self.kind in OF_READERS else "the clock"
        return self.actor.get_full_name() or self.actor.get_username()

    @property
    def is_for_editors(self) -> bool:
        """Whether `open_to_all` leaves it out; asked of the database where it is about a seat only."""
        if self.kind in OF_SEATS:
            return not Event.objects.filter(pk=self.pk).open_to_all().exists()
        return self.kind in FOR_EDITORS


class EventText(models.Model):
    """The words of an event (a reason, a note): erasable, because the chain holds only their salted digest."""

    event = models.OneToOneField(Event, models.PROTECT, primary_key=True, related_name="words")
    salt = models.CharField(max_length=32)
    text = models.TextField()
    erased_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.text[:80]
