"""Screening board members for one article: what is known of both sides, read at once, and what excludes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from articles.claims.drugs import mentions
from articles.models import Article, Rendition
from citations.dates import year
from citations.folding import fold
from citations.identifiers import clean_doi, identifiers
from reviews.conflicts import Exclusion, Member, Parties, Tie, Work, conflicts
from reviews.conflicts.people import Person, authors
from reviews.models import BoardMember

_AUTHORSHIP = ("contributor", "namesake")
#: Written as SQL: every invitation and signature asks it, and compiling it as expressions took three times as long as
#: reading. What is known of the article stands in the first row alone.
_FACTS = """
    SELECT m.*, account.is_active AS account_is_active,
        ARRAY(SELECT json_build_object('entity', entity, 'products', products, 'ended', ended)
            FROM reviews_interest WHERE board_member_id = m.id ORDER BY id) AS interests_told,
        ARRAY(SELECT json_build_object('title', title, 'year', year, 'doi', doi, 'authors', authors)
            FROM reviews_publication WHERE board_member_id = m.id ORDER BY year DESC, id) AS publications_told,
        ARRAY(SELECT unnest(keys) FROM reviews_override WHERE board_member_id = m.id AND article_id = %(article)s
            AND by_id <> m.user_id AND NOT by_id = ANY(%(accounts)s)) AS keys_settled,
        CASE WHEN row_number() OVER () = 1 THEN
            ARRAY(SELECT json_build_object('name', name, 'orcid', orcid, 'affiliation', affiliation)
                FROM articles_contributor WHERE revision_id = %(revision)s ORDER BY id)
        END AS writers,
        CASE WHEN row_number() OVER () = 1 THEN
            ARRAY(SELECT json_build_object('key', key, 'csl', csl - 'abstract')
                FROM articles_entry WHERE revision_id = %(revision)s ORDER BY number)
        END AS works
    FROM reviews_boardmember m JOIN auth_user account ON account.id = m.user_id WHERE m.id = ANY(%(members)s)
"""


@dataclass(frozen=True)
class Screening:
    """What excludes a member from an article still, and which of their conflicts an editor has overridden (by key)."""

    excluded_by: list[Exclusion]
    overridden: list[str]


def screen(article: Article, members: Iterable[int], day: date) -> dict[int, Screening]:
    """Screen these members, by id, for the article's current revision on that day, as they are now. Fails closed.

    An override counts for somebody else only, and while its editor is none of the article's writers.

    One query, and one more for the words of the text where any of them has a financial interest.
    """
    asked = {"article": article.pk, "revision": article.current_id, "members": list(members), "accounts": article.writers}
    rows = list(BoardMember.objects.raw(_FACTS, asked))
    told = any(row.interests_told for row in rows)
    parties = _parties(rows[0], _words(article) if told else "") if rows else None
    return {row.pk: _screening(row, article, parties, day) for row in rows}


def _screening(row: BoardMember, article: Article, parties: Parties, day: date) -> Screening:
    firm = standing(row, article, day)
    wrote = any(exclusion.code == "contributor" for exclusion in firm)
    # Who wrote it bears a contributor's name, which is nothing more to say.
    found = [*firm, *(e for e in conflicts(_member(row), parties, day) if not (wrote and e.code in _AUTHORSHIP))]
    overridden = [e for e in found if e.overridable and e.key in row.keys_settled]
    return Screening([e for e in found if e not in overridden], sorted({e.key for e in overridden}))


def standing(member: BoardMember, article: Article, day: date) -> list[Exclusion]:
    """What no editor can override: licence, seat on the board, authorship."""
    wrote = [Exclusion("contributor", "wrote this article")] if member.user_id in article.writers else []
    return [*hindrances(member, day), *wrote]


def hindrances(member: BoardMember, day: date) -> list[Exclusion]:
    """Why a member, read with `account_is_active`, may review nothing at all on that day: licence, seat on the board, term."""
    found = []
    if trouble := member.licence_trouble(day):
        found.append(Exclusion("licence", trouble))
    if not member.account_is_active or (member.left and member.left <= day):
        found.append(Exclusion("left", "no longer on the board"))
    if member.term_ends and member.term_ends < day:
        found.append(Exclusion("term", f"term of office ended on {member.term_ends:%d %B %Y}"))
    return found


def _words(article: Article) -> str:
    """What the text says, and the medicines that it names under their one name: whoever is tied to ibuprofen is to Advil."""
    texts = Rendition.objects.filter(revision=article.current_id).values_list("text", flat=True)
    said = "\n".join([article.current.question, *texts])
    return fold(f"{said} {' '.join(_medicines(said))}")


def _medicines(text: str) -> set[str]:
    return {mention.name for mention in mentions(f" {text}")}


def _parties(row: BoardMember, words: str) -> Parties:
    writers = tuple(Person.written(w["name"], w["orcid"], w["affiliation"]) for w in row.writers)
    works = tuple(
        Work(w["key"], tuple(authors(w["csl"].get("author"))), year(w["csl"]), dict(identifiers(w["csl"])).get("doi", ""))
        for w in row.works
    )
    return Parties(writers, works, words)


def _products(told: list[str]) -> tuple[str, ...]:
    """As they were told, and medicines by their one name besides."""
    return (*told, *sorted(_medicines(" ".join(told)) - set(told)))


def _member(row: BoardMember) -> Member:
    ties = tuple(
        Tie(told["entity"], _products(told["products"]), told["ended"] and date.fromisoformat(told["ended"]))
        for told in row.interests_told
    )
    works = tuple(
        Work("", tuple(authors(told["authors"])), told["year"], clean_doi(told["doi"]) or "", told["title"])
        for told in row.publications_told
    )
    return Member(Person.written(row.name, row.orcid, row.affiliation), row.interests_declared_on, ties, works)
