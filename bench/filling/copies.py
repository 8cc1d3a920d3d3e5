"""One copy of a pattern: its ids, date, people, works and words, and its chain of events."""

from __future__ import annotations

import hashlib
import json
import random
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace

from django.utils.text import slugify

from articles import history
from bench.filling.patterns import Pattern
from bench.filling.people import CAST, People
from bench.filling.stories import REFERENCES

_STEMS = ("card", "neur", "derm", "gastr", "nephr", "hepat", "oste", "arthr", "my", "hem", "pulmon", "ot", "rhin", "cyst")
_ENDS = ("itis", "osis", "algia", "opathy", "oma", "emia", "ectomy", "ogram", "oplasty", "otropin")
#: Words that texts end with: the first are in many, the last in hardly any.
VOCABULARY = [f"{a}o{b}{end}" for end in _ENDS for a in _STEMS for b in _STEMS]
_ASKED = ("How is {} treated?", "What helps against {}?", "Is {} a reason to see a physician?", "Who gets {}, and why?")
#: What `COPY` writes of an event, in the order of `events`.
EVENT = ("id", "article_id", "seq", "kind", "at", "actor_id", "before", "after", "data", "text_digest", "prev", "hash")
#: Kinds of rows that are pointed at, so that their ids must be known beforehand.
NUMBERED = ("article", "revision", "round", "seat", "review", "event", "finding")


@dataclass(frozen=True)
class Copy:
    """A row of the batch's table, in its order."""

    pattern: int
    article: int
    author: int
    days: int
    question: str
    slug: str
    ending: str
    works: list[int]
    members: list[int]
    accounts: list[int]
    hashes: list[str]
    late: bool
    revision: int
    round: int
    seat: int
    review: int
    event: int
    finding: int


class Copier:
    """Makes copies with ids from blocks that were reserved."""

    def __init__(self, people: People, first_work: int, works: int, seed: int) -> None:
        self.people, self.first_work, self.works = people, first_work, works
        self.dice = random.Random(seed)  # noqa: S311

    def copy(self, pattern: Pattern, ids: dict[str, int]) -> Copy:
        """`ids` holds, by kind of row, the id before the copy's first."""
        dice = self.dice
        works = [self.first_work + int(self.works * dice.random() ** 3) for _ in range(REFERENCES)]
        question = dice.choice(_ASKED).format(" with ".join(self._words(2)))
        ending = f"Kept under {' '.join(self._words(12))}."
        board = self.people.board[pattern.specialty]
        first = dice.randrange(len(board))
        cast = [board[(first + n) % len(board)] for n in range(CAST)]
        return Copy(
            pattern.number, ids["article"], dice.choice(self.people.authors).pk, dice.randrange(pattern.earlier), question,
            f"{slugify(question)}-{ids['article']}", ending, works, [m.pk for m in cast], [m.user_id for m in cast],
            [self._hash(pattern, content, question, ending, works) for content in pattern.contents],
            dice.random() < 0.01, *(ids[kind] for kind in NUMBERED[1:]),
        )  # fmt: skip

    def _words(self, count: int) -> list[str]:
        return [VOCABULARY[int(len(VOCABULARY) * self.dice.random() ** 4)] for _ in range(count)]

    def _hash(self, pattern: Pattern, content: bytes, question: str, ending: str, works: list[int]) -> str:
        for was, now in ((pattern.question, question), (pattern.ending, ending)):
            content = content.replace(was.encode(), now.encode())
        for doi, work in zip(pattern.dois, works, strict=True):
            content = content.replace(f'"{doi}"'.encode(), f'"{doi_of(work)}"'.encode())
        return hashlib.sha256(content).hexdigest()


def doi_of(work: int) -> str:
    return f"10.5555/work.{work}"


def events(pattern: Pattern, copy: Copy) -> list[tuple]:
    """The copy's history as rows to be copied in, chained anew."""
    rows, prev = [], ""
    for event in pattern.events:
        said = SimpleNamespace(
            article_id=copy.article, seq=event.seq, kind=event.kind, at=event.at - timedelta(days=copy.days),
            actor_id=_actor(pattern, copy, event.actor_id), before=event.before, after=event.after,
            data={name: _said(pattern, copy, name, value) for name, value in event.data.items()},
            text_digest=event.text_digest, prev=prev,
        )  # fmt: skip
        prev = history.hash_of(said)
        row = vars(said) | {"data": json.dumps(said.data)}
        rows.append((copy.event + event.seq, *row.values(), prev))
    return rows


def _actor(pattern: Pattern, copy: Copy, account: int | None) -> int | None:
    if account == pattern.author:
        return copy.author
    return copy.accounts[pattern.accounts[account] - 1] if account in pattern.accounts else account


def _said(pattern: Pattern, copy: Copy, name: str, value: object) -> object:
    """What an event says of its article's rows, said of the copy's."""
    kind = "seat" if name == "assignment" else name
    if kind in pattern.places:
        return getattr(copy, kind) + pattern.places[kind][value]
    if name == "member":
        return copy.members[pattern.members[value] - 1]
    return copy.hashes[pattern.hashes.index(value)] if name == "content_hash" else value
