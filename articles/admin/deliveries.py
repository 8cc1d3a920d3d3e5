"""Messages that were owed: which did not arrive, why, and another try."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from articles.admin.editorial import ReadOnlyAdmin
from articles.admin.keyset import KeysetPages
from articles.deliveries import outbox
from articles.models import Delivery, Webhook
from articles.models.delivery import FATES


class Fate(admin.SimpleListFilter):
    """What became of a message. Failed ones first: they are why somebody looks."""

    title = "what became of it"
    parameter_name = "fate"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("owed", "Waiting to be sent"), ("sent", "Sent"), ("any", "All")]

    def choices(self, changelist) -> list[dict]:
        """Django's "All" stands for the default here, which is what failed."""
        default, *others = super().choices(changelist)
        return [{**default, "display": "Failed"}, *others]

    def queryset(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        if self.value() == "any":
            return rows
        return rows.filter(FATES.get(self.value(), FATES["failed"]))


class Receiver(admin.SimpleListFilter):
    """The calls of one webhook; without a choice, messages and calls alike."""

    title = "webhook"
    parameter_name = "webhook"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(str(webhook.pk), str(webhook)) for webhook in Webhook.objects.order_by("-pk")[:50]]

    def queryset(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        wanted = self.value() or ""
        return rows.filter(webhook=int(wanted)) if wanted.isdecimal() and len(wanted) < 19 else rows


@admin.register(Delivery)
class DeliveryAdmin(KeysetPages, ReadOnlyAdmin):
    list_display = ["message", "to", "article", "last_error", "attempts", "fate"]
    list_display_links = None
    list_filter = [Fate, Receiver]
    list_select_related = ["recipient", "event__article", "webhook"]
    actions = ["send_again"]

    @admin.display(description="Message")
    def message(self, delivery: Delivery) -> str:
        return delivery.template.replace("_", " ")

    @admin.display(description="To")
    def to(self, delivery: Delivery) -> str:
        """Of a webhook only the host: the rest of an address often carries secrets."""
        return f"{delivery.webhook.host} (webhook of {delivery.recipient})" if delivery.webhook else delivery.to

    @admin.display(description="Article")
    def article(self, delivery: Delivery) -> str:
        return delivery.event.article.slug if delivery.event else "none"

    @admin.display(description="What became of it")
    def fate(self, delivery: Delivery) -> str:
        for word, moment in (("failed", delivery.failed_at), ("sent", delivery.sent_at)):
            if moment:
                return f"{word} {moment:%d %B %Y, %H:%M}"
        return f"to be sent {delivery.due_at:%d %B %Y, %H:%M}"

    def has_send_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    @admin.action(description="Send again", permissions=["send"])
    def send_again(self, request: HttpRequest, rows: QuerySet) -> None:
        count = outbox.send_again(rows)
        messages.success(
            request, f"{count} {'message is' if count == 1 else 'messages are'} on the way again."
        )
