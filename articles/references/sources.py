"""Which works articles cite, seen through merges: a citation of a merged reference is one of its survivor."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from articles.errors import NotAllowed, Unmet
from articles.models import Article, Entry
from articles.models.state import State
from articles.roles import is_editor
from citations import merging, news
from citations.models import Merge, Notice, Reference

if TYPE_CHECKING:
    from django.contrib.auth.models import User

#: What was dropped cites nothing any more.
DROPPED = [State.REJECTED, State.WITHDRAWN]
#: `works` of one revision as SQL, for the doors that every cycle goes through.
CITED = """
    SELECT COALESCE(work.merged_into_id, work.id) FROM articles_entry entry
    JOIN citations_reference work ON work.id = entry.reference_id WHERE entry.revision_id = %(revision)s
"""


def works(revisions: Iterable[int | None]) -> QuerySet:
    """The ids of the works that these revisions cite."""
    survivor = Coalesce("reference__merged_into", "reference")
    return Entry.objects.filter(revision__in=list(revisions)).order_by().values_list(survivor, flat=True)


def notices(revisions: Iterable[int | None]) -> QuerySet[Notice]:
    """What has been told of the works that these revisions cite."""
    return Notice.objects.filter(reference__in=works(revisions)).order_by("pk")


def cited(references: Iterable[int]) -> set[int]:
    """Those of these works that any revision cites."""
    family = Reference.objects.filter(Q(pk__in=list(references)) | Q(merged_into__in=list(references)))
    survivor = Coalesce("merged_into", "pk")
    return set(
        family.filter(Exists(Entry.objects.filter(reference=OuterRef("pk")))).values_list(survivor, flat=True)
    )


def citing(reference: int) -> QuerySet[Article]:
    """Articles that cite a work, now or as published."""
    family = list(Reference.objects.family(reference).values_list("pk", flat=True))
    entries = Entry.objects.filter(reference__in=family).order_by()
    shown = Q(current__in=entries.values("revision")) | Q(published__in=entries.values("revision"))
    ever = Article.objects.filter(pk__in=entries.values("revision__article"))
    return ever.filter(shown).exclude(state__in=DROPPED)


def in_use() -> QuerySet[Reference]:
    """Works that some article cites, now or as published."""
    live = Article.objects.exclude(state__in=DROPPED)
    shown = Exists(live.filter(current=OuterRef("revision"))) | Exists(
        live.filter(published=OuterRef("revision"))
    )
    cited = Entry.objects.filter(shown)
    own = Exists(cited.filter(reference=OuterRef("pk")))
    merged = Exists(cited.filter(reference__merged_into=OuterRef("pk")))
    return Reference.objects.surviving().filter(own | merged)


def merge(duplicate: Reference, into: Reference, *, by: User) -> Merge:
    """An editor says that two references are one work. Raises Unmet where they cannot be merged."""
    _demand_editor(by)
    try:
        return merging.merge(duplicate, into, by)
    except merging.CannotMerge as error:
        raise Unmet(str(error)) from error


def undo(done: Merge, *, by: User) -> Merge:
    """An editor takes a merge back. Raises Unmet where a later one must be taken back first."""
    _demand_editor(by)
    try:
        return merging.undo(done, by)
    except merging.CannotMerge as error:
        raise Unmet(str(error)) from error


def tell(
    reference: Reference, *, by: User, nature: str, date: date | None = None, reason: str = "", address: str = "",
    replacement: Reference | None = None,
) -> Notice:  # fmt: skip
    """An editor enters a notice by hand. It goes the way of all notices: the next spread tells every citing article."""
    _demand_editor(by)
    if replacement is not None and replacement.pk == reference.pk:
        raise Unmet("A work does not replace itself.")
    return news.tell(
        reference, nature=nature, by=by, date=date, reason=reason, address=address, replacement=replacement
    )


def _demand_editor(by: User) -> None:
    if not is_editor(by):
        raise NotAllowed("This is for managing editors.")
