"""News of sources, from a file."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from citations import news
from citations.importing import Skipped, UnknownFormat
from citations.notice_sources import SORTS, read_notices
from citations.notices import Notice
from reviews import evidence

BATCH = 1000


class Command(BaseCommand):
    help = (
        "Import notices from a Retraction Watch CSV, Crossref works or PubMed records, and tell every article that "
        "cites a work they are about. May be stopped and run again: what is there already is not doubled."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **options) -> None:
        try:
            source = file.open("rb")
        except OSError as error:
            raise CommandError(str(error)) from error
        with source:
            try:
                read, new, skipped = self._import(read_notices(source), source, file.stat().st_size)
            except UnknownFormat as error:
                raise CommandError(_refusal(file, error)) from error
        self.stdout.write(f"{read} notices read, {new} new, {skipped} rows skipped")
        self.stdout.write(f"{evidence.spread()} articles took news of their sources")

    def _import(self, rows: Iterator[Notice | Skipped], source, size: int) -> tuple[int, int, int]:
        read = new = skipped = 0
        while batch := list(islice(rows, BATCH)):
            told = list(self._tell_skipped(batch))
            new += news.take(told)[0]
            read += len(told)
            skipped += len(batch) - len(told)
            self._progress(min(source.tell(), size), size)
        self._progress(size, size)
        return read, new, skipped

    def _tell_skipped(self, batch: Iterable[Notice | Skipped]) -> Iterator[Notice]:
        for row in batch:
            if isinstance(row, Skipped):
                self.stderr.write(f"line {row.line}: {row.reason}")
            else:
                yield row

    def _progress(self, done: int, size: int) -> None:
        if sys.stderr.isatty():
            share = done / size if size else 1
            self.stderr.write(f"\r[{'#' * int(share * 40):40}] {share:4.0%}", ending="\n" if done == size else "")


def _refusal(file: Path, error: UnknownFormat) -> str:
    """A file of another sort shows itself before its first notice, so nothing of it has come in."""
    with file.open("rb") as source:
        begins = source.readline(60).decode("utf-8", "replace").strip()
    return f"{file}: {error}. Expected: {SORTS}. Its line 1 begins with {begins!r}. Nothing was imported."
