"""AMA style (AMA Manual of Style, 11th edition, chapter 3).

Up to six authors, else three and `et al`; the year alone; pages written out; journals and books in italics.
"""

from __future__ import annotations

from collections.abc import Iterator

from citations.formatting import times
from citations.formatting.capitals import headline
from citations.formatting.pages import written_out
from citations.formatting.people import people
from citations.formatting.sources import edition, journal, sort_of, volume
from citations.formatting.text import EMPTY, Text, concat, doi_link, ended, join, link, plain, rich


def sentences(csl: dict) -> Iterator[Text]:
    """The sentences of an item's line, in order."""
    yield ended(_authors(csl))
    yield from _LAYOUTS[sort_of(csl)](csl)
    yield from _where(csl)


def _authors(csl: dict) -> Text:
    return people(csl.get("author"), most=6, shown=3) or _editors(
        csl, label_of_one=", ed", label_of_more=", eds"
    )


def _editors(csl: dict, *, label_of_one: str, label_of_more: str) -> Text:
    names = people(csl.get("editor"), most=6, shown=3)
    return concat(names, label_of_more if len(csl["editor"]) > 1 else label_of_one) if names else EMPTY


def _journal(csl: dict) -> Iterator[Text]:
    yield ended(rich(csl.get("title")))
    yield ended(rich(journal(csl), italic=True))
    where, page = volume(csl), written_out(str(csl.get("page", "")))
    when = times.year(csl)
    if not where and not page:
        online = times.ama(csl)
        yield ended(plain(f"Published online {online}" if times.parts(csl) else online))
        return
    text = f"{when};{where}" if when and where else when or where
    yield ended(plain(f"{text}:{page}" if page else text))


def _chapter(csl: dict) -> Iterator[Text]:
    yield ended(rich(csl.get("title")))
    editors = _editors(csl, label_of_one=", ed", label_of_more=", eds") if csl.get("author") else EMPTY
    container = ended(rich(_headline(csl, "container-title"), italic=True))
    yield concat("In: ", join([ended(editors), container]))
    yield edition(csl)
    page = written_out(str(csl.get("page", "")))
    imprint = _imprint(csl)
    yield ended(plain(f"{imprint}:{page}" if page and imprint else imprint or page))


def _preprint(csl: dict) -> Iterator[Text]:
    yield ended(rich(csl.get("title")))
    yield ended(plain(csl.get("publisher") or csl.get("container-title")))
    when = times.ama(csl)
    yield ended(plain(f"Preprint posted online {when}")) if when else EMPTY


def _web(csl: dict) -> Iterator[Text]:
    yield ended(rich(csl.get("title")))
    yield ended(plain(csl.get("container-title") or csl.get("publisher")))
    yield ended(plain(times.ama(csl)))


def _book(csl: dict) -> Iterator[Text]:
    is_italic = csl.get("type") in (
        "book",
        "classic",
        "thesis",
        "report",
        "standard",
        "pamphlet",
        "document",
        None,
    )
    field = "title" if csl.get("title") else "container-title"
    yield ended(
        rich(_headline(csl, field) if csl.get("type") == "book" else csl.get(field), italic=is_italic)
    )
    if csl.get("type") == "thesis":
        yield ended(plain(csl.get("genre") or "Dissertation"))
    yield edition(csl)
    yield ended(plain(_imprint(csl)))
    if csl.get("type") == "report" and csl.get("number"):
        yield ended(plain(f"Report No. {csl['number']}"))


def _headline(csl: dict, field: str) -> str:
    return headline(str(csl.get(field, "")), str(csl.get("language", "")))


def _imprint(csl: dict) -> str:
    """The publisher and the year; the eleventh edition leaves out the place."""
    publisher, when = str(csl.get("publisher", "")), times.year(csl)
    return f"{publisher}; {when}" if publisher and when else publisher or when


def _where(csl: dict) -> Iterator[Text]:
    if csl.get("DOI"):
        yield doi_link(str(csl["DOI"]))
    elif csl.get("URL"):
        accessed = times.ama(csl, "accessed")
        yield ended(plain(f"Accessed {accessed}")) if accessed else EMPTY
        yield link(str(csl["URL"]), str(csl["URL"]))


_LAYOUTS = {"journal": _journal, "chapter": _chapter, "preprint": _preprint, "web": _web, "book": _book}
