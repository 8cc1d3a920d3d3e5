"""How lists are paged."""

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request

from articles.errors import BadInput

_FORGED = "The parameter `cursor` is none that we gave. Follow `next` and `previous`."


class CursorPages(CursorPagination):
    """Pages by keyset: stable under inserts, the last page as fast as the first."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
    ordering = "-id"

    def decode_cursor(self, request: Request) -> Cursor | None:
        """A list is there whatever its cursor says, so a bad cursor is bad input. DRF calls it not found."""
        try:
            return super().decode_cursor(request)
        except (NotFound, UnicodeError) as error:
            raise BadInput(_FORGED) from error

    def paginate_queryset(self, queryset: QuerySet, request: Request, view=None) -> list | None:
        """A forged cursor may hold a place that is no value of the ordering's field."""
        try:
            return super().paginate_queryset(queryset, request, view)
        except (ValueError, ValidationError) as error:
            if self.cursor_query_param not in request.query_params:
                raise
            raise BadInput(_FORGED) from error
