"""What was said of single claims, each with its sentence: as a review, a draft, the pack and a letter tell it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.text import Truncator

from articles.models import Claim
from reviews.models import Review
from reviews.models.review import OBJECTIONS

#: Characters of a claim that are enough to know it by.
_SHORT = 200


@dataclass(frozen=True)
class Judgement:
    """A claim's sentence, the verdict on it (empty: none was given) and the note to the author."""

    claim: str
    verdict: str
    note: str

    @property
    def is_objection(self) -> bool:
        return self.verdict in OBJECTIONS

    @property
    def short(self) -> str:
        """The sentence, where it is long its beginning."""
        line = " ".join(self.claim.split())
        cut = Truncator(line).chars(_SHORT, truncate="")
        return line if cut == line else f"{cut.rpartition(' ')[0] or cut} …"

    def __str__(self) -> str:
        verdict = f" ({self.verdict.replace('_', ' ')})" if self.verdict else ""
        return f"On “{self.short}”{verdict}: {self.note}"


def judgements(claims: Iterable[Claim], verdicts: object, notes: object) -> list[Judgement]:
    """What was said of which claims: objections first, then what has a note.

    Verdicts and notes stand by the claim's identity; a draft may hold anything there.
    """
    given, noted = texts(verdicts), texts(notes)
    sentences = {claim.identity: claim.text for claim in claims}
    said = [name for name in {**sentences, **given, **noted} if given.get(name) or noted.get(name)]
    found = [Judgement(sentences.get(name, name), given.get(name, ""), noted.get(name, "")) for name in said]
    return sorted(found, key=lambda one: (not one.is_objection, not one.note))


def of_review(review: Review) -> list[Judgement]:
    """Of the revision that the review was asked about, whose claims are read where they are not at hand."""
    return judgements(review.assignment.round.revision.claims.all(), review.claims, review.claim_notes)


def texts(found: object) -> dict[str, str]:
    """What of it is words by a name: programs may have kept a draft in another shape."""
    return {key: said for key, said in found.items() if isinstance(said, str)} if isinstance(found, dict) else {}
