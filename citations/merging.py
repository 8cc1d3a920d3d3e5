"""The door by which two references that are one work become one, and the door back.

Entries and revisions stay as they are: who cites the duplicate is found through the survivor, so a merge can lose no
citing article and can be undone. What news the merge brings to whom is for the next spread to tell.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import transaction
from django.db.models import Q, QuerySet

from citations import clock, news
from citations.folding import fold
from citations.identifiers import same_work
from citations.models import Identifier, Merge, Notice, Reference

if TYPE_CHECKING:
    from django.contrib.auth.models import User

#: Records less alike than this are not proposed.
LIKELY = 0.5
#: Candidates compared, and words of the title by which they are found.
_COMPARED, _WORDS = 50, 6


class CannotMerge(ValueError):
    """These two cannot be merged, or this merge cannot be undone now: the message says why."""


class Proposal(NamedTuple):
    """A reference that may be the same work, and how sure that is, from 0 to 1."""

    reference: Reference
    confidence: float


def merge(duplicate: Reference, into: Reference, by: User) -> Merge:
    """Make `duplicate` stand for `into`: its identifiers and notices move, both rows stay. Raises CannotMerge."""
    with transaction.atomic():
        duplicate, into = _locked(duplicate, into)
        _demand_two_works(duplicate, into)
        followers = list(duplicate.merged_from.order_by("pk").values_list("pk", flat=True))
        done = Merge.objects.create(
            duplicate=duplicate, into=into, by=by, at=clock.now(), followers=followers,
            identifiers=list(duplicate.identifiers.order_by("pk").values_list("pk", flat=True)),
            notices=list(duplicate.notices.order_by("pk").values_list("pk", flat=True)),
        )  # fmt: skip
        # News that one half's readers were told is new to the other's.
        Notice.objects.filter(reference__in=[duplicate, into]).update(reference=into, spread_at=None)
        duplicate.identifiers.update(reference=into)
        Reference.objects.filter(pk__in=[duplicate.pk, *followers]).update(merged_into=into)
        news.restate([duplicate.pk, into.pk])
    return done


def undo(merge: Merge, by: User) -> Merge:
    """Part two references again: each has what it had, and news that came since goes to whom it names."""
    with transaction.atomic():
        duplicate, into = _locked(merge.duplicate, merge.into)
        merge = Merge.objects.select_for_update().get(pk=merge.pk)
        _demand_standing(merge, duplicate)
        Identifier.objects.filter(pk__in=merge.identifiers).update(reference=duplicate)
        Notice.objects.filter(pk__in=merge.notices).update(reference=duplicate)
        _notices_since(merge).update(reference=duplicate)
        Reference.objects.filter(pk__in=merge.followers).update(merged_into=duplicate)
        Reference.objects.filter(pk=duplicate.pk).update(merged_into=None)
        merge.undone_by, merge.undone_at = by, clock.now()
        merge.save(update_fields=["undone_by", "undone_at"])
        news.restate([duplicate.pk, into.pk])
    return merge


def possible_duplicates(reference: Reference) -> list[Proposal]:
    """References that may be the same work, surest first. Proposed to a person, never merged by themselves."""
    compared = (Proposal(other, same_work(reference.csl, other.csl)) for other in _candidates(reference))
    likely = [proposal for proposal in compared if proposal.confidence >= LIKELY]
    return sorted(likely, key=lambda proposal: (-proposal.confidence, proposal.reference.pk))


def _candidates(reference: Reference) -> QuerySet[Reference]:
    """Works of the same fingerprint, or whose title holds the longest words of this one's, all but one."""
    words = sorted(set(fold(reference.title).split()), key=lambda word: (-len(word), word))[:_WORDS]
    alike = Q(fingerprint=reference.fingerprint)
    if len(words) >= 3:
        query = SearchQuery(_all_but_one(words), config="simple", search_type="raw")
        titled = Reference.objects.annotate(words=SearchVector("title", config="simple")).filter(words=query)
        alike |= Q(pk__in=list(titled.order_by().values_list("pk", flat=True)[:_COMPARED]))
    others = Reference.objects.surviving().filter(alike).exclude(pk=reference.pk)
    return others.order_by("pk").prefetch_related("identifiers")[:_COMPARED]


def _all_but_one(words: list[str]) -> str:
    ways = combinations(words, len(words) - 1)
    return " | ".join("(" + " & ".join(f"'{word}'" for word in way) + ")" for way in ways)


def _locked(first: Reference, second: Reference) -> tuple[Reference, Reference]:
    """Both rows as they are now, locked by id in order."""
    rows = Reference.objects.select_for_update(no_key=True).order_by("pk")
    found = {row.pk: row for row in rows.filter(pk__in=[first.pk, second.pk])}
    return found[first.pk], found[second.pk]


def _demand_two_works(duplicate: Reference, into: Reference) -> None:
    if duplicate.pk == into.pk:
        raise CannotMerge("A reference cannot be merged into itself.")
    for reference in (duplicate, into):
        if reference.merged_into_id is not None:
            raise CannotMerge(f"Reference {reference.pk} was merged into {reference.merged_into_id} before.")


def _demand_standing(merge: Merge, duplicate: Reference) -> None:
    if merge.undone_at is not None:
        raise CannotMerge("This merge was undone before.")
    if duplicate.merged_into_id != merge.into_id:
        raise CannotMerge(
            f"Reference {merge.into_id} was itself merged into {duplicate.merged_into_id}: undo that first."
        )


def _notices_since(merge: Merge) -> QuerySet[Notice]:
    """News that came to the survivor after the merge and names the duplicate."""
    named = Identifier.objects.filter(pk__in=merge.identifiers)
    dois, pmids = (named.filter(scheme=scheme).values("value") for scheme in ("doi", "pmid"))
    came = Notice.objects.filter(reference=merge.into_id, received_at__gte=merge.at)
    return came.filter(Q(doi__in=dois) | Q(doi="", pmid__in=pmids))
