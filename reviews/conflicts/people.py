"""Whether two names are one person, and two affiliations one house: pure comparison, of what reference lists give."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from citations.folding import fold as folded_anew
from citations.identifiers import clean_orcid

#: The same names are compared with every member of the board.
fold = lru_cache(maxsize=20_000)(folded_anew)

_TITLES = frozenset(("dr", "prof", "professor", "sir", "dame", "mr", "mrs", "ms"))
#: A part of an affiliation that names a house, and one that only names a room in it.
_HOUSE = re.compile(
    r"\b(?:universit\w*|hospitals?|klinik\w*|clinic\w*|institut\w*|cent(?:re|er)s?|college|foundation|trust|charite|practice"
    r"|company|corporation|inc|ltd|llc|gmbh|ag|plc|pharma\w*|laborator\w*|agency|ministry|society|school of medicine)\b"
)
_ROOM = re.compile(r"^(?:department|dept|division|section|unit|faculty|ward|chair) ")


@dataclass(frozen=True)
class Person:
    """A name as somebody wrote it. `given` may be full names or initials; `orcid` is bare, or empty."""

    family: str
    given: str = ""
    orcid: str = ""
    affiliations: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.given} {self.family}".strip()

    @classmethod
    def written(cls, name: str, orcid: str = "", affiliation: str = "") -> Person:
        """A name as its bearer writes it: `Dr. Elena M. Rivera, MD`."""
        words = [word for word in name.split(",", maxsplit=1)[0].split() if fold(word) not in _TITLES]
        return cls(" ".join(words[-1:]), " ".join(words[:-1]), clean_orcid(orcid) or "", tuple(filter(None, [affiliation])))

    @classmethod
    def cited(cls, name: dict) -> Person:
        """A name of a CSL-JSON item. Bodies have a `literal` only, and are compared whole."""
        houses = name.get("affiliation") or ()
        houses = [houses] if isinstance(houses, str | dict) else houses
        told = [str(house.get("name") or "") if isinstance(house, dict) else str(house) for house in houses]
        family = str(name.get("family") or name.get("literal") or "")
        orcid = clean_orcid(str(name.get("ORCID") or "")) or ""
        return cls(family, str(name.get("given") or ""), orcid, tuple(filter(None, told)))


def authors(names: object) -> Iterator[Person]:
    """The people of a CSL `author`; what is no list of names gives none."""
    for name in names if isinstance(names, list) else ():
        if isinstance(name, dict) and (person := Person.cited(name)).family:
            yield person


def surely_same(one: Person, other: Person) -> bool:
    """The same ORCID."""
    return bool(one.orcid) and one.orcid == other.orcid


def perhaps_same(one: Person, other: Person) -> bool:
    """The same ORCID; or, where not both have one, the same family name and given names that do not contradict.

    Fails closed: initials agree with every name that begins so.
    """
    if one.orcid and other.orcid:
        return one.orcid == other.orcid
    return fold(one.family) == fold(other.family) and _agree(one.given, other.given)


def shared_houses(ours: Iterable[str], theirs: Iterable[str]) -> list[str]:
    """The houses (universities, hospitals, companies) that stand in both, as ours writes them."""
    known = {house for text in theirs for house in _houses(text)}
    return [written for text in ours for house, written in _houses(text).items() if house in known]


def names(text: str, name: str) -> bool:
    """Whether a folded text speaks of this name, as a whole word."""
    return bool(folded := fold(name)) and f" {folded} " in f" {text} "


def _agree(one: str, other: str) -> bool:
    first, second = _first_name(one), _first_name(other)
    if not first or not second:
        return True
    shortest = min(len(first), len(second))
    return first[0] == second[0] if shortest == 1 else first == second


def _first_name(given: str) -> str:
    """The first given name folded; of initials (`JA`, `J.-A.`) the first letter."""
    word = re.split(r"[\s.\-]+", given.strip(" ."))[0]
    return fold(word[:1] if word.isupper() and len(word) <= 3 else word)


def _houses(text: str) -> dict[str, str]:
    """The parts of an affiliation that name a house, folded, with how they are written; the whole where none does."""
    parts = {fold(part): part.strip() for part in re.split(r"[,;]", text) if part.strip()}
    found = {folded: part for folded, part in parts.items() if _HOUSE.search(folded) and not _ROOM.match(folded)}
    return found or ({fold(text): text.strip()} if fold(text) else {})
