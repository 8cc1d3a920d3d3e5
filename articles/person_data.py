"""What is held about one person, handed out: what they may ask for before they ask to be erased.

Every relation that leads to an account or to a board member is named here as one of three: theirs (whole rows), only touched by
them (which row, without what stands in it, since that is about others), or left out. A test finds one that is in none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import BinaryField, Model

from articles.errors import NotAllowed
from articles.roles import is_editor

if TYPE_CHECKING:
    from django.contrib.auth.models import User

#: By model: the way from it to the account.
THEIRS = {
    "account.EmailAddress": "user",
    "articles.ApiKey": "user",
    "articles.Contributor": "account",
    "articles.Delivery": "recipient",
    "articles.Event": "actor",
    "articles.EventText": "event__actor",
    "articles.Preference": "account",
    "articles.Webhook": "owner",
    "mfa.Authenticator": "user",
    "reviews.Assignment": "board_member__user",
    "reviews.BoardMember": "user",
    "reviews.Comment": "assignment__board_member__user",
    "reviews.Confirmation": "review__assignment__board_member__user",
    "reviews.Interest": "board_member__user",
    "reviews.Override": "board_member__user",
    "reviews.Publication": "board_member__user",
    "reviews.Review": "assignment__board_member__user",
    "socialaccount.SocialAccount": "user",
    "usersessions.UserSession": "user",
}
TOUCHED = {
    ("admin.LogEntry", "user"),
    ("articles.Article", "author"),
    ("articles.Article", "editor"),
    ("articles.DrugLabel", "added_by"),
    ("articles.Finding", "waived_by"),
    ("articles.OwnLetter", "changed_by"),
    ("articles.PolicyText", "changed_by"),
    ("articles.Revision", "created_by"),
    ("citations.Merge", "by"),
    ("citations.Merge", "undone_by"),
    ("citations.Notice", "entered_by"),
    ("reviews.Assignment", "invited_by"),
    ("reviews.BoardMember", "licence_revoked_by"),
    ("reviews.BoardMember", "licence_verified_by"),
    ("reviews.Override", "by"),
}
LEFT_OUT = {
    ("articles.FailedProof", "user"): "a count of failed proofs, gone with the next that holds",
    ("articles.StoredAnswer", "user"): "copies of answers to their own requests, gone after a day",
    ("auth.User_groups", "user"): "told as the account's roles",
    ("auth.User_user_permissions", "user"): "unused: roles say who may do what",
    ("reviews.Due", "board_member"): "what time will make due; nothing about anybody",
}
#: What would open something to whoever reads the copy.
SECRET = {"password", "digest", "token_key", "data:mfa.Authenticator", "session_key", "extra_data"}


def hand_out(person: User, *, by: User) -> dict[str, Any]:
    """All that is held about an account, ready for JSON; on record, as an erasure is. Raises NotAllowed: editors only."""
    if not is_editor(by):
        raise NotAllowed("Only managing editors hand out what is held about a person.")
    found = {
        "account": _row(person) | {"roles": sorted(person.groups.values_list("name", flat=True))},
        "theirs": {label: [_row(row) for row in _rows(label, way, person)] for label, way in THEIRS.items()},
        "touched": {f"{label} {name}": [row.pk for row in _rows(label, name, person)] for label, name in sorted(TOUCHED)},
    }
    LogEntry.objects.create(
        user=by, content_type=ContentType.objects.get_for_model(person), object_id=str(person.pk),
        object_repr=person.username, action_flag=CHANGE, change_message="Handed out what is held about them.",
    )  # fmt: skip
    return found


def _rows(label: str, way: str, person: User) -> Iterator[Model]:
    return apps.get_model(label)._base_manager.filter(**{way: person}).order_by("pk").iterator(chunk_size=1000)


def _row(row: Model) -> dict[str, Any]:
    """Its own columns, without secrets; what is binary is sealed, or a digest."""
    label = row._meta.label
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not (isinstance(field, BinaryField) or {field.name, f"{field.name}:{label}"} & SECRET)
    }
