"""Filing: under which specialty and topics readers find what they are shown, and the words that a mistyped one may mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from django.db import connection
from django.utils.text import slugify
from rapidfuzz.distance import OSA

from articles.models import Article, Filing, Heading, Revision, SearchWord

#: Shorter words have too many neighbours to guess from.
_WORD = re.compile(r"[^\W\d_]{4,60}")
#: Words of a search that are looked up, and neighbours of each that are compared.
_MOST_WORDS, _NEIGHBOURS = 8, 40
_NEAREST = """
SELECT asked.word, near.word FROM unnest(%s::text[]) AS asked (word) CROSS JOIN LATERAL (
    SELECT word FROM articles_searchword ORDER BY word <-> asked.word LIMIT %s) AS near
"""


def file(articles: Iterable[Article]) -> None:
    """File these articles anew by what is shown of each. The caller holds their rows."""
    shown = {article.published_id or article.current_id: article for article in articles}
    revisions = Revision.objects.in_bulk(shown)
    Filing.objects.filter(article__in=shown.values()).delete()
    Filing.objects.bulk_create(row for pk, article in shown.items() for row in _rows(article, revisions[pk]))
    # In one order: two workers that learn the same words wait for each other, and never for good.
    words = sorted({word for revision in revisions.values() for word in _words(revision)})
    SearchWord.objects.bulk_create((SearchWord(word=word) for word in words), ignore_conflicts=True)


def meant(asked: str) -> str:
    """The search with each unknown word replaced by the known one that is a slip or two away; as it is where there is none."""
    words = list(dict.fromkeys(_WORD.findall(asked.lower())))[:_MOST_WORDS]
    near = _neighbours(words) if words else {}
    better = {word: known for word in near if (known := _closest(word, near[word])) != word}
    return _WORD.sub(lambda found: better.get(found[0].lower(), found[0]), asked) if better else asked


def topic_slug(topic: str) -> str:
    return slugify(topic, allow_unicode=True)


def _rows(article: Article, revision: Revision) -> Iterator[Filing]:
    yield Filing(article=article, heading=Heading.SPECIALTY, slug=revision.specialty, name=revision.specialty)
    topics = {topic_slug(topic): topic for topic in reversed(revision.topics)}
    for slug, name in topics.items():
        if slug:
            yield Filing(article=article, heading=Heading.TOPIC, slug=slug, name=name)


def _words(revision: Revision) -> set[str]:
    return set(_WORD.findall(" ".join((revision.question, *revision.topics)).lower()))


def _neighbours(words: list[str]) -> dict[str, list[str]]:
    """The known words that share most with each, by their trigrams: read along an index, few whatever there is."""
    near: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_NEAREST, [words, _NEIGHBOURS])
        for asked, known in cursor.fetchall():
            near.setdefault(asked, []).append(known)
    return near


def _closest(word: str, known: list[str]) -> str:
    """The known word fewest slips away (a letter more, less, other, or two swapped): one in a short word, two in a longer."""
    most = 1 if len(word) < 6 else 2
    slips = {other: OSA.distance(word, other, score_cutoff=most) for other in known}
    near = [other for other in known if slips[other] <= most]
    return min(near, key=lambda other: (slips[other], other[0] != word[0]), default=word)
