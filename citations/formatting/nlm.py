"""NLM style, known as Vancouver (Citing Medicine, 2nd edition, NLM; ICMJE's sample references).

Six authors, then `et al`; abbreviated journals; the date down to the day; last pages shortened.
"""

from __future__ import annotations

from collections.abc import Iterator

from citations.formatting import times
from citations.formatting.pages import shortened
from citations.formatting.people import people
from citations.formatting.sources import edition, journal, sort_of, volume
from citations.formatting.text import EMPTY, Text, concat, doi_link, ended, join, link, plain, rich

_MEDIUM = {
    "thesis": "dissertation",
    "dataset": "dataset",
    "software": "software",
    "patent": "patent",
    "map": "map",
}


def sentences(csl: dict) -> Iterator[Text]:
    """The sentences of an item's line, in order."""
    sort = sort_of(csl)
    yield ended(_authors(csl))
    yield from _LAYOUTS[sort](csl)
    yield from _where(csl, is_web=sort == "web")


def _authors(csl: dict, role: str = "author") -> Text:
    names = people(csl.get(role), most=6, shown=6)
    if role == "author" and not names and csl.get("editor"):
        return _editors(csl)
    return names


def _editors(csl: dict) -> Text:
    names = people(csl.get("editor"), most=6, shown=6)
    label = ", editors" if len(csl.get("editor") or ()) > 1 else ", editor"
    return concat(names, label) if names else EMPTY


def _journal(csl: dict) -> Iterator[Text]:
    yield ended(rich(csl.get("title")))
    yield ended(rich(journal(csl)))
    where = volume(csl)
    page = shortened(str(csl.get("page", "")))
    when = times.nlm(csl)
    text = f"{when};{where}" if when and where else when or where
    yield ended(plain(f"{text}:{page}" if page else text))


def _chapter(csl: dict) -> Iterator[Text]:
    yield ended(rich(csl.get("title")))
    editors = _editors(csl) if csl.get("author") else EMPTY
    container = ended(rich(csl.get("container-title")))
    yield concat("In: ", join([ended(editors), container]))
    yield edition(csl)
    yield ended(plain(_event(csl)))
    yield _publisher(csl, times.year(csl))
    page = shortened(str(csl.get("page", "")))
    yield ended(plain(f"p. {page}")) if page else EMPTY


def _event(csl: dict) -> str:
    if csl.get("type") != "paper-conference" or csl.get("event-title") in (
        None,
        "",
        csl.get("container-title"),
    ):
        return ""
    told = (str(csl.get("event-title", "")), times.nlm(csl, "event-date"), str(csl.get("event-place", "")))
    return "; ".join(part for part in told if part)


def _preprint(csl: dict) -> Iterator[Text]:
    yield ended(rich(csl.get("title")))
    server = csl.get("publisher") or csl.get("container-title")
    yield _publisher({"publisher": server}, times.year(csl))


def _web(csl: dict) -> Iterator[Text]:
    """The site is the work and the page a part of it, as Citing Medicine has it (chapter 25)."""
    site, title = csl.get("container-title"), rich(csl.get("title"))
    yield ended(concat(rich(site), " [Internet]") if site else concat(title, " [Internet]"))
    cited = times.nlm(csl, "accessed")
    when = " ".join(
        filter(
            None, (times.nlm(csl, day=False) if not site else times.year(csl), cited and f"[cited {cited}]")
        )
    )
    yield _publisher(csl, when)
    yield ended(title) if site else EMPTY


def _book(csl: dict) -> Iterator[Text]:
    medium = _MEDIUM.get(csl.get("type", ""))
    title = rich(csl.get("title") or csl.get("container-title"))
    yield ended(concat(title, f" [{medium}]") if medium and title else title)
    yield edition(csl)
    is_dated_by_month = csl.get("type") not in ("book", "classic")
    when = times.nlm(csl, day=False) if is_dated_by_month else times.year(csl)
    yield _publisher(csl, when)
    if csl.get("type") == "report" and csl.get("number"):
        yield ended(plain(f"Report No.: {csl['number']}"))


def _publisher(csl: dict, when: str) -> Text:
    """`St. Louis: Mosby; 2002.`"""
    place, name = str(csl.get("publisher-place", "")), str(csl.get("publisher") or "")
    who = f"{place}: {name}" if place and name else place or name
    return ended(plain(f"{who}; {when}" if who and when else who or when))


def _where(csl: dict, *, is_web: bool) -> Iterator[Text]:
    if csl.get("DOI"):
        yield doi_link(str(csl["DOI"]))
    elif csl.get("URL") and (is_web or not csl.get("PMID")):
        yield concat("Available from: ", link(str(csl["URL"]), str(csl["URL"])))
    if csl.get("PMID"):
        pmid = str(csl["PMID"])
        yield concat("PubMed PMID: ", link(pmid, f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"), ".")


_LAYOUTS = {"journal": _journal, "chapter": _chapter, "preprint": _preprint, "web": _web, "book": _book}
