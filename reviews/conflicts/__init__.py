"""The conflicts of interest that keep a board member from an article: pure questions over what is known of both.

Bars follow the ICMJE's disclosure form (the past 36 months, www.icmje.org/disclosure-of-interest) and the usual rule of
funders that a co-authorship counts for three years.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from citations.folding import fold
from reviews.conflicts.people import Person, names, perhaps_same, shared_houses, surely_same

#: How long a financial tie counts after it ended (ICMJE).
TIE = timedelta(days=3 * 365 + 1)
#: How many calendar years back a joint publication counts.
COAUTHORED_YEARS = 3


@dataclass(frozen=True)
class Exclusion:
    """One reason why a board member may not review. `subject` tells apart what of one kind is meant."""

    code: str
    detail: str
    subject: str = ""
    overridable: bool = False

    @property
    def key(self) -> str:
        """What an override names: it settles this reason, and no other that comes later."""
        return f"{self.code}:{self.subject}" if self.subject else self.code

    def __str__(self) -> str:
        return self.detail


@dataclass(frozen=True)
class Tie:
    """A standing financial disclosure: to whom, about which drugs or devices, until when (None: it goes on)."""

    entity: str
    products: tuple[str, ...] = ()
    ended: date | None = None

    def counts(self, day: date) -> bool:
        return self.ended is None or self.ended + TIE >= day


@dataclass(frozen=True)
class Work:
    """A publication: of a board member (`key` empty), or one that the article cites (its entry's key)."""

    key: str
    authors: tuple[Person, ...]
    year: int | None = None
    doi: str = ""
    title: str = ""


@dataclass(frozen=True)
class Member:
    """What is known of a board member's interests; `declared` is when they last declared them."""

    person: Person
    declared: date | None
    ties: tuple[Tie, ...] = ()
    publications: tuple[Work, ...] = ()


@dataclass(frozen=True)
class Parties:
    """Who and what stands behind a revision: its contributors, the works it cites, its words (folded)."""

    contributors: tuple[Person, ...]
    works: tuple[Work, ...]
    words: str = ""


def conflicts(member: Member, parties: Parties, day: date) -> list[Exclusion]:
    """Every conflict on that day, the ones that nobody may override first. Interests never declared are a conflict too."""
    found = [
        *_authorship(member, parties), *_declaration(member), *_affiliation(member, parties), *_own_work(member, parties),
        *_coauthorship(member, parties, day), *_finance(member, parties, day),
    ]  # fmt: skip
    return sorted({exclusion.key: exclusion for exclusion in found}.values(), key=lambda e: e.overridable)


def _authorship(member: Member, parties: Parties) -> Iterator[Exclusion]:
    for writer in parties.contributors:
        if surely_same(member.person, writer):
            yield Exclusion("contributor", "wrote this article (the same ORCID)")
        elif perhaps_same(member.person, writer):
            yield Exclusion("namesake", f"has the name of its contributor {writer}", fold(str(writer)), overridable=True)


def _declaration(member: Member) -> Iterator[Exclusion]:
    if member.declared is None:
        yield Exclusion("undeclared", "has not declared their interests", overridable=True)


def _affiliation(member: Member, parties: Parties) -> Iterator[Exclusion]:
    ours = member.person.affiliations
    for writer in parties.contributors:
        for house in shared_houses(ours, writer.affiliations):
            yield Exclusion("affiliation", f"shares an affiliation with {writer}: {house}", fold(house), overridable=True)
    for work in parties.works:
        for author in work.authors:
            for house in shared_houses(ours, author.affiliations):
                detail = f"shares an affiliation with {author}, an author of [{work.key}]: {house}"
                yield Exclusion("affiliation", detail, fold(house), overridable=True)


def _own_work(member: Member, parties: Parties) -> Iterator[Exclusion]:
    own = {work.doi for work in member.publications if work.doi}
    for work in parties.works:
        if work.doi in own or any(perhaps_same(member.person, author) for author in work.authors):
            yield Exclusion("own-work", f"is an author of the cited work [{work.key}]", work.key, overridable=True)


def _coauthorship(member: Member, parties: Parties, day: date) -> Iterator[Exclusion]:
    recent = [work for work in member.publications if work.year is None or work.year >= day.year - COAUTHORED_YEARS]
    with_whom = [(author, work) for work in recent for author in work.authors if not perhaps_same(member.person, author)]
    if not with_whom:
        return
    others = [(writer, f"its contributor {writer}") for writer in parties.contributors]
    others += [(a, f"{a}, an author of [{work.key}]") for work in parties.works for a in work.authors]
    for other, who in others:
        joint = next((work for author, work in with_whom if perhaps_same(author, other)), None)
        if joint is not None and not perhaps_same(member.person, other):
            detail = f"published with {who}{f' in {joint.year}' if joint.year else ''}: “{joint.title}”"
            yield Exclusion("coauthor", detail, fold(str(other)), overridable=True)


def _finance(member: Member, parties: Parties, day: date) -> Iterator[Exclusion]:
    for tie in member.ties:
        named = next((name for name in (*tie.products, tie.entity) if names(parties.words, name)), "")
        if named and tie.counts(day):
            detail = f"has a financial interest in {named}, which the text names ({tie.entity})"
            yield Exclusion("interest", detail, fold(f"{tie.entity} {named}"), overridable=True)
