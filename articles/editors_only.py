"""Parts of the API that are for managing editors."""

from __future__ import annotations

from rest_framework.exceptions import NotFound
from rest_framework.request import Request

from articles.models import Scope
from articles.roles import is_editor


class EditorsOnly:
    """For DRF views: for whoever is no managing editor there is nothing here."""

    read_scopes, write_scopes = (Scope.EDITOR_READ, Scope.EDITOR_WRITE), (Scope.EDITOR_WRITE,)

    def initial(self, request: Request, *args, **kwargs) -> None:
        super().initial(request, *args, **kwargs)
        if not is_editor(request.user):
            raise NotFound
