"""Finding works in the registry: by any of their names, or by the words of their titles."""

from __future__ import annotations

import re

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import models

from citations.schemes import clean_doi, clean_isbn, clean_pmcid, clean_pmid

SCHEMES = ("doi", "pmid", "pmcid", "isbn")
#: So many hits of a word are looked at: ordering all works with "trial" in their title would take seconds.
MOST_HITS = 5_000
_WORD = re.compile(r"[^\W_]+")
_CLEANERS = {"doi": clean_doi, "pmid": clean_pmid, "pmcid": clean_pmcid, "isbn": clean_isbn}


class ReferenceQuerySet(models.QuerySet):
    def surviving(self) -> ReferenceQuerySet:
        """Without those that were merged into another."""
        return self.filter(merged_into=None)

    def standing_as(self, status: str) -> ReferenceQuerySet:
        """Of which this is known: retracted, concern, corrected or superseded."""
        return self.exclude(standing=[]).filter(standing__contains=[status])

    def family(self, reference: int) -> ReferenceQuerySet:
        """A work and what was merged into it: whoever cites one of them cites the work."""
        return self.filter(models.Q(pk=reference) | models.Q(merged_into=reference))

    def named(self, scheme: str, text: str) -> ReferenceQuerySet:
        """The work that an identifier names, however it is spelt; none where it is no identifier of the scheme."""
        value = _CLEANERS[scheme](text)
        found = self.filter(identifiers__scheme=scheme, identifiers__value=value) if value else self.none()
        return found.distinct()

    def matching(self, term: str) -> ReferenceQuerySet:
        """By an identifier in full, else by words of the title: all of them, each at least begun."""
        values = {(scheme, clean(term)) for scheme, clean in _CLEANERS.items()}
        names = models.Q(scheme__in=SCHEMES, value__in={value for _, value in values if value})
        identifier = self.model._meta.get_field("identifiers").related_model
        named = list(identifier.objects.filter(names).values_list("reference", flat=True)[:10])
        return self.filter(pk__in=named) if named else self._titled(_WORD.findall(term)[:20])

    def _titled(self, words: list[str]) -> ReferenceQuerySet:
        if not words:
            return self.none()
        query = SearchQuery(" & ".join(f"'{word}':*" for word in words), config="simple", search_type="raw")
        hits = self.model.objects.annotate(words=SearchVector("title", config="simple")).filter(words=query)
        # A subquery with a limit is a fence: the planner may not walk all works, newest first, reading each title.
        return self.filter(pk__in=hits.order_by().values("pk")[:MOST_HITS])
