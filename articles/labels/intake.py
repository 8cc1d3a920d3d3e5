"""The door into the label table: rows come with source and date, a changed row replaces the old one, nothing is lost."""

from __future__ import annotations

from collections import Counter

from django.db import transaction
from django.db.models import QuerySet

from articles.labels import LabelRow, LabelTable
from articles.models import DrugLabel, Edition
from citations import clock

#: What makes two rows speak of the same limit.
KEY = ("drug", "form", "availability", "jurisdiction", "population", "source")


def bring(table: LabelTable, *, by=None) -> Counter[str]:
    """Bring a table in force beside what is there. Returns how many rows were new, replaced or the same."""
    done: Counter[str] = Counter()
    with transaction.atomic():
        for row in table.rows:
            done[_put(fields(row), by)] += 1
        if done.keys() - {"same"}:
            Edition.turn()
    return done


def put(said: dict, *, by=None) -> str:
    """Put one row in force: "new", "replaced" an older one, or "same" where nothing changed."""
    with transaction.atomic():
        done = _put(said, by)
        if done != "same":
            Edition.turn()
    return done


def _put(said: dict, by) -> str:
    held = DrugLabel.objects.select_for_update().filter(replaced_at=None, **{name: said[name] for name in KEY}).first()
    if held is not None and all(getattr(held, name) == value for name, value in said.items()):
        return "same"
    if held is not None:
        DrugLabel.objects.filter(pk=held.pk).update(replaced_at=clock.now())
    DrugLabel.objects.create(**said, added_by=by, added_at=clock.now())
    return "replaced" if held else "new"


def withdraw(rows: QuerySet[DrugLabel]) -> int:
    """Take rows out of force; they stay to be looked at. Returns how many."""
    with transaction.atomic():
        count = rows.filter(replaced_at=None).update(replaced_at=clock.now())
        if count:
            Edition.turn()
    return count


def fields(row: LabelRow) -> dict:
    """A row of the checks as columns of the table."""
    names = (*KEY, "maximum", "unit", "arithmetic", "note", "read_on")
    return {name: getattr(row, name) for name in names} | {"cautions": "; ".join(row.cautions)}
