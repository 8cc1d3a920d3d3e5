"""The editor's page of an article, and the steps taken from it: parse, open one door, show."""

from __future__ import annotations

from functools import partial

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from articles.admin.articles import ArticleList
from articles.admin.doormat import DoorForm, knock
from articles.models import Article
from articles.roles import edits
from citations import clock
from reviews import changes
from reviews.admin.steps import DECISIONS, STEPS
from reviews.dossier import article_rows, dossier, events, told
from reviews.pack import answers as pack_answers
from reviews.workflow.seats import next_cause

#: Events on a page of the history.
PAGE = 100


@admin.register(Article)
class ArticleAdmin(ArticleList):
    """Nothing of an article is edited: its page shows it, its buttons open doors."""

    def get_urls(self) -> list[URLPattern]:
        step = self.admin_site.admin_view(self.step)
        pack = self.admin_site.admin_view(self.evidence_pack)
        return [
            path("<int:pk>/changes/", self.admin_site.admin_view(self.changes_view), name="articles_article_changes"),
            path("<int:pk>/step/<str:step>/", step, name="articles_article_step"),
            path("<int:pk>/evidence-pack.<str:form>", pack, name="articles_article_pack"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context=None
    ) -> HttpResponse:
        return self._page(request, self._found(request, object_id))

    def step(self, request: HttpRequest, pk: int, step: str) -> HttpResponse:
        """POST one step. A GET of its address changes nothing and leads to the article."""
        article = self._found(request, pk)
        if step not in STEPS:
            raise Http404
        page = reverse("admin:articles_article_change", args=[article.pk])
        if request.method != "POST":
            return redirect(page)
        taken = STEPS[step]
        form = taken.form(request.POST, article=article, auto_id=_ids(step, request.POST.get("finding")))
        if knock(form, partial(taken.door, article, by=request.user)):
            messages.success(request, taken.done)
            return redirect(page)
        messages.error(
            request, " ".join(form.non_field_errors()) or "Something is missing: see the form below."
        )
        return self._page(request, self._found(request, pk), step, form)

    def history_view(self, request: HttpRequest, object_id: str, extra_context=None) -> HttpResponse:
        """What happened, newest first, in pages by sequence number."""
        article = self._found(request, object_id)
        if not edits(request.user, article):
            raise PermissionDenied
        before = request.GET.get("before", "")
        rows = events(article).filter(seq__lt=int(before)) if _is_number(before) else events(article)
        found = list(rows[: PAGE + 1])
        context = self._context(
            request, "History", article=article, events=told(article, found[:PAGE]), more=len(found) > PAGE
        )
        return TemplateResponse(request, "reviews/history.html", context)

    def changes_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What changed, word by word, and which round the first invitation will open for it."""
        article = self._found(request, pk)
        cause, why = ("", "") if article.open_round else next_cause(article, clock.today())
        context = self._context(
            request, "What changed", article=article, comparisons=changes.of_an_update(article), cause=cause, why=why
        )
        return TemplateResponse(request, "reviews/changes.html", context)

    def evidence_pack(self, request: HttpRequest, pk: int, form: str) -> HttpResponse:
        """What an auditor asks for, to print or as a file."""
        article = self._found(request, pk)
        if not edits(request.user, article):
            raise PermissionDenied
        if form not in pack_answers.FORMS:
            raise Http404
        return pack_answers.answer(article, form)

    def _found(self, request: HttpRequest, pk: object) -> Article:
        if not self.has_view_permission(request):
            raise PermissionDenied
        if not _is_number(str(pk)):
            raise Http404
        return get_object_or_404(article_rows(), pk=pk)

    def _page(
        self, request: HttpRequest, article: Article, step: str = "", refused: DoorForm | None = None
    ) -> HttpResponse:
        """The article, with the refused form in its place and all that was typed in it."""
        parts = dossier(article, request.user)
        forms = _forms(article, parts)
        if placed := refused is not None and _has_place(step, refused, parts):
            forms[step] = refused
        decisions = [(name, STEPS[name], forms[name]) for name in DECISIONS if name in forms]
        context = self._context(
            request, article.current.question, **parts, forms=forms, decisions=decisions,
            refused=step if placed else "", homeless=None if placed else refused,
            refused_finding=refused.data.get("finding") if placed and step == "waive" else "",
            refused_member=refused.data.get("board_member") if placed and step == "overrule" else "",
        )  # fmt: skip
        return TemplateResponse(
            request, "reviews/article.html", context, status=refused.status if refused else 200
        )

    def _context(self, request: HttpRequest, title: str, **parts: object) -> dict:
        return {**self.admin_site.each_context(request), "title": title, "opts": self.opts, **parts}


def _forms(article: Article, parts: dict) -> dict[str, DoorForm]:
    """An empty form for each step that may be taken now."""
    return {
        name: STEPS[name].form(article=article, auto_id=_ids(name))
        for name in parts["actions"]
        if name in STEPS
    }


def _has_place(step: str, form: DoorForm, parts: dict) -> bool:
    """Whether the page still offers this step: else what was typed is shown apart, without a button."""
    if step not in parts["actions"]:
        return False
    open_findings = {str(r.finding.pk) for r in parts["reading"].remarks if r.finding.waived_at is None}
    return step != "waive" or form.data.get("finding") in open_findings


def _is_number(text: str) -> bool:
    """Whether it can be a key or a sequence number: what is longer would be an error of the database."""
    return text.isascii() and text.isdecimal() and len(text) < 10


def _ids(step: str, finding: str | None = None) -> str:
    """Ids of a form's fields: several forms stand on one page."""
    return f"{step}{finding or ''}_%s"
