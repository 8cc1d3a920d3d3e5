"""What readers ask: an inbox, emptied by saying that a question is settled."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles import questions
from articles.admin.editorial import ReadOnlyAdmin
from articles.admin.keyset import KeysetPages
from articles.errors import Refusal
from articles.models import Question


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label="Your answer", max_length=questions.LONGEST, widget=forms.Textarea(attrs={"rows": 10}),
        help_text="Sent as one mail, in plain text, with the reader's own words. Give no advice that is for one person only.",
    )  # fmt: skip


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
    list_display = ["text", "what", "quote", "about", "reply", "created_at", "handled_at"]
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

    @admin.display(description="Answer to")
    def reply(self, question: Question) -> SafeString | str:
        """Who left an address can be answered, once."""
        if not question.email or question.handled_at:
            return question.email
        return format_html('<a href="{}">{}</a>', reverse("admin:articles_question_answer", args=[question.pk]), question.email)

    def get_urls(self) -> list:
        own = path("<int:pk>/answer/", self.admin_site.admin_view(self.answer), name="articles_question_answer")
        return [own, *super().get_urls()]

    def answer(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Write to the reader; the door settles the question with it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        question = get_object_or_404(Question.objects.select_related("article__current", "article__published"), pk=pk)
        form = AnswerForm(request.POST or None)
        if form.is_valid():
            try:
                questions.answer(question, by=request.user, text=form.cleaned_data["answer"])
            except Refusal as refusal:
                form.add_error(None, refusal.detail)
            else:
                messages.success(request, "The answer is on its way.")
                return redirect("admin:articles_question_changelist")
        context = {**self.admin_site.each_context(request), "title": "Answer a reader", "question": question, "form": form}
        return TemplateResponse(request, "admin/answer.html", context, status=400 if form.errors else 200)

    def has_settle_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    @admin.action(description="Mark as settled", permissions=["settle"])
    def settle(self, request: HttpRequest, rows: QuerySet) -> None:
        count = questions.settle(rows)
        messages.success(request, f"{count} {'question is' if count == 1 else 'questions are'} settled.")
