"""Erasing a person: their name, address and words go, what happened stays, and the chain of every history stays whole.

Events hold ids and salted digests only, so nothing in them has to change.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q, QuerySet

from articles.errors import BadInput, NotAllowed, Unmet
from articles.models import ApiKey, Contributor, Delivery, EventText, FailedProof, Publication, StoredAnswer
from articles.roles import is_editor
from citations import clock
from citations.folding import fold

if TYPE_CHECKING:
    from django.contrib.auth.models import User

NAME = "Erased at their own request"


@dataclass(frozen=True)
class Erasure:
    """How many of their notes and reasons went, and who is still named as a contributor of what they submitted."""

    words: int
    still_named: list[str]


def erase(person: User, *, by: User, reason: str, names: Iterable[str] = ()) -> Erasure:
    """Erase who stands behind an account. May run twice.

    Contributors are named in words: those of what the account wrote go that bear the person's own name, or one of `names`
    (or an ORCID iD among them).

    Raises Unmet for a board member: their signatures are what an approval rests on, and are kept for as long as it is shown.
    """
    if not is_editor(by):
        raise NotAllowed("Only managing editors erase a person.")
    if not reason.strip():
        raise BadInput.at("/reason", "Say why: the erasure itself is kept on record.")
    if hasattr(person, "board_member"):
        raise Unmet(f"{person} is a board member: signatures are kept as evidence. End their term, and empty their profile.")
    with transaction.atomic():
        person = type(person).objects.select_for_update().get(pk=person.pk)
        words = EventText.objects.filter(event__actor=person, erased_at=None).update(text="", erased_at=clock.now())
        named = _named(person, names)
        Publication.objects.filter(article__in=named.values("revision__article")).delete()
        named.update(name=NAME, orcid="", affiliation="")
        for kind in (ApiKey, FailedProof, StoredAnswer, Authenticator, EmailAddress, SocialAccount):
            kind.objects.filter(user=person).delete()
        for session in UserSession.objects.filter(user=person):
            session.end()
        Delivery.objects.filter(recipient=person).delete()
        _empty(person)
        LogEntry.objects.create(
            user=by, content_type=ContentType.objects.get_for_model(person), object_id=str(person.pk),
            object_repr=person.username, action_flag=CHANGE, change_message=f"Erased. {reason}",
        )  # fmt: skip
    still = Contributor.objects.filter(revision__article__writers__contains=[person.pk]).exclude(name=NAME)
    return Erasure(words, sorted(set(still.values_list("name", flat=True))))


def _named(person: User, names: Iterable[str]) -> QuerySet[Contributor]:
    """As whom they wrote: rows of their account, and of what it wrote those with one of their names."""
    theirs = {fold(name) for name in (*names, person.get_full_name()) if name.strip()}
    written = Contributor.objects.filter(revision__article__writers__contains=[person.pk])
    by_name = [row.pk for row in written if {fold(row.name), fold(row.orcid)} & theirs]
    return Contributor.objects.filter(Q(account=person) | Q(pk__in=by_name))


def _empty(person: User) -> None:
    """The account stays as a number: the history refers to it, and nobody can sign in with it."""
    person.username, person.first_name, person.last_name, person.email = f"erased-{person.pk}", "", "", ""
    person.is_active = person.is_staff = person.is_superuser = False
    person.last_login = None
    person.set_unusable_password()
    person.save()
    person.groups.clear()
