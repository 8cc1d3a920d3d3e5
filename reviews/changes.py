"""What changed since: word by word, so that nobody signs a change unseen. What weighs (doses, numbers, negations) is marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from articles.content import Content
from articles.diff import diff
from articles.lexicon import words
from articles.models import Article, Revision
from reviews.models import Assignment

#: What a title adds to an earlier one that compares the same two.
_ALSO = {
    "Since the approved version": "which is the approved version", "Since the revision before": "which is the revision before",
    "The newest text against the one you read": "which is the newest",
}  # fmt: skip
#: Unchanged text kept on either side of a change, in characters.
_AROUND = 160
_UNITS = (
    r"mg|mcg|[µμ]g|ug|kg|g|ng|ml|L|IU|units?|mmol|mEq|puffs?|tablets?|capsules?|drops?|daily|twice|once|hours?|days?|weeks?"
)
_NEGATIONS = "|".join(sorted((re.escape(word) for word in words("negations")), key=len, reverse=True))
_WEIGHTS = rf"\d[\d.,]*|[%<>≤≥±]|\b(?:{_UNITS}|{_NEGATIONS})\b|\b\w+n['’]t\b"
_WEIGHS = re.compile(_WEIGHTS, re.IGNORECASE)
#: A citation's marker is one part, so that its number is taken for no dose.
_PARTS = re.compile(rf"(\[[\d,;\s–-]+\]|{_WEIGHTS})", re.IGNORECASE)


@dataclass(frozen=True)
class Piece:
    """A run of text: `op` is equal, delete, insert or gap (unchanged text left out); a dose, number or negation `weighs`."""

    op: str
    text: str
    weighs: bool = False


@dataclass(frozen=True)
class Comparison:
    """One revision against another, `audiences` only where their texts differ."""

    title: str
    old: int
    new: int
    question: dict | None
    audiences: dict[str, list[Piece]]
    references: dict[str, list[str]]

    @property
    def nothing(self) -> bool:
        return not (self.question or self.audiences or any(self.references.values()))

    @property
    def weighty(self) -> int:
        """How many changed doses, numbers and negations there are, a replaced one counted on either side."""
        return sum(piece.weighs for pieces in self.audiences.values() for piece in pieces)


def comparisons(seat: Assignment, beside: list[Assignment]) -> list[Comparison]:
    """What the desk compares: with what this person last saw, with the approved version, and, where the text has moved
    on since they were asked, the newest with theirs. `beside` are their other seats on the article. At most three queries."""
    article, mine = seat.round.article, seat.round.revision_id
    earlier = [other.round.revision_id for other in beside if other.pk < seat.pk and other.round.revision_id != mine]
    seen = earlier[-1] if earlier else None
    wanted = {
        "Since you last saw it": (seen, mine),
        "Since the approved version": (article.published_id, mine),
        "The newest text against the one you read": (mine, article.current_id),
    }
    return _compared(wanted)


def of_an_update(article: Article) -> list[Comparison]:
    """The newest revision against the one before it and against the approved version, for an editor. Four queries at most."""
    earlier = article.revisions.filter(number__lt=article.current.number).order_by("-number")
    before, now = earlier.values_list("pk", flat=True).first(), article.current_id
    return _compared({"Since the approved version": (article.published_id, now), "Since the revision before": (before, now)})


def _compared(wanted: dict[str, tuple[int | None, int]]) -> list[Comparison]:
    """Each pair once, under its first title, where there are two that differ."""
    pairs = {title: (old, new) for title, (old, new) in wanted.items() if old and old != new}
    if not pairs:
        return []
    needed = {pk for pair in pairs.values() for pk in pair}
    held = Revision.objects.prefetch_related("renditions", "entries").in_bulk(needed)
    contents = {pk: revision.content() for pk, revision in held.items()}
    made: dict[tuple[int, int], Comparison] = {}
    for title, (old, new) in pairs.items():
        both = f"{made[old, new].title} ({_ALSO[title]})" if (old, new) in made else title
        made[old, new] = _comparison(both, held[old].number, held[new].number, contents[old], contents[new])
    return list(made.values())


def _comparison(title: str, old: int, new: int, before: Content, after: Content) -> Comparison:
    found = diff(before, after)
    changed = {
        audience: list(_pieces(runs))
        for audience, runs in found["renditions"].items()
        if any(run["op"] != "equal" for run in runs)
    }
    return Comparison(title, old, new, found["question"], changed, found["references"])


def _pieces(runs: list[dict]) -> Iterator[Piece]:
    for place, run in enumerate(runs):
        if run["op"] == "equal":
            yield from _shortened(run["text"], first=place == 0, last=place == len(runs) - 1)
            continue
        for part in _PARTS.split(run["text"]):
            if part:
                yield Piece(run["op"], part, _WEIGHS.fullmatch(part) is not None)


def _shortened(text: str, *, first: bool, last: bool) -> Iterator[Piece]:
    before, after = ("" if first else text[:_AROUND]), ("" if last else text[-_AROUND:])
    if len(before) + len(after) >= len(text):
        yield Piece("equal", text)
        return
    for op, some in (("equal", before), ("gap", " … "), ("equal", after)):
        if some:
            yield Piece(op, some)
