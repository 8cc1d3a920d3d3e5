"""Articles that disagree about a drug: listed for the editor with both sentences, which alone decides nothing."""

from __future__ import annotations

from dataclasses import dataclass

from articles.claims import Claim as Said
from articles.claims.contradictions import contradictions, positions
from articles.models import Article, Claim
from articles.models.state import ENDED

#: The newest claims that are compared: a page for a person, not a proof that nothing disagrees.
MOST = 20_000


@dataclass(frozen=True)
class Side:
    """One article's sentence."""

    article: int
    slug: str
    question: str
    text: str


@dataclass(frozen=True)
class Disagreement:
    """Two articles whose sentences cannot both stand."""

    drug: str
    population: str
    reason: str
    one: Side
    other: Side

    @property
    def sides(self) -> tuple[Side, Side]:
        return self.one, self.other


def disagreements(drug: str = "") -> list[Disagreement]:
    """Doses and directives of articles in use that contradict each other, newest claims first. One query."""
    in_use = Article.objects.exclude(state__in=ENDED).values("current")
    rows = Claim.objects.filter(revision__in=in_use, kind__in=("dose", "directive")).select_related("revision__article")
    held, sides = [], {}
    for row in rows.order_by("-pk")[:MOST]:
        article = row.revision.article
        name = f"{article.pk}"
        for position in positions(name, [_said(row)]):
            held.append(position)
            sides[name, row.identity] = Side(article.pk, article.slug, row.revision.question, row.text)
    return [
        Disagreement(
            found.one.drug, found.one.population, found.reason,
            sides[found.one.article, found.one.claim.id], sides[found.other.article, found.other.claim.id],
        )
        for found in contradictions(held)
        if not drug or found.one.drug == drug
    ]  # fmt: skip


def _said(row: Claim) -> Said:
    return Said(
        row.identity, row.text, row.rendition, row.start, row.end, row.kind, row.risk, tuple(row.why),
        tuple(row.references), row.dose,
    )  # fmt: skip
