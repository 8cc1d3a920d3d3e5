"""What readers ask: an inbox, emptied by saying that a question is settled."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles import questions
from articles.admin.editorial import ReadOnlyAdmin
from articles.admin.keyset import KeysetPages
from articles.models import Question


class Inbox(admin.SimpleListFilter):
    """Open questions, unless all are asked for."""

    title = "inbox"
    parameter_name = "inbox"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("all", "All")]

    def choices(self, changelist) -> list[dict]:
        """Django's "All" stands for the default here, which is what is open."""
        default, *others = super().choices(changelist)
        return [{**default, "display": "Open"}, *others]

    def queryset(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        return rows if self.value() == "all" else rows.filter(handled_at=None)


@admin.register(Question)
class QuestionAdmin(KeysetPages, ReadOnlyAdmin):
    list_display = ["text", "what", "quote", "about", "email", "created_at", "handled_at"]
    list_display_links = None
    list_filter = [Inbox, "kind"]
    list_select_related = ["article"]
    actions = ["settle"]

    @admin.display(description="Kind")
    def what(self, question: Question) -> SafeString:
        tone = {"safety": "error", "error": "warning"}.get(question.kind, "")
        return format_html('<span class="badge {}">{}</span>', tone, question.get_kind_display())

    @admin.display(description="Article")
    def about(self, question: Question) -> SafeString:
        """Where a re-review is opened when a report turns out to be right."""
        address = reverse("admin:articles_article_change", args=[question.article_id])
        return format_html('<a href="{}">{}</a>', address, question.article.slug)

    def has_settle_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    @admin.action(description="Mark as settled", permissions=["settle"])
    def settle(self, request: HttpRequest, rows: QuerySet) -> None:
        count = questions.settle(rows)
        messages.success(request, f"{count} {'question is' if count == 1 else 'questions are'} settled.")
