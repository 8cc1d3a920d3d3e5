"""Whether a request asks only what would become of it."""

from __future__ import annotations

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.serializers import BooleanField

from articles.errors import BadInput


def is_dry(request: Request) -> bool:
    """`?dry_run=` in any spelling of true or false. Raises BadInput for another: who asks counts on nothing being written."""
    asked = request.query_params.get("dry_run", "false")
    try:
        return BooleanField().run_validation(asked)
    except ValidationError as error:
        raise BadInput("The parameter `dry_run` is true or false. Nothing was written.") from error


def refuse_dry(request: Request) -> None:
    """Where there is no dry run to be had, a request for one must not be taken for a real one. Raises BadInput."""
    if is_dry(request):
        raise BadInput("A revision has no dry run, and none was made: check its text with POST /api/v1/articles/?dry_run=true.")
