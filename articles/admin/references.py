"""The registry of works in admin: found, looked at, merged, and told of. It is filled by submissions and notices."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join

from articles.admin.doormat import told
from articles.admin.editorial import ReadOnlyAdmin
from articles.admin.keyset import KeysetPages
from articles.admin.reference_forms import MergeForm, NoticeForm, ReplacesForm
from articles.references import sources
from citations import merging
from citations.formatting import format_item
from citations.models import Merge, Notice, Reference
from citations.notices import STATUSES

#: Citing articles shown of one work, the newest first.
MOST_CITING = 50
_BADGES = {"retracted": "error", "concern": "warning", "superseded": "warning", "corrected": "info"}


class Standing(admin.SimpleListFilter):
    title = "standing"
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(status, status.capitalize()) for status in STATUSES]

    def queryset(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        return rows.standing_as(self.value()) if self.value() in STATUSES else rows


@admin.register(Reference)
class ReferenceAdmin(KeysetPages, ReadOnlyAdmin):
    """A work's page shows it, its buttons open doors; nothing of it is edited."""

    list_display = ["__str__", "year", "identifiers", "badges"]
    list_filter = [Standing]
    search_fields = ["pk"]
    search_help_text = "A DOI, PMID, PMCID or ISBN in full, or words of a title."

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).surviving().prefetch_related("identifiers")

    def get_search_results(self, request: HttpRequest, rows: QuerySet, term: str) -> tuple[QuerySet, bool]:
        return (rows.matching(term.strip()) if term.strip() else rows), False

    @admin.display(description="Identifiers")
    def identifiers(self, reference: Reference) -> str:
        return ", ".join(str(identifier) for identifier in reference.identifiers.all())

    @admin.display(description="Standing")
    def badges(self, reference: Reference) -> str:
        said = [(_BADGES[status], status) for status in reference.standing]
        return format_html_join(" ", '<span class="badge {}">{}</span>', said) or "–"

    def get_urls(self) -> list[URLPattern]:
        steps = [
            path("<int:pk>/notice/", self._guarded(self.notice), name="citations_reference_notice"),
            path("<int:pk>/replaces/", self._guarded(self.replaces), name="citations_reference_replaces"),
            path("<int:pk>/find/", self._guarded(self.find), name="citations_reference_find"),
            path("<int:pk>/merge/<int:into>/", self._guarded(self.merge), name="citations_reference_merge"),
            path("merge/<int:pk>/undo/", self._guarded(self.undo), name="citations_reference_undo"),
        ]
        return [*steps, *super().get_urls()]

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context=None) -> HttpResponse:
        if request.method != "GET" or not self.has_view_permission(request):
            raise PermissionDenied
        if not (object_id.isascii() and object_id.isdecimal() and len(object_id) < 19):
            raise Http404
        return self._page(request, int(object_id))

    def notice(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST a notice by hand."""
        form = NoticeForm(request.POST or None)
        if request.method == "POST" and not form.is_valid():
            return self._page(request, pk, notice=form)
        if request.method == "POST":
            with told(request):
                sources.tell(self._found(pk), by=request.user, **form.cleaned_data)
                messages.success(request, "The notice is kept. Citing articles hear within a minute.")
        return redirect(_page_of(pk))

    def replaces(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST which work this one replaces."""
        form = ReplacesForm(request.POST or None)
        if request.method == "POST" and not form.is_valid():
            return self._page(request, pk, replaces=form)
        if request.method == "POST":
            with told(request):
                replaced = form.cleaned_data["replaced"]
                sources.tell(replaced, by=request.user, nature="superseded", replacement=self._found(pk))
                messages.success(request, "Superseded. Articles that cite it hear within a minute.")
        return redirect(_page_of(pk))

    def find(self, request: HttpRequest, pk: int) -> HttpResponse:
        """From a typed identifier to the preview of a merge."""
        form = MergeForm(request.GET)
        if not form.is_valid():
            return self._page(request, pk, merge=form)
        return redirect("admin:citations_reference_merge", pk, form.cleaned_data["other"].pk)

    def merge(self, request: HttpRequest, pk: int, into: int) -> HttpResponse:
        """GET shows both side by side and what will move; POST merges."""
        duplicate, survivor = self._found(pk), self._found(into)
        if request.method == "POST":
            with told(request):
                sources.merge(duplicate, survivor, by=request.user)
                messages.success(request, "Merged. It can be undone from this page.")
            return redirect(_page_of(survivor.pk))
        halves = [_half(duplicate), _half(survivor)]
        confidence = round(100 * merging.same_work(duplicate.csl, survivor.csl))
        context = {"duplicate": duplicate, "into": survivor, "halves": halves, "confidence": confidence}
        return self._render(request, "merge", "Merge two references", **context)

    def undo(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST takes a merge back."""
        done = get_object_or_404(Merge.objects.select_related("duplicate", "into"), pk=pk)
        if request.method == "POST":
            with told(request):
                sources.undo(done, by=request.user)
                messages.success(request, "The merge is undone: both references stand for themselves again.")
        return redirect(_page_of(done.into_id))

    def _guarded(self, view):
        """For editors only, like every page of this table."""

        def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not self.has_view_permission(request):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return self.admin_site.admin_view(answer)

    def _found(self, pk: int) -> Reference:
        return get_object_or_404(Reference.objects.prefetch_related("identifiers"), pk=pk)

    def _page(self, request: HttpRequest, pk: int, **refused: Form) -> HttpResponse:
        """The work, with the refused form in its place and all that was typed in it."""
        work = self._found(pk)
        forms = {"notice": NoticeForm(), "replaces": ReplacesForm(), "merge": MergeForm()} | refused
        proposals = merging.possible_duplicates(work) if work.merged_into_id is None else []
        citing = sources.citing(pk).select_related("current").order_by("-pk")
        context = {
            "work": work,
            "line": format_item(work.csl, "nlm").plain,
            "badges": [(_BADGES[status], status) for status in work.standing],
            "notices": Notice.objects.filter(reference=pk).select_related("entered_by", "replacement").order_by("-pk"),
            "citing": citing[:MOST_CITING],
            "cited_by": citing.count(),
            "proposals": [(p.reference, round(100 * p.confidence)) for p in proposals],
            "merges": Merge.objects.filter(into=pk).select_related("duplicate", "by", "undone_by"),
            "forms": forms,
        }  # fmt: skip
        title = work.title or f"Reference {pk}"
        return self._render(request, "reference", title, status=400 if refused else 200, **context)

    def _render(self, request: HttpRequest, name: str, title: str, status: int = 200, **parts: object) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "title": title, "opts": self.opts, **parts}
        return TemplateResponse(request, f"admin/references/{name}.html", context, status=status)


def _half(reference: Reference) -> dict:
    """One side of a preview."""
    return {
        "work": reference,
        "line": format_item(reference.csl, "nlm").plain,
        "notices": list(reference.notices.order_by("-pk")),
        "citing": sources.citing(reference.pk).count(),
    }


def _page_of(pk: int) -> str:
    return reverse("admin:citations_reference_change", args=[pk])
