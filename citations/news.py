"""The door through which notices come: kept once, matched to works, a work's standing derived from all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from citations import clock, notices
from citations.models import Identifier, Notice, Reference

if TYPE_CHECKING:
    from django.contrib.auth.models import User

BY_HAND = "by hand"
#: What a notice is told apart by.
_IDENTITY = ("doi", "pmid", "nature", "source", "record_id", "notice_doi")


#: A submission is through by then: news that came beside it has been claimed.
SETTLED = timedelta(hours=1)


def take(told: Sequence[notices.Notice]) -> tuple[int, list[int]]:
    """Keep the notices; returns how many were new, and the ids of references in use that got one.

    May be told the same twice. References are locked by id, in order, so that an approval that reads their standing and
    news that changes it wait for each other. A fixed number of queries.
    """
    rows = {_identity(row): row for row in map(_row, told) if row.doi or row.pmid}
    with transaction.atomic():
        _match_and_lock(list(rows.values()))
        held = Notice.objects.filter(
            Q(doi__in={r.doi for r in rows.values() if r.doi}) | _by_pmid(rows.values())
        )
        known = set(held.values_list(*_IDENTITY))
        fresh = [row for identity, row in rows.items() if identity not in known]
        Notice.objects.bulk_create(fresh, ignore_conflicts=True)
        touched = {row.reference_id for row in fresh if row.reference_id}
        restate(touched)
    return len(fresh), sorted(touched)


def tell(
    reference: Reference, *, nature: str, by: User, date: date | None = None, reason: str = "", address: str = "",
    replacement: Reference | None = None,
) -> Notice:  # fmt: skip
    """A notice entered by hand, on a work that need have no identifier. The same one twice is kept once."""
    with transaction.atomic():
        survivor = reference.merged_into_id or reference.pk
        reference = Reference.objects.select_for_update(no_key=True).get(pk=survivor)
        names = dict(reference.identifiers.order_by("-pk").values_list("scheme", "value"))
        instead = dict(replacement.identifiers.values_list("scheme", "value")) if replacement else {}
        identity = {
            "nature": nature, "source": BY_HAND, "doi": names.get("doi", ""), "pmid": names.get("pmid", ""),
            "notice_doi": instead.get("doi", ""),
            "record_id": "-".join(str(part) for part in (reference.pk, date, replacement and replacement.pk) if part),
        }  # fmt: skip
        beside = {
            "reference": reference, "date": date, "notice_pmid": instead.get("pmid", ""), "entered_by": by,
            "reasons": [reason] if reason else [], "addresses": [address] if address else [],
            "replacement": replacement, "received_at": clock.now(),
        }  # fmt: skip
        notice, _ = Notice.objects.get_or_create(**identity, defaults=beside)
        restate([reference.pk])
    return notice


def attach(references: Iterable[Reference], names: Iterable[tuple[str, str]]) -> None:
    """Give works that have just got these names the news that waited for them, and tell their standing."""
    dois = [value for scheme, value in names if scheme == "doi"]
    pmids = [value for scheme, value in names if scheme == "pmid"]
    if _claim(Notice.objects.filter(Q(doi__in=dois) | Q(pmid__in=pmids), reference=None)):
        known = Reference.objects.in_bulk([reference.pk for reference in references])
        for reference in references:
            reference.standing = known[reference.pk].standing


def claim() -> int:
    """Give works the news that came while they were being submitted, when neither side saw the other yet.

    Returns how many notices found their work. Looks at what came within the time that a submission may take.
    """
    return _claim(Notice.objects.filter(reference=None, received_at__gt=clock.now() - SETTLED))


def restate(references: Iterable[int]) -> None:
    """Derive the standing of these references from all their notices; the caller holds their locks."""
    changed: dict[tuple[str, ...], list[int]] = {}
    for reference in (
        Reference.objects.filter(pk__in=set(references)).only("standing").prefetch_related("notices")
    ):
        standing = notices.status(reference.notices.all())
        if list(standing) != reference.standing:
            changed.setdefault(standing, []).append(reference.pk)
    for standing, ids in changed.items():
        Reference.objects.filter(pk__in=ids).update(standing=list(standing))


def _claim(waiting: QuerySet[Notice]) -> int:
    by_doi = Identifier.objects.filter(scheme="doi", value=OuterRef("doi"))
    by_pmid = Identifier.objects.filter(scheme="pmid", value=OuterRef("pmid"))
    rows = list(waiting.filter(Exists(by_doi) | Exists(by_pmid)).order_by("pk"))
    if not rows:
        return 0
    with transaction.atomic():
        touched = _match_and_lock(rows)
        for reference in touched:
            mine = [row.pk for row in rows if row.reference_id == reference]
            Notice.objects.filter(pk__in=mine, reference=None).update(reference=reference)
        restate(touched)
    return len(rows)


def _match_and_lock(rows: list[Notice]) -> set[int]:
    """Point rows at their works and lock these, by id in order; again where one was merged away meanwhile."""
    while True:
        matched = _match(rows)
        locked = Reference.objects.select_for_update(no_key=True).filter(pk__in=matched).order_by("pk")
        if not any(locked.values_list("merged_into", flat=True)):
            return matched


def _match(rows: Iterable[Notice]) -> set[int]:
    """Point rows at the references they are about: by DOI first, else by PMID; a merged work's at its survivor."""
    rows = list(rows)
    values = {value for row in rows for value in (row.doi, row.pmid) if value}
    named = Identifier.objects.filter(value__in=values, scheme__in=("doi", "pmid")).select_related(
        "reference"
    )
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
