"""Bytes of unknown encoding into text, saying so wherever that took a guess."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: What a file says of itself: an XML declaration, JabRef's first line, a MIME header.
_DECLARED = re.compile(rb"(?:encoding\s*[=:]|charset=)\s*[\"']?([A-Za-z0-9._-]{2,30})", re.IGNORECASE)
_HIGH_RUNS = re.compile(rb"[\x80-\xff]+")
#: Enough to tell one encoding from another; it keeps the guess cheap for a long file.
_SAMPLE = 200_000


@dataclass(frozen=True)
class Decoded:
    """The text, and what a person should know of how it was read."""

    text: str
    remarks: list[str] = field(default_factory=list)


def decode(source: bytes) -> Decoded:
    """The text of `source`: by its byte order mark, as UTF-8, as it declares itself, or by likeness.

    Never fails: what cannot be decoded is replaced, and a remark says so.
    """
    for mark, encoding in _BOMS:
        if source.startswith(mark):
            return _read(source[len(mark) :], encoding)
    wide = _unmarked_utf16(source)
    if wide:
        return _read(source, wide, [f"has no byte order mark: read as {wide.upper()} by the look of it"])
    try:
        return Decoded(source.decode("utf-8"))
    except UnicodeDecodeError:
        return _read_eight_bit(source)


def _read(source: bytes, encoding: str, remarks: list[str] | None = None) -> Decoded:
    text = source.decode(encoding, "replace")
    notes = list(remarks or [])
    if "\ufffd" in text:
        notes.append(f"holds bytes that are not {encoding.upper()}: they read as \ufffd")
    return Decoded(text.removeprefix("\ufeff"), notes)


def _unmarked_utf16(source: bytes) -> str | None:
    """Western text in UTF-16 has a NUL in every other place, which no eight-bit text has."""
    sample = source[:2_000]
    half = len(sample) // 2
    if half < 2:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > half * 0.4 and even < half * 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.4 and odd < half * 0.1 else None


def _read_eight_bit(source: bytes) -> Decoded:
    declared = _declared(source)
    if declared:
        return _read(source, declared, [f"is not UTF-8: read as {declared}, as it says itself"])
    for encoding in ("gb18030", "cp1252"):
        if encoding == "gb18030" and not _looks_chinese(source):
            continue
        try:
            text = source.decode(encoding)
        except UnicodeDecodeError:
            continue
        return Decoded(text, [f"is not UTF-8: read as {encoding}; check names and titles"])
    return _read_broken(source)


def _read_broken(source: bytes) -> Decoded:
    text = source.decode("utf-8", "replace")
    if text.count("\ufffd") <= len(_HIGH_RUNS.findall(source)) // 10:
        return Decoded(text, ["holds some bytes that are not UTF-8: they read as \ufffd"])
    remark = "is not UTF-8: read as latin-1; check names and titles"
    return Decoded(source.decode("latin-1"), [remark])


def _declared(source: bytes) -> str | None:
    found = _DECLARED.search(source[:1_000])
    if not found:
        return None
    try:
        name = codecs.lookup(found.group(1).decode("ascii")).name
        source[:_SAMPLE].decode(name, "replace")
    except (LookupError, UnicodeError):
        return None
    # A file that says UTF-8 and is not, or that says UTF-16 in single bytes, does not know.
    return None if name.startswith(("utf", "ascii")) else name


def _looks_chinese(source: bytes) -> bool:
    """Two-byte text stands in runs of even length; Western letters with accents stand mostly alone."""
    runs = [len(run) for run in _HIGH_RUNS.findall(source[:_SAMPLE])]
    paired = sum(1 for length in runs if length % 2 == 0)
    return bool(runs) and paired >= 0.8 * len(runs)
