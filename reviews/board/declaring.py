"""What a board member declares: the doors through which standing disclosures and publications are kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from articles.claims.drugs import mentions
from articles.errors import BadInput
from citations import clock
from citations.dates import year
from citations.identifiers import identifiers
from citations.importing import TooMany, UnknownFormat, parse
from reviews.board.disclosure import ICMJE
from reviews.conflicts import Tie
from reviews.models import BoardMember, Interest, Publication, Review

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def declare(member: BoardMember, interests: Iterable[dict], *, by: User) -> BoardMember:
    """Replace the standing financial disclosures by these, an empty list being an explicit none. Declared today.

    What members disclosed with a signature stays while its round is open, though they declare anew: an editor decides on it.
    """
    with transaction.atomic():
        member = BoardMember.objects.select_for_update(of=("self",)).get(pk=member.pk)
        member.interests.all().delete()
        Interest.objects.bulk_create(Interest(board_member=member, **told) for told in interests)
        if by.pk == member.user_id:
            add_disclosed(member, _undecided(member))
        member.interests_declared_on = clock.today()
        member.save(update_fields=["interests_declared_on"])
    return member


def add_disclosed(member: BoardMember, items: Iterable[dict]) -> None:
    """Add what a signature disclosed to the standing disclosures, so that it counts here and for every later article.

    The drugs that it names are its products. It stays until the member declares anew.
    """
    standing = {_tie(told) for told in counting(member, clock.today())}
    for item in items:
        told = _interest(member, item)
        if _tie(told) not in standing:
            told.save()
            standing.add(_tie(told))


def counting(member: BoardMember, day: date) -> list[Interest]:
    """The standing disclosures that count on that day: what goes on, or ended less than 36 months ago."""
    return [told for told in member.interests.all() if Tie(told.entity, tuple(told.products), told.ended).counts(day)]


def _tie(told: Interest) -> tuple[str, tuple[str, ...]]:
    return told.entity.casefold(), tuple(told.products)


def _undecided(member: BoardMember) -> list[dict]:
    """What the member's signatures in open rounds disclose."""
    signed = Review.objects.filter(assignment__board_member=member, assignment__round__closed_at=None).order_by("pk")
    return [item for disclosure in signed.values_list("disclosure", flat=True) for item in disclosure.get("items", ())]


def _interest(member: BoardMember, item: dict) -> Interest:
    entity, detail = item["entity"], item.get("detail", "")
    products = sorted({mention.name for mention in mentions(f" {entity} {detail}")})
    kind = item["item"] if item["item"] in ICMJE else ICMJE[-1]
    return Interest(board_member=member, item=kind, entity=entity[:200], products=products, detail=detail[:500])


def add_publications(member: BoardMember, source: str, format: str | None = None) -> int:
    """Add the works of a reference list (any format that is read) to a member's own; returns how many were new.

    Raises BadInput where the list cannot be read.
    """
    try:
        parsed = parse(source, format)
    except (UnknownFormat, TooMany) as error:
        raise BadInput.at("/text", f"{error}.") from error
    if not parsed.entries:
        raise BadInput.at("/text", "There is no reference in it that can be read.")
    with transaction.atomic():
        BoardMember.objects.select_for_update(of=("self",)).get(pk=member.pk)
        known = {_identity(p.doi, p.title) for p in member.publications.all()}
        works = {_identity(work.doi, work.title): work for work in (_work(member, e.csl) for e in parsed.entries)}
        new = [work for identity, work in works.items() if identity not in known]
        Publication.objects.bulk_create(new)
    return len(new)


def _work(member: BoardMember, csl: dict) -> Publication:
    doi = dict(identifiers(csl)).get("doi", "")
    authors = [name for name in csl.get("author") or () if isinstance(name, dict)]
    return Publication(
        board_member=member, title=str(csl.get("title") or doi or "untitled")[:500], year=year(csl), doi=doi, authors=authors
    )


def _identity(doi: str, title: str) -> str:
    return doi or title.casefold()
