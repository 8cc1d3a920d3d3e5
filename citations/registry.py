"""The door into the registry: the same work is one reference, whoever cites it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from citations import clock, identifiers, news, notices
from citations.dates import year
from citations.models import Identifier, Notice, Reference


def register(items: Sequence[dict]) -> list[Reference]:
    """The references that these CSL-JSON items name, in their order; new works are added.

    Known by identifier first, then by fingerprint (title, year and first author) for items without one. Two requests
    that add the same new work at once end with one identifier row, so with one reference to be found from then on.
    """
    if not items:
        return []
    named = [identifiers.identifiers(item) for item in items]
    prints = [identifiers.fingerprint(item) for item in items]
    known = _known(named, prints)
    found = [_match(names, printed, known) for names, printed in zip(named, prints, strict=True)]
    fresh = {}
    for place, reference in enumerate(found):
        if reference is None:
            found[place] = fresh.setdefault(_identity(named[place], prints[place]), _new(items[place], prints[place]))
    if fresh:
        Reference.objects.bulk_create(fresh.values())
    _name(found, named, known)
    if fresh:
        news.attach(list(fresh.values()), [name for names in named for name in names])
    return found


def standings(items: Sequence[dict]) -> list[tuple[str, ...]]:
    """What is known of the works that these items name, without adding any: the standing of each, in their order."""
    named = [identifiers.identifiers(item) for item in items]
    values = {value for names in named for _, value in names}
    told = Identifier.objects.filter(value__in=values).exclude(reference__standing=[]).select_related("reference")
    doubted = {(row.scheme, row.value): tuple(row.reference.standing) for row in told}
    waiting = Notice.objects.filter(Q(doi__in=values) | Q(pmid__in=values), reference=None)
    unclaimed: dict[tuple[str, str], list[Notice]] = {}
    for notice in waiting:
        unclaimed.setdefault(("doi", notice.doi) if notice.doi else ("pmid", notice.pmid), []).append(notice)
    doubted |= {name: notices.status(rows) for name, rows in unclaimed.items()}
    return [next((doubted[name] for name in names if name in doubted), ()) for names in named]


def _known(named: list[list[tuple[str, str]]], prints: list[str]) -> dict:
    """Existing references by (scheme, value) and by fingerprint; merged ones answer as what they were merged into."""
    values = {value for names in named for _, value in names}
    known: dict = {}
    for row in Identifier.objects.filter(value__in=values).select_related("reference__merged_into"):
        known[row.scheme, row.value] = row.reference.merged_into or row.reference
    bare = {printed for names, printed in zip(named, prints, strict=True) if not names}
    if bare:
        for reference in Reference.objects.filter(fingerprint__in=bare).select_related("merged_into").order_by("-id"):
            known[reference.fingerprint] = reference.merged_into or reference
    return known


def _match(names: list[tuple[str, str]], printed: str, known: dict) -> Reference | None:
    if not names:
        return known.get(printed)
    return next((known[name] for name in names if name in known), None)


def _identity(names: list[tuple[str, str]], printed: str) -> tuple[str, str]:
    return names[0] if names else ("fingerprint", printed)


def _new(csl: dict, printed: str) -> Reference:
    title = csl.get("title")
    return Reference(
        csl=csl, title=title if isinstance(title, str) else "", year=year(csl), fingerprint=printed,
        created_at=clock.now(),
    )  # fmt: skip


def _name(found: Sequence[Reference], named: list[list[tuple[str, str]]], known: dict) -> None:
    """Write down identifiers that are new. One that names another work already stays where it is."""
    rows = {
        name: Identifier(reference=reference, scheme=name[0], value=name[1])
        for reference, names in zip(found, named, strict=True)
        for name in names
        if name not in known
    }
    if rows:
        Identifier.objects.bulk_create(rows.values(), ignore_conflicts=True)
