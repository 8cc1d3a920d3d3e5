"""Webhooks: who is called where, how it goes, and the switch. Owners make and delete them over the API."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from articles.admin.editorial import ReadOnlyAdmin
from articles.models import Webhook
from articles.webhooks import receivers


@admin.register(Webhook)
class WebhookAdmin(ReadOnlyAdmin):
    list_display = ["named", "owner", "host", "chosen", "health", "called_at", "calls"]
    list_display_links = None
    list_select_related = ["owner"]
    ordering = ["-disabled_at", "-failures", "pk"]
    actions = ["enable"]

    @admin.display(description="Name")
    def named(self, webhook: Webhook) -> str:
        return webhook.name or "(no name)"

    @admin.display(description="Events")
    def chosen(self, webhook: Webhook) -> str:
        return ", ".join(kind.replace("_", " ") for kind in webhook.kinds) or "all"

    @admin.display(description="How it goes")
    def health(self, webhook: Webhook) -> str:
        if webhook.disabled_at:
            return f"disabled {webhook.disabled_at:%d %B %Y, %H:%M}. {webhook.disabled_because}"
        if webhook.failures:
            return f"fails since {webhook.failing_since:%d %B %Y, %H:%M} ({webhook.failures} calls)"
        return "well"

    @admin.display(description="Calls")
    def calls(self, webhook: Webhook) -> str:
        address = reverse("admin:articles_delivery_changelist")
        return format_html('<a href="{}?webhook={}&amp;fate=any">See its calls</a>', address, webhook.pk)

    def has_enable_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    @admin.action(description="Switch on again", permissions=["enable"])
    def enable(self, request: HttpRequest, rows: QuerySet) -> None:
        for webhook in rows:
            receivers.enable(webhook)
        messages.success(request, "Switched on. Calls that failed are in the deliveries, to be sent again.")
