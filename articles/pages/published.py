"""An article's page as readers get it: rendered once by a worker, found by one query, and never true of another state.

What a page is made from is told by a digest, which PostgreSQL makes anew from the rows of this moment whenever somebody
asks. A page that was rendered for another digest is not found, whoever forgot to render it anew; an approval lapses on
its day although nobody writes anything.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.db import OperationalError, connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.template.loader import render_to_string
from django.utils import translation

from articles.content import AUDIENCES
from articles.models import Article, Publication
from articles.models.state import IN_PLAY
from articles.pages.article import ArticlePage
from articles.pages.caching import edition
from articles.questions.forms import QuestionForm
from articles.statements import keys
from citations import clock

#: Everything that the page shows and that can change: the article with its history, whether its date has passed, what is
#: known of its sources and who is named (`page_beside`, whose plans the server keeps); the release and its settings.
_STATE = """
(SELECT a.*, md5(jsonb_build_array(
    %(edition)s::text, asked.audience, event_head, last_updated, next_review_due < %(today)s,
    page_beside(coalesce(published_id, current_id))
)::text) AS now, asked.audience FROM articles_article a CROSS JOIN {audiences} asked (audience) WHERE {which} OFFSET 0) a
LEFT JOIN articles_publication p ON (p.article_id, p.audience, p.state) = (a.id, a.audience, a.now)
"""
_FOUND = f"""SELECT a.id, a.now, p.standing, CASE WHEN strpos(%(known)s, a.now) = 0 THEN p.body END,
    CASE WHEN a.next_review_due < %(today)s THEN greatest(a.changed_at, a.next_review_due + 1) ELSE a.changed_at END
FROM {_STATE.format(audiences="(SELECT %(audience)s::text)", which="slug = %(slug)s")}
WHERE a.published_id IS NOT NULL OR (a.state IN ({", ".join(f"'{state}'" for state in IN_PLAY)})
    AND EXISTS (SELECT FROM articles_policy WHERE tier = a.risk AND pending_public))
"""  # noqa: S608  (our own words)
_STALE = "SELECT a.audience, a.now, p.state IS NOT NULL FROM" + _STATE.format(
    audiences="unnest(%(audiences)s::text[])", which="id = %(article)s"
)


@dataclass(frozen=True)
class Found:
    """A page that readers may see. `body` is None where it is not kept, or the reader has it already."""

    article: int
    state: str
    standing: bool | None
    body: str | None
    changed_at: datetime


def find(slug: str, audience: str, known: str = "") -> Found | None:
    """The page at that address as of now, in one query; None where readers see nothing there.

    `known` are the tags of what the reader has already, as sent: of these no body is read.
    """
    told = {"slug": slug, "audience": audience, "known": known, **_moment()}
    connection = connections[router.db_for_read(Publication)]
    # The query itself shows whether the connection still holds: asking that first would be a second one.
    connection.health_check_done = True
    try:
        return _found(connection, told)
    except OperationalError:
        if connection.in_atomic_block:
            raise
        connection.close()
        return _found(connection, told)


def _found(connection: BaseDatabaseWrapper, told: dict) -> Found | None:
    with connection.cursor() as cursor:
        cursor.execute(_FOUND, told)
        row = cursor.fetchone()
    return row and Found(*row)


def publish(article_id: int) -> int:
    """Keep an approved article's page for each of its audiences, and no page of a state that is over. May run twice.

    Returns how many were rendered. What is pending is not kept: it changes often, and few read it.
    """
    # The states first: what is read afterwards may be newer than they say, and is then not found, but never older.
    now = _states(article_id)
    Publication.objects.filter(article=article_id).exclude(state__in=[state for state, _ in now.values()]).delete()
    article = Article.objects.select_related("published", "current").get(pk=article_id)
    if article.published is None:
        return 0
    wanted = ["", *article.published.renditions.values_list("audience", flat=True)]
    stale = [audience for audience in wanted if audience in now and not now[audience][1]]
    if stale:
        _keep(article, {audience: now[audience][0] for audience in stale})
    return len(stale)


def _keep(article: Article, states: dict[str, str]) -> None:
    page = ArticlePage(article, article.published, "", clock.today())
    pages = {audience: replace(page, asked=audience) for audience in states}
    rows = [
        Publication(article=article, audience=audience, state=states[audience], standing=shown.stands, body=html(shown))
        for audience, shown in pages.items()
    ]
    Publication.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["article", "audience"], update_fields=["state", "standing", "body"]
    )


def _states(article_id: int) -> dict[str, tuple[str, bool]]:
    """By audience, the digest of what is to be shown now, and whether the page of it is kept."""
    told = {"article": article_id, "audiences": ["", *AUDIENCES], **_moment()}
    with connections[router.db_for_write(Publication)].cursor() as cursor:
        cursor.execute(_STALE, told)
        return {audience: (state, kept) for audience, state, kept in cursor.fetchall()}


def _moment() -> dict:
    """What a page depends on besides the database."""
    return {"today": clock.today(), "edition": edition(stated=keys.held())}


def html(page: ArticlePage, template: str = "articles/article.html", **more: object) -> str:
    """The page of an article in full."""
    page.prefetched()
    with translation.override(settings.SITE_LANGUAGE):
        form = QuestionForm(initial={"audience": page.rendition.audience})
        return render_to_string(template, {"page": page, "form": form, **more})
