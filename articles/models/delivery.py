"""The outbox: one message owed to one recipient over one channel because of one event, or of one key beside all articles."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Channel(models.TextChoices):
    MAIL = "mail"
    WEBHOOK = "webhook"
    INBOX = "inbox"


#: Neither sent nor set aside.
OWED = Q(sent_at=None, failed_at=None)
#: What may have become of a message, and how its rows are found.
FATES = {"owed": OWED, "sent": Q(sent_at__isnull=False), "failed": Q(failed_at__isnull=False)}


class Delivery(models.Model):
    """Owed from the moment of the change, in its transaction; sent by a worker, at least once, with one Message-ID.

    `due_at` is when to try next; a worker that takes a row moves it ahead by a lease, so that a killed worker's rows
    come back by themselves. Rows in neither `sent_at` nor `failed_at` are owed.
    What was sent long ago lies in a table that inherits from this one (`deliveries/retention.py`), and is found as before.
    `webhook` and `article` stand on calls only: they go out in order for each webhook and article.
    """

    event = models.ForeignKey("articles.Event", models.PROTECT, null=True, blank=True, related_name="deliveries")
    key = models.CharField(
        max_length=100, blank=True, help_text="What it is about where no article's event is: a licence that ends, on which day."
    )
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="deliveries")
    asker = models.ForeignKey(
        "articles.Question", models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        help_text="In the recipient's place: who asked without an account, and is answered once.",
    )  # fmt: skip
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.MAIL)
    webhook = models.ForeignKey("articles.Webhook", models.CASCADE, null=True, blank=True, related_name="deliveries")
    article = models.ForeignKey("articles.Article", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    template = models.CharField(max_length=40)
    data = models.JSONField(default=dict)
    owed_at = models.DateTimeField(null=True, blank=True, help_text="Since when a call is tried; anew with a redelivery.")
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    taken = models.PositiveSmallIntegerField(default=0, help_text="Times that a worker took it and never said what came of it.")
    last_error = models.TextField(blank=True)
    held = models.BooleanField(default=False, help_text="Waited for its recipient's hour.")
    digest_day = models.DateField(null=True, blank=True, help_text="Of the recipient: the digest that it goes with.")
    read_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "deliveries"
        constraints = [
            models.CheckConstraint(
                condition=Q(recipient__isnull=False) ^ Q(asker__isnull=False), name="delivery_goes_to_an_account_or_an_asker"
            ),
            models.UniqueConstraint(
                fields=["event", "recipient", "channel"], condition=Q(webhook=None), name="one_message_per_event_and_channel"
            ),
            models.UniqueConstraint(fields=["event", "webhook"], name="one_call_per_event_and_webhook"),
            models.UniqueConstraint(
                fields=["key", "recipient", "channel"], condition=~models.Q(key=""), name="one_message_per_key_and_channel"
            ),
            models.CheckConstraint(
                condition=models.Q(event__isnull=False) | ~models.Q(key=""), name="delivery_has_an_event_or_a_key"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="delivery_owed", condition=OWED & ~Q(channel="webhook")),
            models.Index(fields=["webhook", "due_at"], name="call_owed", condition=OWED & Q(channel="webhook")),
            models.Index(fields=["webhook", "article", "id"], name="call_in_line", condition=OWED & Q(channel="webhook")),
            models.Index(fields=["recipient", "-id"], name="delivery_unread", condition=Q(read_at=None)),
            models.Index(fields=["-id"], name="delivery_failed", condition=models.Q(failed_at__isnull=False)),
            models.Index(fields=["sent_at"], name="delivery_sent", condition=models.Q(sent_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.template} to {self.to}"

    @property
    def state(self) -> str:
        """One of `FATES`."""
        return "sent" if self.sent_at else "failed" if self.failed_at else "owed"

    @property
    def to(self) -> str:
        """Whom it goes to, without an address."""
        return str(self.recipient) if self.recipient_id else "a reader"
