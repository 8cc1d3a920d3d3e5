"""What readers ask: an inbox, emptied by answering, by making something of a question, or by saying that it is settled.

Reviews register it: they add the re-review.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles import questions
from articles.admin.editorial import ReadOnlyAdmin
from articles.admin.keyset import KeysetPages
from articles.admin.makings import MAKINGS, Making, WordsForm
from articles.errors import Refusal
from articles.models import Became, Kind, Question


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label="Your answer", max_length=questions.LONGEST, widget=forms.Textarea(attrs={"rows": 10}),
        help_text="Sent as one mail, in plain text, with the reader's own words. Give no advice that is for one person only.",
    )  # fmt: skip


class Inbox(admin.SimpleListFilter):
    """Open questions, unless others are asked for."""

    title = "inbox"
    parameter_name = "inbox"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("article", "Articles requested"), ("all", "All")]

    def choices(self, changelist) -> list[dict]:
        """Django's "All" stands for the default here, which is what is open."""
        default, *others = super().choices(changelist)
        return [{**default, "display": "Open"}, *others]

    def queryset(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        if self.value() == "article":
            return rows.filter(became=Became.ARTICLE)
        return rows if self.value() == "all" else rows.filter(handled_at=None).placed()


class QuestionList(KeysetPages, ReadOnlyAdmin):
    list_display = ["opened", "what", "about", "reply", "created_at", "settled"]
    list_display_links = None
    list_filter = [Inbox, "kind"]
    list_select_related = ["article"]
    actions = ["settle"]
    #: What can be made of a question, by the names in addresses.
    makings: ClassVar[dict[str, Making]] = MAKINGS

    @admin.display(description="Text")
    def opened(self, question: Question) -> SafeString:
        """Where it is answered, or something made of it."""
        address = reverse("admin:articles_question_answer", args=[question.pk])
        quote = format_html("<q>{}</q> ", question.quote) if question.quote else ""
        return format_html('{}<a href="{}">{}</a>', quote, address, question.text or "(erased)")

    @admin.display(description="Kind")
    def what(self, question: Question) -> SafeString:
        tone = {"safety": "error", "error": "warning"}.get(question.kind, "")
        return format_html('<span class="badge {}">{}</span>', tone, question.get_kind_display())

    @admin.display(description="Article")
    def about(self, question: Question) -> SafeString:
        address = reverse("admin:articles_article_change", args=[question.article_id])
        return format_html('<a href="{}">{}</a>', address, question.article.slug)

    @admin.display(description="Answer to")
    def reply(self, question: Question) -> SafeString | str:
        """Who left an address can be answered, once."""
        if not question.email or question.handled_at:
            return question.email
        return format_html('<a href="{}">{}</a>', reverse("admin:articles_question_answer", args=[question.pk]), question.email)

    @admin.display(description="Settled")
    def settled(self, question: Question) -> str:
        """When, and what became of it."""
        if question.handled_at is None:
            return ""
        made = question.get_became_display() or ("an answer" if question.answer else "")
        return ", ".join(part for part in (f"{question.handled_at:%-d %b %Y}", made, question.wanted) if part)

    def get_urls(self) -> list:
        answer, make = (self.admin_site.admin_view(view) for view in (self.answer, self.make))
        return [
            path("<int:pk>/answer/", answer, name="articles_question_answer"),
            path("<int:pk>/make/<str:what>/", make, name="articles_question_make"),
            *super().get_urls(),
        ]

    def answer(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One question, and all that can become of it. POST writes to the reader; the door settles the question with it."""
        question = self._found(request, pk)
        form = AnswerForm(request.POST or None)
        said = form.cleaned_data if form.is_valid() else {}
        if said and _opened(form, lambda: questions.answer(question, by=request.user, text=said["answer"])):
            return self._done(request, "The answer is on its way.")
        return self._page(request, question, form)

    def make(self, request: HttpRequest, pk: int, what: str) -> HttpResponse:
        """POST makes something of a question. A GET of its address changes nothing and leads to the question."""
        question = self._found(request, pk)
        if (making := self.makings.get(what)) is None:
            raise Http404
        if request.method != "POST":
            return redirect("admin:articles_question_answer", pk=pk)
        form = WordsForm(making, question, request.POST)
        if form.is_valid():
            said = {making.field: form.cleaned_data["words"]}
            if _opened(form, lambda: making.door(question, by=request.user, **said)):
                return self._done(request, making.done)
        return self._page(request, question, AnswerForm(), what, form)

    def _found(self, request: HttpRequest, pk: int) -> Question:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return get_object_or_404(Question.objects.select_related("article__current", "article__published"), pk=pk)

    def _done(self, request: HttpRequest, words: str) -> HttpResponse:
        messages.success(request, words)
        return redirect("admin:articles_question_changelist")

    def _page(
        self, request: HttpRequest, question: Question, form: AnswerForm, what: str = "", refused: WordsForm | None = None
    ) -> HttpResponse:
        """The question with its forms, a refused one with all that was typed in it."""
        offered = {
            name: making for name, making in self.makings.items()
            if name == what or (question.handled_at is None and making.offered(question, request.user))
        }  # fmt: skip
        makings = [(n, m, refused if n == what else WordsForm(m, question)) for n, m in offered.items()]
        title = "A reader asks" if question.kind == Kind.QUESTION else "A reader reports"
        context = {**self.admin_site.each_context(request), "title": title, "question": question, "form": form,
                   "makings": makings, "what": what}  # fmt: skip
        return TemplateResponse(request, "admin/answer.html", context, status=400 if form.errors or refused else 200)

    def has_settle_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    @admin.action(description="Mark as settled", permissions=["settle"])
    def settle(self, request: HttpRequest, rows: QuerySet) -> None:
        count = questions.settle(rows)
        messages.success(request, f"{count} {'question is' if count == 1 else 'questions are'} settled.")


def _opened(form: forms.Form, door: Callable[[], object]) -> bool:
    """Whether the door opened; else the form says why not."""
    try:
        door()
    except Refusal as refusal:
        form.add_error(None, " ".join(error["detail"] for error in refusal.errors) or refusal.detail)
        return False
    return True
