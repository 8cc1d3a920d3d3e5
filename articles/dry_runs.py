"""Requests that ask only what would become of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.serializers import BooleanField

from articles import answers, examination
from articles.errors import BadInput, Duplicate
from articles.intake import Draft
from articles.submission import refuse_duplicates

if TYPE_CHECKING:
    from django.contrib.auth.models import User


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


def tried(drafts: list[Draft], *, by: User, named: set[str]) -> list[dict]:
    """What submissions would be told, after others with the external ids in `named`, to which theirs are added.

    Raises Duplicate as the submissions would.
    """
    refuse_duplicates(drafts, by)
    names = [draft.external_id for draft in drafts if draft.external_id is not None]
    if len(named.union(names)) < len(named) + len(names):
        raise Duplicate("An earlier item of this batch has this external_id.")
    told = [answers.dry_run(draft.content, examination.examine(draft.content)) for draft in drafts]
    named.update(names)
    return told
