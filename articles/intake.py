"""From what an author sends to what a revision holds: pure reading, nothing written."""

from __future__ import annotations

import re
from dataclasses import dataclass

from articles.content import Content, Entry
from articles.errors import BadInput
from articles.markers import MalformedMarker, bind

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Writer:
    """A contributor as named by the author; `account` is the account of a board member who co-wrote."""

    name: str
    orcid: str = ""
    affiliation: str = ""
    account: int | None = None


@dataclass(frozen=True)
class Draft:
    """A submission that can be read: its content, and what is said beside it."""

    content: Content
    contributors: tuple[Writer, ...] = ()
    external_id: str | None = None
    note: str = ""


def read_content(
    *,
    question: str,
    renditions: dict[str, str],
    entries: list[Entry],
    specialty: str,
    topics: list[str] | None = None,
    provenance: dict | None = None,
    external_review: dict | None = None,
) -> Content:
    """Bind the markers of every rendition to the entries' keys. Raises BadInput that points at a malformed marker."""
    keys = [entry.key for entry in entries]
    bound = {}
    for audience, text in renditions.items():
        try:
            bound[audience] = bind(text, keys)
        except MalformedMarker as error:
            raise BadInput.at(f"/renditions/{audience}", _where(error)) from error
    return Content(
        question=question, renditions=renditions, entries=tuple(entries), citations=bound,
        provenance=provenance or {}, specialty=specialty, topics=tuple(topics or ()),
        external_review=external_review,
    )  # fmt: skip


def words(content: Content) -> int:
    """How much there is to read, over all renditions."""
    return sum(map(words_in, content.renditions.values()))


def words_in(text: str) -> int:
    """The words of one text, as every page that tells a length counts them."""
    return len(_WORD.findall(text))


def _where(error: MalformedMarker) -> str:
    return f"The marker {error.text} at characters {error.start} to {error.end} cannot be read: {error.message}"
