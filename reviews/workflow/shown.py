"""What a signer was shown beside the text, and so answers for: read at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from articles.errors import UnreadNews
from articles.models import Article
from articles.references.sources import CITED

#: As SQL, as in `reviews.conflicts.screening`.
_SHOWN = f"""
    SELECT ARRAY(SELECT audience FROM articles_rendition WHERE revision_id = %(revision)s ORDER BY id),
        ARRAY(SELECT ARRAY[identity, risk] FROM articles_claim WHERE revision_id = %(revision)s ORDER BY id),
        ARRAY(SELECT json_build_object('id', notice.id, 'late', received_at > %(since)s, 'nature', nature, 'date', date,
                'source', source, 'reasons', reasons, 'work', work.title)
            FROM citations_notice notice JOIN citations_reference work ON work.id = notice.reference_id
            WHERE reference_id IN ({CITED}) ORDER BY notice.id)
"""  # noqa: S608  (SQL of our own)


@dataclass(frozen=True)
class Shown:
    """The audiences with a text of their own, the risk of each claim by its identity, the notices on what is cited."""

    audiences: list[str]
    risks: dict[str, str]
    news: list[dict]

    @property
    def notices(self) -> list[int]:
        return [notice["id"] for notice in self.news]

    @property
    def risky(self) -> list[str]:
        return [identity for identity, risk in self.risks.items() if risk == "high"]

    def refuse_unread(self, seen: list[int] | None) -> None:
        """Raises UnreadNews for a notice that is not among those `seen` (ids); where that is not told, for one that is late."""
        unread = [n for n in self.news if (n["late"] if seen is None else n["id"] not in seen)]
        if not unread:
            return
        told = [{name: value for name, value in notice.items() if name != "late"} for notice in unread]
        words = "; ".join(f"{notice['nature'].replace('_', ' ')}, {notice['work']}" for notice in unread)
        raise UnreadNews(
            f"News of a cited work came in since you read the text: {words}. Nothing was done; what you wrote is "
            "kept. Read the news, then send it again.", notices=told,
        )  # fmt: skip


def shown(article: Article, since: datetime | None) -> Shown:
    """Of the article's current revision; notices received after `since` are late."""
    with connection.cursor() as cursor:
        cursor.execute(_SHOWN, {"revision": article.current_id, "since": since})
        audiences, claims, news = cursor.fetchone()
    return Shown(audiences, dict(claims), news)
