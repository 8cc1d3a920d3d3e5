"""Full-text search over articles: what revisions say, ranked, with the places where the words stand."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank, SearchVector
from django.db import connection
from django.db.models import F, IntegerField, Q, QuerySet
from django.db.models.functions import Cast

from articles.content import Content
from articles.models import Article, Rendition, Revision, SearchText

CONFIG = "english"
#: Matches that are ranked. A word that more articles have says too little to order them by.
MOST_RANKED = 500
#: Parts of a text that are quoted at most.
_FRAGMENTS = 2
#: Around a found word, from Unicode's private use area: nothing that a text may be read for.
_OPEN, _CLOSE = "\ue000", "\ue001"
_KEEP = f"""
    INSERT INTO articles_searchtext (revision_id, vector)
    SELECT revision, setweight(to_tsvector('{CONFIG}', question), 'A') || setweight(to_tsvector('{CONFIG}', topics), 'B')
        || setweight(to_tsvector('{CONFIG}', words), 'D')
    FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[]) told (revision, question, topics, words)
"""  # noqa: S608  (a setting of our own)


def keep(contents: dict[int, Content]) -> None:
    """Write down what new revisions, by id, can be found by."""
    told = [(pk, c.question, " ".join(c.topics), "\n".join(c.renditions.values())) for pk, c in contents.items()]
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [*map(list, zip(*told, strict=True))])


def asked(words: str) -> SearchQuery:
    """As people type it: words, "a phrase", or, -not. Nothing in it is an error."""
    return SearchQuery(words, config=CONFIG, search_type="websearch")


def asking(words: str) -> dict[int, int]:
    """Revisions whose question has the words, each with its article, by id. Unordered and capped: no word is slow."""
    matching = Revision.objects.order_by().annotate(vector=SearchVector("question", config=CONFIG))
    return dict(matching.filter(vector=asked(words)).values_list("pk", "article")[:MOST_RANKED])


def saying(words: str) -> dict[int, int]:
    """Revisions whose question, topics or text have the words, each with its article, by id. Unordered and capped, as above."""
    found = SearchText.objects.filter(vector=asked(words))
    return dict(found.values_list("revision", "revision__article")[:MOST_RANKED])


def ranked(articles: QuerySet[Article], words: str, revision: str = "current") -> QuerySet[Article]:
    """Those of the articles whose revision has the words, best first.

    The matches come first, unordered and capped, behind the fence that a LIMIT is to the planner: so neither is a rare
    word looked for along the order, nor is every match of a common word ranked.
    """
    query, vector = asked(words), f"{revision}__search_text__vector"
    matches = articles.order_by().filter(**{vector: query}).values("pk")[:MOST_RANKED]
    # Whole numbers: a cursor must compare equal to what it was made from.
    rank = Cast(SearchRank(F(vector), query) * 1_000_000, IntegerField())
    return articles.filter(pk__in=matches).annotate(search_rank=rank).order_by("-search_rank", "-pk")


def shown_with(articles: QuerySet[Article], words: str) -> QuerySet[Article]:
    """Those of the articles whose shown revision has the words: the published one, or the current where there is none.

    `MOST_RANKED` matches of either kind at most; in the articles' own order.
    """
    published = articles.filter(published__search_text__vector=asked(words)).order_by().values("pk")[:MOST_RANKED]
    pending = articles.filter(published=None, current__search_text__vector=asked(words)).order_by().values("pk")[:MOST_RANKED]
    return articles.filter(Q(pk__in=published) | Q(pk__in=pending))


def highlights(revisions: Iterable[int], words: str) -> dict[int, list[dict]]:
    """Where the words stand, by revision: `[{rendition, runs: [{text, match}]}]`, for one page of a list."""
    marks = {
        "start_sel": _OPEN, "stop_sel": _CLOSE, "max_fragments": _FRAGMENTS, "max_words": 24, "min_words": 8, "config": CONFIG,
    }  # fmt: skip
    quoted = SearchHeadline("text", asked(words), **marks)
    found: dict[int, list[dict]] = {}
    rows = Rendition.objects.filter(revision__in=list(revisions)).order_by("pk").annotate(quoted=quoted)
    for revision, audience, text in rows.values_list("revision_id", "audience", "quoted"):
        if _OPEN in text:
            found.setdefault(revision, []).append({"rendition": audience, "runs": _runs(text)})
    return found


def _runs(text: str) -> list[dict]:
    """The quoted text in runs, each said to be a match or not: nothing to be escaped, nothing to be trusted."""
    before, *parts = text.split(_OPEN)
    runs = [{"text": before, "match": False}] if before else []
    for part in parts:
        match, _, after = part.partition(_CLOSE)
        runs += [{"text": match, "match": True}, *([{"text": after, "match": False}] if after else [])]
    return runs
