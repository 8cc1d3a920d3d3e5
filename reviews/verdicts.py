"""What a board member said before of claims that stayed the same: an unchanged page takes minutes, and a change stands out.

It is shown and chooses nothing: each claim is judged by whoever signs now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from articles.claims import same_claims
from articles.models import Claim
from citations.models import Notice
from reviews.judgements import texts
from reviews.models import Assignment, Cause
from reviews.models.review import CLAIM_VERDICTS


@dataclass(frozen=True)
class Earlier:
    """What stands beside a claim: the verdict to be said again, or, where there is none, why it is to be judged anew."""

    words: str
    verdict: str = ""
    note: str = ""


@dataclass(frozen=True)
class _Judged:
    """The verdicts that one seat gave, signed or not, and its notes, by claim identity."""

    revision: int
    number: int
    at: datetime
    signed: bool
    verdicts: dict[str, str]
    notes: dict[str, str]

    def said(self, identity: str) -> Earlier:
        verdict = self.verdicts[identity]
        quoted = f"“{verdict.replace('_', ' ')}”"
        words = f"You signed {quoted} on" if self.signed else f"You drafted {quoted}, unsigned, on"
        return Earlier(f"{words} revision {self.number}, {self.at:%-d %B %Y}.", verdict, self.notes.get(identity, ""))


def earlier_verdicts(seat: Assignment, beside: list[Assignment], news: Iterable[Notice]) -> dict[str, Earlier]:
    """By the identity of the claims of the seat's revision; nothing in a blind look. At most one query.

    `beside` are the member's other seats on the article, `news` the notices on what the revision cites. A verdict speaks
    while the sentence keeps its substance, cites the same works, and none of these got a notice since.
    """
    before = [other for other in reversed(beside) if other.pk < seat.pk]
    judged = [found for found in map(_judged, before) if found] if seat.round.cause != Cause.CALIBRATION else []
    if not judged:
        return {}
    claims = defaultdict(list)
    for claim in _claims({one.revision for one in judged} | {seat.round.revision_id}):
        claims[claim.revision_id].append(claim)
    mine = claims[seat.round.revision_id]
    told = {notice.reference_id: notice.received_at for notice in sorted(news, key=lambda notice: notice.received_at)}
    same = [(one, _same(claims[one.revision], mine)) for one in judged]
    return {claim.identity: found for claim in mine if (found := _earlier(claim, same, told))}


def _claims(revisions: set[int]) -> QuerySet[Claim]:
    """Those of the revisions, each with the `works` that it cites, a merged reference as its survivor."""
    works = RawSQL(
        """ARRAY(SELECT DISTINCT COALESCE(work.merged_into_id, work.id) AS id FROM articles_entry entry
        JOIN citations_reference work ON work.id = entry.reference_id
        WHERE entry.revision_id = articles_claim.revision_id AND articles_claim."references" ? entry.key ORDER BY id)""", (),
    )  # fmt: skip
    return Claim.objects.filter(revision__in=revisions).annotate(works=works)


def _earlier(claim: Claim, same: list[tuple[_Judged, dict[str, Claim]]], news: dict[int, datetime]) -> Earlier | None:
    """The latest that was said of it, from the latest seat on."""
    for judged, formers in same:
        former = formers.get(claim.identity)
        if former and former.identity in judged.verdicts:
            why = _why_anew(judged, former, claim, news)
            return Earlier(why) if why else judged.said(former.identity)
    latest, formers = same[0]
    return None if claim.identity in formers else Earlier(f"New or changed since revision {latest.number}.")


def _why_anew(judged: _Judged, former: Claim, claim: Claim, news: dict[int, datetime]) -> str:
    """Why the former verdict does not speak of the claim; empty where it does."""
    if claim.works != former.works:
        return f"The sentence you judged on revision {judged.number} cites other sources now."
    if any(news[work] > judged.at for work in claim.works if work in news):
        return f"There is news of its sources since you judged it on revision {judged.number}."
    return ""


def _same(old: list[Claim], new: list[Claim]) -> dict[str, Claim]:
    """The claim that each new one was, by the new one's identity."""
    former = {claim.identity: claim for claim in old}
    found = {}
    for rendition in {claim.rendition for claim in new}:
        texts = [[(claim.identity, claim.text) for claim in claims if claim.rendition == rendition] for claims in (old, new)]
        found |= same_claims(*texts)
    return {now: former[then] for now, then in found.items()}


def _judged(seat: Assignment) -> _Judged | None:
    """What a seat said of claims, if anything. Programs may have kept a draft in another shape."""
    review = getattr(seat, "review", None)
    claims, notes = (review.claims, review.claim_notes) if review else map(seat.draft.get, ("claims", "claim_notes"))
    verdicts = {identity: verdict for identity, verdict in texts(claims).items() if verdict in CLAIM_VERDICTS}
    at = review.signed_at if review else seat.draft_saved_at
    revision = seat.round.revision
    return _Judged(revision.pk, revision.number, at, bool(review), verdicts, texts(notes)) if verdicts else None
