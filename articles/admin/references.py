"""The registry of works, to be looked at: it is filled by submissions and by the notices that arrive."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from articles.admin.editorial import ReadOnlyAdmin
from articles.admin.keyset import KeysetPages
from citations.models import Identifier, Reference


class Identifiers(admin.TabularInline):
    model = Identifier
    extra = 0
    fields = ["scheme", "value"]

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    has_change_permission = has_delete_permission = has_add_permission


@admin.register(Reference)
class ReferenceAdmin(KeysetPages, ReadOnlyAdmin):
    list_display = ["__str__", "year", "identifiers"]
    fields = ["title", "year", "merged_into", "created_at", "csl"]
    inlines = [Identifiers]
    search_fields = ["pk"]
    search_help_text = "A DOI, PMID, PMCID or ISBN in full, or the beginning of a title."

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("identifiers")

    def get_search_results(self, request: HttpRequest, rows: QuerySet, term: str) -> tuple[QuerySet, bool]:
        if not term.strip():
            return rows, False
        named = Identifier.objects.filter(value__iexact=term.strip()).values("reference")
        return rows.filter(Q(pk__in=named) | Q(title__istartswith=term.strip())), False

    @admin.display(description="Identifiers")
    def identifiers(self, reference: Reference) -> str:
        return ", ".join(str(identifier) for identifier in reference.identifiers.all())
