"""What the tables of the editors' admin share: editors only, and nothing that is kept can be deleted."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst

from articles.roles import is_editor


class EditorialAdmin(admin.ModelAdmin):
    """For managing editors, by role: Django's own permissions say nothing here. Nobody adds or deletes."""

    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """A list is headed by what it lists."""
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_editor(request.user)

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return is_editor(request.user)

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return is_editor(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class ReadOnlyAdmin(EditorialAdmin):
    """To be looked at: it changes through doors only."""

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
