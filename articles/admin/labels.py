"""The label table: rows in force and their forerunners. A changed row is a new row; the old one stays to be looked at."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from articles.admin.editorial import EditorialAdmin
from articles.labels.intake import KEY, put, withdraw
from articles.models import DrugLabel

VALUES = ("maximum", "unit", "arithmetic", "cautions", "note", "read_on")


@admin.register(DrugLabel)
class DrugLabelAdmin(EditorialAdmin):
    """Editors add and change rows, each with its source and the day it was read; the checks quote them."""

    list_display = ["drug", "form", "limit", "availability", "jurisdiction", "population", "read_on", "in_force"]
    list_filter = [("replaced_at", admin.EmptyFieldListFilter), "availability"]
    search_fields = ["drug", "source"]
    fields = [*KEY, *VALUES]
    actions = ["withdraw"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: DrugLabel | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.replaced_at is None)

    def get_readonly_fields(self, request: HttpRequest, obj: DrugLabel | None = None) -> list[str]:
        """What a row speaks of stays; another drug or source is another row."""
        return list(KEY) if obj else []

    def save_model(self, request: HttpRequest, obj: DrugLabel, form, change: bool) -> None:
        """Through the door: the old row is replaced, not overwritten."""
        put({name: getattr(obj, name) for name in (*KEY, *VALUES)}, by=request.user)
        obj.pk = DrugLabel.objects.get(replaced_at=None, **{name: getattr(obj, name) for name in KEY}).pk

    @admin.action(description="Take out of force")
    def withdraw(self, request: HttpRequest, rows) -> None:
        count = withdraw(rows)
        self.message_user(request, f"{count} rows are no longer in force.")

    @admin.display(description="In 24 hours", ordering="maximum")
    def limit(self, row: DrugLabel) -> str:
        return f"{row.maximum.normalize():f} {row.unit}"

    @admin.display(boolean=True, description="In force")
    def in_force(self, row: DrugLabel) -> bool:
        return row.replaced_at is None
