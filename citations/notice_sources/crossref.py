"""Notices in Crossref works: `update-to` stands on the notice, `updated-by` on the paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from citations import dates
from citations.importing.crossref import first_text, markup
from citations.importing.csl_json import date_of
from citations.importing.json_items import read_objects
from citations.importing.records import Skipped
from citations.notices import Notice, is_marked_retracted, nature_of
from citations.schemes import clean_doi


def read(text: str) -> Iterator[Notice | Skipped]:
    """The notices of an answer, a list of works or one work."""
    for found in read_objects(text):
        if isinstance(found, Skipped):
            yield found
        elif isinstance(found[1], dict):
            yield from of_work(found[1], found[0])


def of_work(work: dict, line: int = 1) -> Iterator[Notice | Skipped]:
    """What one work tells: of itself, or, if it is a notice, of the work that it is about."""
    doi = clean_doi(first_text(work.get("DOI")))
    title = markup(first_text(work.get("title")), keep=False)
    for field in ("update-to", "updated-by"):
        updates = work.get(field)
        for update in updates if isinstance(updates, list) else ():
            yield _notice(update, doi, line, is_notice=field == "update-to")
    if is_marked_retracted(title):
        yield Notice("retraction", "crossref-title", doi=doi, title=title)


def _notice(update: object, own: str | None, line: int, *, is_notice: bool) -> Notice | Skipped:
    if not isinstance(update, dict):
        return Skipped(line, "an update is not an object")
    said = first_text(update.get("type")) or first_text(update.get("label"))
    other, nature = clean_doi(first_text(update.get("DOI"))), nature_of(said)
    if nature is None:
        return Skipped(line, f"the update type {said[:60]!r} is not known")
    doi, notice_doi = (other, own) if is_notice else (own, other)
    if doi is None:
        return Skipped(line, "the update names no work: it has no DOI")
    source = first_text(update.get("source")) or "publisher"
    record = first_text(update.get("record-id"))
    when = as_day(date_of(update.get("updated")))
    return Notice(nature, f"crossref-{source}", when, record, doi=doi, notice_doi=notice_doi)


def as_day(csl_date: dict | None) -> date | None:
    """A CSL date as a day; what is not known of it counts as the first."""
    year = dates.year({"issued": csl_date})
    if not csl_date or not year:
        return None
    parts = [*csl_date.get("date-parts", [[year]])[0], 1, 1][:3]
    try:
        return date(*parts)
    except ValueError:
        return None
