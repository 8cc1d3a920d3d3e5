"""Notices out of what Retraction Watch, Crossref and PubMed publish, record by record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from citations.encoding import decode
from citations.importing.detection import detect
from citations.importing.records import Skipped, UnknownFormat
from citations.notice_sources import crossref, pubmed, retraction_watch
from citations.notices import Notice

__all__ = ["SORTS", "read_notices"]

SORTS = "Retraction Watch CSV, Crossref JSON or PubMed XML"
_BEGINNING = 4_096


def read_notices(file: BinaryIO) -> Iterator[Notice | Skipped]:
    """The notices of a file, by what stands in it; a Retraction Watch CSV of any length is read row by row.

    Raises UnknownFormat for a file of another sort.
    """
    beginning = file.read(_BEGINNING)
    file.seek(0)
    if retraction_watch.is_header(beginning):
        return retraction_watch.read(file)
    text = decode(file.read()).text
    format = detect(text)
    if format == "pubmed-xml":
        return pubmed.read(text)
    if format == "crossref":
        return crossref.read(text)
    raise UnknownFormat(f"{format} holds no notices")
