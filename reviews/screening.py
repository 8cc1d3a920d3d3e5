"""Screening board members for one article: what is known of both sides, read at once, and what excludes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from articles.claims.drugs import mentions
from articles.models import Article, Contributor, Entry, Rendition
from citations.dates import year
from citations.folding import fold
from citations.identifiers import clean_doi, identifiers
from reviews.conflicts import Exclusion, Member, Parties, Tie, Work, conflicts
from reviews.models import BoardMember, Interest, Override, Publication
from reviews.people import Person, authors

_AUTHORSHIP = ("contributor", "namesake")


@dataclass(frozen=True)
class Screening:
    """What excludes a member from an article still, and which of their conflicts an editor has overridden (by key)."""

    excluded_by: list[Exclusion]
    overridden: list[str]


def screen(article: Article, members: QuerySet[BoardMember], day: date) -> dict[int, Screening]:
    """Screen these members for the article's current revision on that day; by their id. Fails closed.

    One query, and one more for the words of the text where any of them has a financial interest.
    """
    rows = list(_with_facts(members, article))
    told = any(row.told_interests for row in rows)
    parties = _parties(rows[0], _words(article) if told else "") if rows else None
    return {row.pk: _screening(row, article, parties, day) for row in rows}


def _screening(row: BoardMember, article: Article, parties: Parties, day: date) -> Screening:
    settled = {key for told in row.told_overrides for key in told["keys"]}
    firm = standing(row, article, day)
    wrote = any(exclusion.code == "contributor" for exclusion in firm)
    # Who wrote it bears a contributor's name, which is nothing more to say.
    found = [*firm, *(e for e in conflicts(_member(row), parties, day) if not (wrote and e.code in _AUTHORSHIP))]
    overridden = [e for e in found if e.overridable and e.key in settled]
    return Screening([e for e in found if e not in overridden], sorted({e.key for e in overridden}))


def standing(member: BoardMember, article: Article, day: date) -> list[Exclusion]:
    """What no editor can override: licence, seat on the board, authorship."""
    found = []
    if trouble := member.licence_trouble(day):
        found.append(Exclusion("licence", trouble))
    if not member.user.is_active or (member.left and member.left <= day):
        found.append(Exclusion("left", "no longer on the board"))
    if member.term_ends and member.term_ends < day:
        found.append(Exclusion("term", f"term of office ended on {member.term_ends:%d %B %Y}"))
    if member.user_id in article.writers:
        found.append(Exclusion("contributor", "wrote this article"))
    return found


def _with_facts(members: QuerySet[BoardMember], article: Article) -> QuerySet[BoardMember]:
    own = {"board_member": OuterRef("pk")}
    interests = Interest.objects.filter(**own).values(
        said=JSONObject(entity=F("entity"), products=F("products"), ended=F("ended"))
    )
    published = Publication.objects.filter(**own).values(
        said=JSONObject(title=F("title"), year=F("year"), doi=F("doi"), authors=F("authors"))
    )
    overrides = Override.objects.filter(article=article, **own).values(said=JSONObject(keys=F("keys")))
    writers = Contributor.objects.filter(revision=article.current_id).values(
        said=JSONObject(name=F("name"), orcid=F("orcid"), affiliation=F("affiliation"))
    )
    works = Entry.objects.filter(revision=article.current_id).values(said=JSONObject(key=F("key"), csl=F("csl")))
    return members.select_related("user").annotate(
        told_interests=ArraySubquery(interests), told_publications=ArraySubquery(published),
        told_overrides=ArraySubquery(overrides), told_writers=ArraySubquery(writers),
        told_works=ArraySubquery(works),
    )  # fmt: skip


def _words(article: Article) -> str:
    """What the text says, and the medicines that it names under their one name: whoever is tied to ibuprofen is to Advil."""
    texts = Rendition.objects.filter(revision=article.current_id).values_list("text", flat=True)
    said = "\n".join([article.current.question, *texts])
    return fold(f"{said} {' '.join(_medicines(said))}")


def _medicines(text: str) -> set[str]:
    return {mention.name for mention in mentions(f" {text}")}


def _parties(row: BoardMember, words: str) -> Parties:
    writers = tuple(Person.written(w["name"], w["orcid"], w["affiliation"]) for w in row.told_writers)
    works = tuple(
        Work(w["key"], tuple(authors(w["csl"].get("author"))), year(w["csl"]), dict(identifiers(w["csl"])).get("doi", ""))
        for w in row.told_works
    )
    return Parties(writers, works, words)


def _products(told: list[str]) -> tuple[str, ...]:
    """As they were told, and medicines by their one name besides."""
    return (*told, *sorted(_medicines(" ".join(told)) - set(told)))


def _member(row: BoardMember) -> Member:
    ties = tuple(
        Tie(told["entity"], _products(told["products"]), told["ended"] and date.fromisoformat(told["ended"]))
        for told in row.told_interests
    )
    works = tuple(
        Work("", tuple(authors(told["authors"])), told["year"], clean_doi(told["doi"]) or "", told["title"])
        for told in row.told_publications
    )
    return Member(Person.written(row.name, row.orcid, row.affiliation), row.interests_declared_on, ties, works)
