"""The list of articles. What is done to one stands on a page of its own, which `reviews.admin` adds."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify

from articles import searching
from articles.admin.editorial import ReadOnlyAdmin
from articles.admin.keyset import KeysetPages
from articles.models import Article
from citations import clock


class Overdue(admin.SimpleListFilter):
    title = "re-review"
    parameter_name = "overdue"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("yes", "Overdue")]

    def queryset(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        return rows.overdue(clock.today()) if self.value() == "yes" else rows


class Errors(admin.SimpleListFilter):
    title = "findings"
    parameter_name = "errors"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("yes", "With open errors")]

    def queryset(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        return rows.filter(errors__gt=0) if self.value() == "yes" else rows


class Folded(admin.ChoicesFieldListFilter):
    """A long list of choices, folded until one is chosen."""

    template = "admin/folded_filter.html"


class ArticleList(KeysetPages, ReadOnlyAdmin):
    """Newest first. One query for the rows, whatever the data."""

    list_display = ["question", "badge", "risk", "findings", "due"]
    list_filter = ["state", "risk", Overdue, Errors, ("specialty", Folded)]
    list_select_related = ["current", "author"]
    search_fields = ["pk"]
    search_help_text = "Words of the question, the article's address, an external id, or a number."

    def get_search_results(self, request: HttpRequest, rows: QuerySet, term: str) -> tuple[QuerySet, bool]:
        """By number, external id, address or words of the question, each by its index."""
        term = term.strip()
        if not term:
            return rows, False
        found = Q(external_id=term) | Q(slug=slugify(term)) | Q(pk__in=list(searching.asking(term).values()))
        if term.isascii() and term.isdecimal() and len(term) < 19:
            found |= Q(pk=int(term))
        return rows.filter(found), False

    @admin.display(description="Article")
    def question(self, article: Article) -> SafeString:
        author = article.author.get_full_name() or article.author.get_username()
        about = f"{article.get_specialty_display()}, {author}"
        return format_html('{} <span class="quiet">{}</span>', article.current.question, about)

    @admin.display(description="State")
    def badge(self, article: Article) -> SafeString:
        return format_html('<span class="badge {}">{}</span>', article.state, article.get_state_display())

    @admin.display(description="Findings")
    def findings(self, article: Article) -> SafeString | str:
        """Open errors and warnings; a word for each, since colour alone tells nobody anything."""
        said = [
            format_html(
                '<span class="badge {}">{} {}{}</span> ', kind, count, kind, "" if count == 1 else "s"
            )
            for kind, count in (("error", article.errors), ("warning", article.warnings))
            if count
        ]
        return format_html("{}" * len(said), *said) if said else "none"

    @admin.display(description="Next review")
    def due(self, article: Article) -> str:
        return date_format(article.next_review_due, "j M Y") if article.next_review_due else ""
