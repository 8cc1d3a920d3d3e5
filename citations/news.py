"""The door through which notices come: kept once, matched to works we know, a work's standing derived from all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Q

from citations import clock, notices
from citations.models import Identifier, Notice, Reference

#: What a notice is told apart by.
_IDENTITY = ("doi", "pmid", "nature", "source", "record_id", "notice_doi")


def take(told: Sequence[notices.Notice]) -> tuple[int, list[int]]:
    """Keep the notices; returns how many were new, and the ids of references in use that got one.

    May be told the same twice. References are locked by id, in order, so that an approval that reads their standing and
    news that changes it wait for each other. A fixed number of queries, and two for each reference that got news.
    """
    rows = {_identity(row): row for row in map(_row, told) if row.doi or row.pmid}
    with transaction.atomic():
        matched = _match(rows.values())
        list(Reference.objects.select_for_update(no_key=True).filter(pk__in=matched).order_by("pk").only("pk"))
        held = Notice.objects.filter(Q(doi__in={r.doi for r in rows.values() if r.doi}) | _by_pmid(rows.values()))
        known = set(held.values_list(*_IDENTITY))
        fresh = [row for identity, row in rows.items() if identity not in known]
        Notice.objects.bulk_create(fresh, ignore_conflicts=True)
        touched = {row.reference_id for row in fresh if row.reference_id}
        restate(touched)
    return len(fresh), sorted(touched)


def attach(references: Sequence[Reference], names: Iterable[tuple[str, str]]) -> None:
    """Give works that are cited for the first time the news that waited for them."""
    dois = [value for scheme, value in names if scheme == "doi"]
    pmids = [value for scheme, value in names if scheme == "pmid"]
    waiting = list(Notice.objects.filter(Q(doi__in=dois) | Q(pmid__in=pmids), reference=None))
    if waiting:
        _match(waiting)
        Notice.objects.bulk_update(waiting, ["reference"])
        restate(reference.pk for reference in references)
        for reference in references:
            reference.refresh_from_db(fields=["standing"])


def restate(references: Iterable[int]) -> None:
    """Derive the standing of these references from all their notices; the caller holds their locks."""
    for reference in Reference.objects.filter(pk__in=set(references)).prefetch_related("notices"):
        standing = list(notices.status(reference.notices.all()))
        if standing != reference.standing:
            Reference.objects.filter(pk=reference.pk).update(standing=standing)


def _match(rows: Iterable[Notice]) -> set[int]:
    """Point rows at the references they are about: by DOI first, else by PMID; a merged work's at its survivor."""
    rows = list(rows)
    values = {value for row in rows for value in (row.doi, row.pmid) if value}
    named = Identifier.objects.filter(value__in=values, scheme__in=("doi", "pmid")).select_related("reference")
    found = {(n.scheme, n.value): n.reference.merged_into_id or n.reference_id for n in named}
    for row in rows:
        row.reference_id = found.get(("doi", row.doi)) or found.get(("pmid", row.pmid))
    return {row.reference_id for row in rows if row.reference_id}


def _by_pmid(rows: Iterable[Notice]) -> Q:
    return Q(pmid__in={row.pmid for row in rows if row.pmid}) & ~Q(pmid="")


def _identity(row: Notice) -> tuple:
    return tuple(getattr(row, name) for name in _IDENTITY)


def _row(notice: notices.Notice) -> Notice:
    return Notice(
        nature=notice.nature, source=notice.source[:50], record_id=notice.record_id[:100], date=notice.date,
        doi=(notice.doi or "")[:300], pmid=(notice.pmid or "")[:20], notice_doi=(notice.notice_doi or "")[:300],
        notice_pmid=(notice.notice_pmid or "")[:20], reasons=list(notice.reasons), addresses=list(notice.addresses),
        received_at=clock.now(),
    )  # fmt: skip
