"""Pure questions about who may review what, and who should be asked first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from articles.models import Article
from reviews.conflicts import Exclusion
from reviews.conflicts.screening import Screening
from reviews.models import BoardMember

#: Interests are declared anew every year, as journals ask of their editors: older ones are worth a word.
DECLARED_DAYS = 365


@dataclass(frozen=True)
class Candidate:
    """A board member as a possible reviewer of one article: best first by `score`, unless `exclusions` says why not."""

    member: BoardMember
    load: int
    score: int
    reasons: list[str]
    exclusions: list[Exclusion] = field(default_factory=list)
    away: bool = False
    full: bool = False
    specialist: bool = False

    @property
    def excluded_by(self) -> list[str]:
        return [exclusion.detail for exclusion in self.exclusions]

    @property
    def overridable(self) -> bool:
        """Whether an editor may let them review all the same."""
        return bool(self.exclusions) and all(exclusion.overridable for exclusion in self.exclusions)

    @property
    def free(self) -> bool:
        """May review, is there, and has room for one more."""
        return not (self.exclusions or self.away or self.full)


def rank(
    members: Iterable[tuple[BoardMember, int]], article: Article, seated: set[int], day: date,
    screened: dict[int, Screening],
) -> list[Candidate]:  # fmt: skip
    """Candidates, best first: the article's specialty, then who has room, then by name. Excluded ones come last."""
    candidates = [_candidate(m, load, article, day, screened[m.pk], m.pk in seated) for m, load in members]
    return sorted(candidates, key=lambda c: (bool(c.exclusions), -c.score, c.member.name))


def _candidate(
    member: BoardMember, load: int, article: Article, day: date, screened: Screening, seated: bool
) -> Candidate:
    specialist = article.specialty in member.specialties
    away, full = member.is_away(day), load >= member.capacity
    reasons = [
        f"specialty {article.specialty}" if specialist else f"another specialty ({', '.join(member.specialties)})",
        f"{load} of {member.capacity} open assignments",
        *_warnings(member, day),
        *(f"conflict overridden: {key.partition(':')[0].replace('-', ' ')}" for key in screened.overridden),
    ]
    exclusions = screened.excluded_by + ([Exclusion("seated", "has a seat in this round")] if seated else [])
    score = 100 * specialist + max(0, 50 - 50 * load // max(1, member.capacity)) - 80 * away - 40 * full
    return Candidate(member, load, score, reasons, exclusions, away, full, specialist)


def _warnings(member: BoardMember, day: date) -> list[str]:
    """What an editor should know before they ask, though it excludes nobody."""
    said = []
    if member.is_away(day):
        said.append(f"away until {member.away_until:%d %B %Y}")
    elif member.away_from and member.away_from > day and (member.away_from - day).days <= 30:
        said.append(f"away from {member.away_from:%d %B %Y}")
    if (member.licence_expires - day).days <= 60:
        said.append(f"licence ends on {member.licence_expires:%d %B %Y}")
    if member.term_ends and (member.term_ends - day).days <= 60:
        said.append(f"term of office ends on {member.term_ends:%d %B %Y}")
    if member.interests_declared_on and (day - member.interests_declared_on).days > DECLARED_DAYS:
        said.append(f"interests last declared on {member.interests_declared_on:%d %B %Y}")
    return said
