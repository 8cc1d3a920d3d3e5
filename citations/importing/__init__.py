"""Reference lists in, CSL-JSON out: one module a format, and what they share.

A reader yields, per record, a draft or the reason it gave none. Once the format is known, nothing in a source
makes it fail as a whole: a broken record costs that record, and is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from citations.encoding import Decoded, decode
from citations.importing import bibtex, crossref, csl_json, jats, nbib, pubmed, ris
from citations.importing.detection import detect
from citations.importing.keys import Keys
from citations.importing.records import MOST_RECORDS, Draft, Parsed, ParsedEntry, Skipped, TooMany, UnknownFormat
from citations.importing.tidying import is_empty, storable, tidy
from citations.kinds import guess_kind

__all__ = ["FORMATS", "Parsed", "ParsedEntry", "Skipped", "TooMany", "UnknownFormat", "parse"]

_READERS: dict[str, Callable[[str], Iterable[Draft | Skipped]]] = {
    "ris": ris.read,
    "nbib": nbib.read,
    "bibtex": bibtex.read,
    "csl-json": csl_json.read,
    "pubmed-xml": pubmed.read,
    "jats": jats.read,
    "crossref": crossref.read,
}
FORMATS = tuple(_READERS)
#: What a list with any entry has in it. In JSON an empty list is one that somebody meant.
_EXPECTED = {
    "ris": "RIS, whose records begin with `TY  - ` and end with `ER  - `",
    "nbib": "NBIB, whose records have lines such as `PMID- ` and `TI  - `",
    "bibtex": "BibTeX, whose entries begin like `@article{key,`",
    "pubmed-xml": "PubMed XML with a `PubmedArticle` in it",
    "jats": "JATS with a `ref` in it",
}


def parse(source: bytes | str, format: str | None = None) -> Parsed:
    """The entries of a reference list, and every record that gave none, with line and reason.

    Raises UnknownFormat where the format is none of FORMATS or cannot be told, and where nothing of a source can be
    read as what it is said to be, so that a mangled list is not taken for an empty one; TooMany as soon as there is
    one record too many.
    """
    decoded = decode(source) if isinstance(source, bytes) else Decoded(source)
    text = storable(decoded.text)
    format = format or detect(text)
    if format not in _READERS:
        raise UnknownFormat(f"{format!r} is not a format that can be read; these can: {', '.join(FORMATS)}")
    parsed = _collect(format, _READERS[format](text), decoded)
    if not parsed.entries and not parsed.skipped and (format in _EXPECTED or not text.strip()):
        raise UnknownFormat(f"the source is not {_EXPECTED.get(format, 'JSON: it is empty')}")
    return parsed


def _collect(format: str, found: Iterable[Draft | Skipped], decoded: Decoded) -> Parsed:
    parsed = Parsed(format, [], [], list(decoded.remarks))
    keys = Keys()
    for count, record in enumerate(found, 1):
        if count > MOST_RECORDS:
            raise TooMany
        entry = record if isinstance(record, Skipped) else _finish(record, keys, decoded)
        if isinstance(entry, Skipped):
            parsed.skipped.append(entry)
        else:
            parsed.entries.append(entry)
    return parsed


def _finish(draft: Draft, keys: Keys, decoded: Decoded) -> ParsedEntry | Skipped:
    csl = tidy(draft.csl, draft.remarks)
    if is_empty(csl):
        return Skipped(draft.line, "the record tells nothing of any work")
    draft.csl = csl
    key = keys.assign(draft)
    if decoded.remarks and not str(csl).isascii():
        draft.remarks.append(f"the source {decoded.remarks[0]}")
    return ParsedEntry(key, guess_kind(csl), csl, draft.line, draft.remarks)
