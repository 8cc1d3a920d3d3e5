"""Long lists in admin, paged by key: no COUNT and no OFFSET, so the last page costs what the first does."""

from __future__ import annotations

from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest

BEFORE, AFTER = "before", "after"


class KeysetChangeList(ChangeList):
    """Newest first. `?before=ID` is the page of what is older, `?after=ID` of what is newer.

    Rows with a `place` are listed by it: what comes next is then what counts as older.
    """

    def get_filters_params(self, params: dict | None = None) -> dict:
        return {
            name: value
            for name, value in super().get_filters_params(params).items()
            if name not in (BEFORE, AFTER)
        }

    def get_ordering(self, request: HttpRequest, queryset) -> list[str]:
        return ["place"] if "place" in queryset.query.annotations else ["-pk"]

    def get_results(self, request: HttpRequest) -> None:
        before, after = (_key(request, name) for name in (BEFORE, AFTER))
        self.key, older, newer, back = _ways(self.queryset)
        if after is not None:
            rows = list(self.queryset.filter(**{newer: after}).order_by(back)[: self.list_per_page + 1])
            more_newer, more_older = len(rows) > self.list_per_page, True
            rows = rows[: self.list_per_page][::-1]
        else:
            further = self.queryset if before is None else self.queryset.filter(**{older: before})
            rows = list(further[: self.list_per_page + 1])
            more_newer, more_older = before is not None, len(rows) > self.list_per_page
            rows = rows[: self.list_per_page]
        self._show(rows, more_newer, more_older)

    def _show(self, rows: list, more_newer: bool, more_older: bool) -> None:
        self.result_list, self.result_count = rows, len(rows)
        self.full_result_count, self.show_full_result_count = None, False
        self.show_admin_actions, self.can_show_all, self.multi_page = True, False, False
        self.newer = self._page(AFTER, getattr(rows[0], self.key)) if rows and more_newer else ""
        self.older = self._page(BEFORE, getattr(rows[-1], self.key)) if rows and more_older else ""

    def _page(self, side: str, key: int) -> str:
        return self.get_query_string({side: key}, [AFTER if side == BEFORE else BEFORE])


class KeysetPages:
    """For a ModelAdmin whose table grows without end."""

    list_per_page = 50
    sortable_by = ()
    change_list_template = "admin/keyset_change_list.html"

    def get_changelist(self, request: HttpRequest, **kwargs: object) -> type[ChangeList]:
        return KeysetChangeList


def _ways(queryset: QuerySet) -> tuple[str, str, str, str]:
    """What is paged by, how the rows after and before a key are found, and the order backwards."""
    if "place" in queryset.query.annotations:
        return "place", "place__gt", "place__lt", "-place"
    return "pk", "pk__lt", "pk__gt", "pk"


def _key(request: HttpRequest, name: str) -> int | None:
    value = request.GET.get(name, "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 20 and int(value) < 2**63 else None
