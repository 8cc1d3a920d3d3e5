"""What a signer was shown beside the text, and so answers for: read at once."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject

from articles import sources
from articles.models import Article, Claim, Rendition, Revision


@dataclass(frozen=True)
class Shown:
    """The audiences with a text of their own, the risk of each claim by its identity, the notices on what is cited (ids)."""

    audiences: list[str]
    risks: dict[str, str]
    notices: list[int]

    @property
    def risky(self) -> list[str]:
        return [identity for identity, risk in self.risks.items() if risk == "high"]


def shown(article: Article) -> Shown:
    """Of the article's current revision."""
    own = {"revision": OuterRef("pk")}
    claims = Claim.objects.filter(**own).values(said=JSONObject(identity=F("identity"), risk=F("risk")))
    audiences, told, notices = Revision.objects.values_list(
        ArraySubquery(Rendition.objects.filter(**own).values("audience")),
        ArraySubquery(claims),
        ArraySubquery(sources.notices([article.current_id]).values("pk")),
    ).get(pk=article.current_id)  # type: ignore[misc]  # never empty to a door
    return Shown(audiences, {claim["identity"]: claim["risk"] for claim in told}, notices)
