"""Bare numbers that read like citation markers: proposed with a confidence, never bound.

Pages lose their superscripts and brackets when text is copied ("Corticosteroid injections 2"). A number is
suspected by the words around it, and by the habit of numbering works in the order of their first citation
(ICMJE Recommendations, "References"): a number that continues the count so far is likelier to be one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from articles.markers.neighbours import likelihood

#: Proposed from this confidence on.
PROPOSED = 0.5
#: A list may have lost its last entries: numbers this far beyond it are still suspected.
BEYOND = 2
#: A first citation may run this far ahead of the count, as some markers before it go unseen.
AHEAD = 3
_AROUND = 40
_LONGEST_CHAIN = 20
#: More candidates than this are a table of figures, and not worth their time.
MOST = 2_000

_NUMBERS = r"\d{1,3}+(?:(?:,[ \t]?|[-–])\d{1,3}+){0,40}+"
_RAISED_DIGITS = "[⁰¹²³⁴-⁹]{1,3}+"
_BARE = re.compile(rf"[ \t](?<=[^\s\x00][ \t])({_NUMBERS})(?![\w%°/]|\.\d|,\d|[-–]\w|[ \t]?[=<>±×%])")
_CHAINED = re.compile(rf"[ \t][,–-][ \t]({_NUMBERS})(?![\w%°/]|\.\d)")
#: A raised number stands behind a word or a stop, with or without a space; behind a figure it is a power.
_WORDS = r"[^\s\d⁰¹²³⁴-⁹]"
_RAISED = re.compile(
    rf"\^(?:(?<={_WORDS}\^)|(?<={_WORDS}[ \t]\^))({_NUMBERS})\^"
    rf"|<sup>(?:(?<={_WORDS}<sup>)|(?<={_WORDS}[ \t]<sup>))[ \t]*({_NUMBERS})[ \t]*</sup>"
    rf"|(?=[⁰¹²³⁴-⁹])(?:(?<={_WORDS})|(?<={_WORDS}[ \t]))"
    rf"({_RAISED_DIGITS}(?:[,⁻–-]{_RAISED_DIGITS}){{0,40}}+)(?![⁰¹²³⁴-⁹⁺⁻])"
)
_GLUED = re.compile(rf"[.,](?<=[a-z)”\"][a-z)”\"][.,])({_NUMBERS})(?=\s+[A-Z]|\s*$)", re.MULTILINE)
_ANY_RAISED = re.compile(r"[\^⁰¹²³⁴-⁹]|<sup>")
_UNRAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
#: Units and ions have powers and charges; the engine of a power is not a citation.
_POWERED = re.compile(r"(?:\d|\b(?:[mkcdn]?m|kg|s|ft|in|Na|Ca|Mg|Fe|Cl|HCO|x|r|R|χ|Chi|chi))\Z")


@dataclass(frozen=True, slots=True)
class Suspect:
    """A number that reads like a marker: where, which numbers, how sure from 0 to 1."""

    start: int
    end: int
    numbers: tuple[int, ...]
    confidence: float


def suspects(text: str, readable: str, entries: int) -> list[Suspect]:
    """Numbers in a text that read like markers into a list of so many entries; `readable` is its prose."""
    if not entries:
        return []
    most = entries + BEYOND
    finders = (_raised(text, readable), _glued(readable), _bare(readable, most))
    found = [one for finder in finders for one in islice(finder, MOST)]
    possible = (one for one in found if _are_positions(one.numbers, most))
    return [suspect for suspect in _weighed(possible, entries) if suspect.confidence >= PROPOSED]


def _are_positions(numbers: tuple[int, ...], most: int) -> bool:
    return bool(numbers) and 0 < min(numbers) <= max(numbers) <= most


def _raised(text: str, readable: str) -> Iterator[Suspect]:
    for match in _RAISED.finditer(text) if _ANY_RAISED.search(text) else ():
        blank = readable[match.start()] == "\x00"
        if not blank and not _POWERED.search(text[max(0, match.start() - 5) : match.start()].rstrip(" \t")):
            numbers = (match[1] or match[2] or match[3]).translate(_UNRAISED)
            yield Suspect(match.start(), match.end(), _expanded(numbers), 0.9)


def _glued(readable: str) -> Iterator[Suspect]:
    for match in _GLUED.finditer(readable):
        yield Suspect(*match.span(1), _expanded(match[1]), 0.7)


def _bare(readable: str, most: int) -> Iterator[Suspect]:
    """The words around a number are read only where it, or one of its chain, is a position in the list."""
    stop = 0
    for match in islice(_BARE.finditer(readable), MOST):
        start, end = match.span(1)
        if start < stop:
            continue
        tail = _chain(readable, end)
        stop = tail[-1][1] if tail else end
        chain = [(begin, finish, _expanded(readable[begin:finish])) for begin, finish in [(start, end), *tail]]
        if not any(_are_positions(numbers, most) for _, _, numbers in chain):
            continue
        before = readable[max(0, start - _AROUND) : start].rstrip(" \t")
        if sure := likelihood(before, readable[stop : stop + _AROUND]):
            for begin, finish, numbers in chain:
                yield Suspect(begin, finish, numbers, sure)


def _chain(readable: str, end: int) -> list[tuple[int, int]]:
    """The further numbers of "4 , 5" and "13 – 15", which stand apart as their raised originals did."""
    found = []
    while len(found) < _LONGEST_CHAIN and (match := _CHAINED.match(readable, end)):
        found.append(match.span(1))
        end = match.end()
    return found


def _expanded(numbers: str) -> tuple[int, ...]:
    if numbers.isdecimal():
        return (int(numbers),)
    found: list[int] = []
    for part in re.split(r",\s*", numbers):
        ends = [int(number) for number in re.split(r"[-–]", part)]
        found += range(ends[0], ends[-1] + 1)
    return tuple(found)


def _weighed(found: Iterable[Suspect], entries: int) -> Iterator[Suspect]:
    """Each suspect with its confidence after the count of works cited so far."""
    reached = 0
    taken = 0
    for suspect in sorted(found, key=lambda one: one.start):
        if suspect.start < taken:
            continue
        fresh = [number for number in suspect.numbers if number > reached]
        sure = suspect.confidence
        if fresh and min(fresh) > reached + AHEAD:
            sure *= 0.6
        elif fresh:
            sure += (1 - sure) * 0.3
        if fresh and max(fresh) > entries:
            sure *= 0.9
        if sure >= PROPOSED:
            taken = suspect.end
            if fresh and min(fresh) <= reached + AHEAD:
                reached = max(fresh)
        yield replace(suspect, confidence=round(sure, 2))
