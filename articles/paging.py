"""How lists are paged."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from articles import preconditions, syncing
from articles.errors import BadInput

if TYPE_CHECKING:
    from rest_framework.generics import GenericAPIView
    from rest_framework.serializers import BaseSerializer

FORGED = "The parameter `cursor` is none that we gave. Follow `next` and `previous`."


class CursorPages(CursorPagination):
    """Pages by keyset: stable under inserts, the last page as fast as the first."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
    ordering = "-id"

    def get_page_size(self, request: Request) -> int:
        """More than a page may hold is cut to what it may; what is no size is refused."""
        asked = request.query_params.get(self.page_size_query_param)
        if asked is not None and not (asked.isdecimal() and int(asked[:9])):
            raise BadInput(f"The parameter `{self.page_size_query_param}` is a number from 1 to {self.max_page_size}.")
        return super().get_page_size(request)

    def decode_cursor(self, request: Request) -> Cursor | None:
        """A list is there whatever its cursor says, so a bad cursor is bad input. DRF calls it not found."""
        try:
            return super().decode_cursor(request)
        except (NotFound, UnicodeError) as error:
            raise BadInput(FORGED) from error

    def paginate_queryset(self, queryset: QuerySet, request: Request, view=None) -> list | None:
        """A forged cursor may hold a place that is no value of the ordering's field."""
        try:
            return super().paginate_queryset(queryset, request, view)
        except (ValueError, ValidationError) as error:
            if self.cursor_query_param not in request.query_params:
                raise
            raise BadInput(FORGED) from error


class PartPages(CursorPages):
    """Pages of what belongs to one thing, in the order in which it stands: mostly one page holds it all."""

    page_size = 200

    def get_ordering(self, request: Request, queryset: QuerySet, view) -> tuple[str, ...]:
        return tuple(queryset.query.order_by or queryset.model._meta.ordering)


class OnePage(CursorPages):
    """What is worked out as a whole, in the shape of every list: there is no other page."""

    def paginate_queryset(self, found: Iterable, request: Request, view=None) -> list:
        return list(found)

    def get_next_link(self) -> None:
        return None

    def get_previous_link(self) -> None:
        return None

    def get_schema_operation_parameters(self, view) -> list[dict]:
        return []


def paged(view: GenericAPIView, found: Iterable, shape: type[BaseSerializer]) -> Response:
    """A page of what was found, each in this shape."""
    told = shape(view.paginate_queryset(found), many=True, context=view.get_serializer_context())
    return view.get_paginated_response(told.data)


class ArticlePages(CursorPages):
    """Pages of articles: newest first, or by rank where words were searched for.

    Each answer tells a `sync_token`: what to send as `updated_since` to be told what changed from here on. All pages of
    one list carry the token of its first one, in their addresses, so that nothing is lost that changes between pages.
    """

    begun = "begun"

    def get_ordering(self, request: Request, queryset: QuerySet, view) -> tuple[str, ...]:
        return ("-search_rank", "-id") if "search_rank" in queryset.query.annotations else ("-id",)

    def paginate_queryset(self, queryset: QuerySet, request: Request, view=None) -> list | None:
        self.sync_token = request.query_params.get(self.begun) or syncing.token()
        syncing.read(self.sync_token)
        found = super().paginate_queryset(queryset, request, view)
        self.base_url = replace_query_param(self.base_url, self.begun, self.sync_token)
        return found

    def get_paginated_response(self, data) -> Response:
        """Tagged by what the page says. The token is left out of the tag: an older one leads to the same, and to more."""
        response = super().get_paginated_response(data)
        links = [remove_query_param(response.data[link] or "", self.begun) for link in ("next", "previous")]
        response["ETag"] = f'W/"{preconditions.digest([data, links])}"'
        response.data["sync_token"] = self.sync_token
        return response

    def get_paginated_response_schema(self, schema: dict) -> dict:
        page = super().get_paginated_response_schema(schema)
        token = {"type": "string", "description": "Send it as `updated_since` to be told what changed from here on."}
        page["properties"]["sync_token"] = token
        page["required"] = [*page.get("required", []), "sync_token"]
        return page
