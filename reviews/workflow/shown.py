"""What a signer was shown beside the text, and so answers for: read at once."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from articles.models import Article
from articles.references.sources import CITED

#: As SQL, as in `reviews.conflicts.screening`.
_SHOWN = f"""
    SELECT ARRAY(SELECT audience FROM articles_rendition WHERE revision_id = %(revision)s ORDER BY id),
        ARRAY(SELECT ARRAY[identity, risk] FROM articles_claim WHERE revision_id = %(revision)s ORDER BY id),
        ARRAY(SELECT id FROM citations_notice WHERE reference_id IN ({CITED}) ORDER BY id)
"""  # noqa: S608  (SQL of our own)


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
    with connection.cursor() as cursor:
        cursor.execute(_SHOWN, {"revision": article.current_id})
        audiences, claims, notices = cursor.fetchone()
    return Shown(audiences, dict(claims), notices)
