"""citation-shifted, by subject: the words around a marker fit a neighbouring reference, and not its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from articles.checks.context import Context
from articles.checks.finding import Finding, quoted, title_of
from articles.checks.shifted import CODE, numbers_beyond
from articles.checks.subject_words import as_written, stems, subjects
from articles.claims.reading import Reading, Statement
from articles.content import Citation, Entry

#: How far a reference may have moved: one lost or added entry moves by one, two by two.
FARTHEST = 2
#: Where no number lies beyond the list, so many markers must agree on the same move ...
AGREEING = 3
#: ... and outnumber by so much the markers from there on that do fit the reference they resolve to.
OUTNUMBER = 2
#: So many markers tell what there is to tell of a list.
MOST = 2_000


@dataclass(frozen=True, slots=True)
class _Vote:
    """A marker that names the subject of the entry `move` places away; 0 where it fits its own."""

    audience: str
    said: Statement
    citation: Citation
    cited: Entry
    move: int
    shared: frozenset[str]


def shifted_subjects(reading: Reading, context: Context) -> Iterator[Finding]:
    """Where a lost reference has moved the numbers, a line about one disease cites the paper on another.

    A shared word proves little: it is believed where numbers run beyond the list by as much, or where several
    markers agree on one move and few fit as they are.
    """
    entries = reading.content.entries
    if len(entries) < 2 or not any(reading.content.citations.values()):
        return
    votes = list(_votes(reading, subjects(reading.content.question, entries)))
    lost = _lost(reading)
    moves = {vote.move for vote in votes if vote.move}
    believed = {move for move in moves if -lost <= move < 0 or _agreed(move, votes)}
    for vote in votes:
        if vote.move in believed:
            yield _finding(vote, reading, evident=bool(lost))


def _lost(reading: Reading) -> int:
    """How many references the numbers in use speak of that the list does not have; at most FARTHEST."""
    beyond = [int(number) for number in numbers_beyond(reading) if len(number) <= 4]
    return min(max(beyond, default=0) - len(reading.entries), FARTHEST) if beyond else 0


def _agreed(move: int, votes: Sequence[_Vote]) -> bool:
    moved = [vote for vote in votes if vote.move == move]
    first = min(vote.cited.number for vote in moved)
    others = sum(vote.move != move and vote.cited.number >= first for vote in votes)
    return len({vote.cited.number for vote in moved}) >= AGREEING and len(moved) >= OUTNUMBER * others


def _votes(reading: Reading, about: Sequence[frozenset[str]]) -> Iterator[_Vote]:
    for audience, said, citation, around in islice(_numbered(reading), MOST):
        cited = reading.entries[citation.keys[0]]
        found = _nearest(cited.number - 1, around, about)
        if found is not None:
            yield _Vote(audience, said, citation, cited, found + 1 - cited.number, around & about[found])


def _numbered(reading: Reading) -> Iterator[tuple[str, Statement, Citation, frozenset[str]]]:
    """Each marker that gives one number, with the words around it that can name a subject."""
    for audience, statements in reading.statements.items():
        for said in statements:
            around = None
            for citation in said.sentence.citations:
                if _by_number(citation, reading.content.renditions[audience]):
                    around = stems(f"{said.words} {said.sentence.lead}") if around is None else around
                    yield audience, said, citation, around


def _by_number(citation: Citation, text: str) -> bool:
    """Whether a marker gives one number of the list: a key cannot shift."""
    return len(citation.keys) == 1 and not citation.unknown and "@" not in text[citation.start : citation.end]


def _nearest(index: int, around: frozenset[str], about: Sequence[frozenset[str]]) -> int | None:
    """The index of the nearest entry, from the cited one outwards, whose subject the words around name."""
    if not about[index]:
        return None
    for distance in range(FARTHEST + 1):
        for other in (index - distance, index + distance):
            if 0 <= other < len(about) and around & about[other]:
                return other
    return None


def _finding(vote: _Vote, reading: Reading, *, evident: bool) -> Finding:
    entries = reading.content.entries
    fits = entries[vote.cited.number - 1 + vote.move]
    marker = reading.content.renditions[vote.audience][vote.citation.start : vote.citation.end]
    lead = f", under {quoted(vote.said.sentence.lead)}," if vote.said.sentence.lead else ""
    own, other = title_of(vote.cited), title_of(fits)
    words = as_written(f"{vote.said.words} {vote.said.sentence.lead}", vote.shared)
    return Finding(
        CODE,
        "error" if evident else "warning",
        f"{marker} in {quoted(vote.said.words)}{lead} resolves to reference {vote.cited.number}, {own}, "
        f"which shares no subject with it. Reference {fits.number}, {other}, does: {', '.join(words)}.",
        "Compare the sentence with both works and correct the marker. Where a reference is missing from the "
        "list, all markers after it have moved.",
        vote.audience,
        vote.citation.start,
        vote.citation.end,
        vote.cited.key,
        0.8 if evident else 0.6,
    )
