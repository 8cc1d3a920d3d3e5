"""BibTeX, with BibLaTeX's fields where BibTeX has none. Text stays UTF-8: every engine of today reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from citations.exporting import fields
from citations.formatting import times

_TYPES = {
    **dict.fromkeys(("article-journal", "article-magazine", "article-newspaper", "review"), "article"),
    **dict.fromkeys(("webpage", "post", "post-weblog"), "online"),
    "book": "book",
    "chapter": "incollection",
    "dataset": "dataset",
    "entry": "inreference",
    "entry-dictionary": "inreference",
    "entry-encyclopedia": "inreference",
    "manuscript": "unpublished",
    "paper-conference": "inproceedings",
    "patent": "patent",
    "periodical": "periodical",
    "report": "techreport",
    "software": "software",
    "thesis": "phdthesis",
}
_TEXTS = {
    "shortjournal": "container-title-short",
    "volume": "volume",
    "number": "issue",
    "edition": "edition",
    "address": "publisher-place",
    "series": "collection-title",
    "issn": "ISSN",
    "isbn": "ISBN",
    "language": "language",
    "keywords": "keyword",
    "note": "note",
    "abstract": "abstract",
}
#: Read as they stand, so not escaped.
_VERBATIM = {"doi": "DOI", "pmid": "PMID", "pmcid": "PMCID", "url": "URL"}
_PUBLISHER = {"techreport": "institution", "phdthesis": "school"}
_NUMBERED = frozenset(("techreport", "patent", "phdthesis"))
_SPECIAL = re.compile(r"</?(?:i|b|sup|sub)>|[\\{}&%$#_~^]|--+|``|''")
_ESCAPED = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<i>": r"\textit{",
    "<b>": r"\textbf{",
    "<sup>": r"\textsuperscript{",
    "<sub>": r"\textsubscript{",
}
_CAPITALS = re.compile(r"(?<![\w\\{])(?=\w*[^\W\d_a-zà-öø-ÿ])[^\W_]+(?!\w)")
_MONTHS = tuple(month.lower() for month in times.SHORT_MONTHS)


def write(items: list[tuple[str, dict]]) -> str:
    """The entries, parted by blank lines."""
    return "\n".join(_entry(key, item) for key, item in items)


def _entry(key: str, item: dict) -> str:
    kind = _TYPES.get(item.get("type", ""), "misc")
    lines = [f"  {name} = {value},\n" for name, value in _fields(kind, item) if value not in ("", "{}")]
    return f"@{kind}{{{key},\n{''.join(lines)}}}\n"


def _fields(kind: str, item: dict) -> Iterator[tuple[str, str]]:
    for role in ("author", "editor", "translator"):
        yield role, _braced(" and ".join(map(_name, fields.people(item, role))))
    yield "title", _braced(_protected(escape(fields.text(item, "title"))))
    container = escape(fields.text(item, "container-title"))
    yield "journal" if kind in ("article", "misc", "periodical") else "booktitle", _braced(container)
    yield from _dates(item)
    yield "pages", _braced(escape(fields.text(item, "page")).replace("-", "--"))
    yield _PUBLISHER.get(kind, "publisher"), _braced(escape(fields.text(item, "publisher")))
    if kind in _NUMBERED:
        yield "number", _braced(escape(fields.text(item, "number")))
    for name, field in _TEXTS.items():
        yield name, _braced(escape(fields.text(item, field)))
    for name, field in _VERBATIM.items():
        yield name, _braced(re.sub(r"[{}\\]", "", fields.text(item, field)))


def _braced(text: str) -> str:
    return f"{{{text}}}"


def _dates(item: dict) -> Iterator[tuple[str, str]]:
    issued = times.parts(item)
    if issued:
        yield "year", f"{{{issued[0]}}}"
        yield "month", _MONTHS[issued[1] - 1] if len(issued) > 1 else ""
        yield "day", f"{{{issued[2]}}}" if len(issued) > 2 else ""
    else:
        yield "year", _braced(escape(times.year(item)))
    yield "urldate", _braced(fields.numeric_date(item, "accessed", "-"))


def _name(name: dict) -> str:
    family = fields.family(name)
    if not family:
        return _braced(escape(fields.body(name)))
    parts = (family, fields.part(name, "suffix"), fields.part(name, "given"))
    return ", ".join(_kept_together(escape(part)) for part in parts if part)


def _kept_together(part: str) -> str:
    # A comma or an `and` of its own would split the name.
    return f"{{{part}}}" if "," in part or re.search(r"\band\b", part, re.IGNORECASE) else part


def escape(text: str) -> str:
    """The text in LaTeX, with CSL's four tags as commands."""
    return _SPECIAL.sub(_escape_one, text)


def _escape_one(found: re.Match[str]) -> str:
    sign = found.group()
    if sign in _ESCAPED:
        return _ESCAPED[sign]
    if sign.startswith("</"):
        return "}"
    # Dashes and quotes that LaTeX would join are held apart.
    return "{}".join(sign) if sign[0] in "-`'" else f"\\{sign}"


def _protected(title: str) -> str:
    """Words with capitals in braces, which styles would lower; the first letter of all they leave."""
    first = re.match(r"\w[^\W_A-Z]*(?!\w)", title)
    start = first.end() if first else 0
    return title[:start] + _CAPITALS.sub(r"{\g<0>}", title[start:])
