"""The door into the registry: the same work is one reference, whoever cites it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.db.models import Q

from citations import clock, identifiers, news, notices
from citations.dates import year
from citations.models import Identifier, Notice, Reference
from citations.searching import SCHEMES

_HOLD = (
    "SELECT id, standing, merged_into_id FROM citations_reference WHERE id = ANY(%s) ORDER BY id FOR SHARE"
)
#: In order, so that two requests that name the same works wait for each other and never in a circle.
_NAME = """
    INSERT INTO citations_identifier (reference_id, scheme, value)
    SELECT * FROM unnest(%s::bigint[], %s::text[], %s::text[])
    ON CONFLICT (scheme, value) DO UPDATE SET value = EXCLUDED.value
    RETURNING scheme, value, reference_id
"""


def register(items: Sequence[dict]) -> list[Reference]:
    """The references that these CSL-JSON items name, in their order; new works are added.

    Known by identifier first, then by fingerprint (title, year and first author) for items without one. Two requests
    that add the same new work at once end with one reference. Those known are held against news until the caller's
    transaction ends, so that news either stands in what is returned or finds who cites the work.
    """
    if not items:
        return []
    named = [identifiers.identifiers(item) for item in items]
    prints = [identifiers.fingerprint(item) for item in items]
    known, found = _find_and_hold(named, prints)
    fresh = {}
    for place, reference in enumerate(found):
        if reference is None:
            found[place] = fresh.setdefault(
                _identity(named[place], prints[place]), _new(items[place], prints[place])
            )
    if fresh:
        Reference.objects.bulk_create(fresh.values())
    instead = _name(found, named, known, {reference.pk for reference in fresh.values()})
    cited = [instead.get(reference.pk, reference) for reference in found]
    if learned := [name for names in named for name in names if name not in known]:
        news.attach(cited, learned)
    return cited


def standings(items: Sequence[dict]) -> list[tuple[str, ...]]:
    """What is known of the works that these items name, without adding any: the standing of each, in their order."""
    asked = [
        identifiers.identifiers(item) or [("fingerprint", identifiers.fingerprint(item))] for item in items
    ]
    doubted = _doubted({name for names in asked for name in names})
    return [next((doubted[name] for name in names if doubted.get(name)), ()) for names in asked]


def _doubted(asked: set[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, ...]]:
    """What is known of works, by what names them: an identifier, or the fingerprint of those without one."""
    values = {value for scheme, value in asked if scheme != "fingerprint"}
    found = _unclaimed(values)
    in_doubt = ~Q(reference__standing=[]) | Q(reference__merged_into__isnull=False)
    told = Identifier.objects.filter(in_doubt, scheme__in=SCHEMES, value__in=values)
    for row in told.select_related("reference__merged_into"):
        found[row.scheme, row.value] = tuple(_survivor(row.reference).standing)
    if prints := {value for scheme, value in asked if scheme == "fingerprint"}:
        for reference in (
            Reference.objects.filter(fingerprint__in=prints).select_related("merged_into").order_by("-id")
        ):
            found["fingerprint", reference.fingerprint] = tuple(_survivor(reference).standing)
    return found


def _unclaimed(values: set[str]) -> dict[tuple[str, str], tuple[str, ...]]:
    """News of works that nobody has cited yet."""
    waiting: dict[tuple[str, str], list[Notice]] = {}
    for notice in Notice.objects.filter(Q(doi__in=values) | Q(pmid__in=values), reference=None):
        waiting.setdefault(("doi", notice.doi) if notice.doi else ("pmid", notice.pmid), []).append(notice)
    return {name: notices.status(rows) for name, rows in waiting.items()}


def _survivor(reference: Reference) -> Reference:
    return reference.merged_into or reference


def _known(named: list[list[tuple[str, str]]], prints: list[str]) -> dict:
    """Existing references by (scheme, value) and by fingerprint; merged ones answer as what they were merged into."""
    values = {value for names in named for _, value in names}
    known: dict = {}
    rows = Identifier.objects.filter(scheme__in=SCHEMES, value__in=values)
    for row in rows.select_related("reference__merged_into"):
        known[row.scheme, row.value] = _survivor(row.reference)
    bare = {printed for names, printed in zip(named, prints, strict=True) if not names}
    if bare:
        for reference in (
            Reference.objects.filter(fingerprint__in=bare).select_related("merged_into").order_by("-id")
        ):
            known[reference.fingerprint] = _survivor(reference)
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


def _find_and_hold(
    named: list[list[tuple[str, str]]], prints: list[str]
) -> tuple[dict, list[Reference | None]]:
    """What is known, and each item's work, held; again where one was merged away meanwhile."""
    while True:
        known = _known(named, prints)
        found = [_match(names, printed, known) for names, printed in zip(named, prints, strict=True)]
        if _hold({reference.pk: reference for reference in found if reference is not None}):
            return known, found


def _hold(known: dict[int, Reference]) -> bool:
    """Lock these by id, in order, and tell their standing then. False where one no longer stands for itself."""
    if not known:
        return True
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [list(known)])
        rows = cursor.fetchall()
    for pk, standing, _ in rows:
        known[pk].standing = standing
    return all(merged_into is None for _, _, merged_into in rows)


def _name(
    found: Sequence[Reference], named: list[list[tuple[str, str]]], known: dict, fresh: set[int]
) -> dict[int, Reference]:
    """Write down identifiers that are new. One that names another work already stays where it is.

    Returns, by id, what to cite in the place of a new reference whose work another request has just added.
    """
    rows = {
        name: reference.pk
        for reference, names in zip(found, named, strict=True)
        for name in names
        if name not in known
    }
    if not rows:
        return {}
    ordered = sorted(rows)
    schemes, values = zip(*ordered, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_NAME, [[rows[name] for name in ordered], list(schemes), list(values)])
        first = {(scheme, value): pk for scheme, value, pk in cursor.fetchall()}
    beaten = {rows[name]: pk for name, pk in first.items() if pk != rows[name] and rows[name] in fresh}
    for loser, winner in beaten.items():
        Reference.objects.filter(pk=loser).update(merged_into=winner)
    winners = Reference.objects.in_bulk(beaten.values()) if beaten else {}
    return {loser: winners[winner] for loser, winner in beaten.items()}
