"""How lists are paged."""

from rest_framework.pagination import CursorPagination


class CursorPages(CursorPagination):
    """Pages by keyset: stable under inserts, the last page as fast as the first."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
    ordering = "-id"
