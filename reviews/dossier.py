"""All that an editor needs to know of one article to decide: one page, a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, QuerySet, prefetch_related_objects

from articles.doors import actions
from articles.models import Article, Contributor, Event
from articles.roles import edits
from articles.status import public_status
from citations import clock
from reviews import desk, reading
from reviews.models import Assignment, BoardMember, Round
from reviews.rules import Candidate
from reviews.signatures import with_news

#: Events, and readers' open questions, on the article's page; pages of their own show all.
RECENT = 8
#: Candidates shown at once; the others unfold.
SHORTLIST = 6


def article_rows() -> QuerySet[Article]:
    """Articles with their writers' names, their rounds, seats and signatures: three queries, however many seats."""
    seats = with_news(Assignment.objects.select_related("board_member__user", "review", "invited_by"))
    rows = Article.objects.select_related("current", "published", "author", "editor")
    rounds = Round.objects.select_related("revision").prefetch_related(Prefetch("assignments", seats))
    writers = Contributor.objects.filter(revision=OuterRef("current")).order_by("pk").values("name")
    return rows.annotate(written_by=ArraySubquery(writers)).prefetch_related(Prefetch("rounds", rounds))


def read_claims(article: Article) -> None:
    """The claims of the current revision and of those that its rounds judged, in one query."""
    prefetch_related_objects([article.current, *(told.revision for told in article.rounds.all())], "claims")


def dossier(article: Article, user: User) -> dict:
    """The parts of the page. An editor who wrote the article sees what its author sees: no votes."""
    may = actions(article, user)
    read_claims(article)
    parts = {
        "article": article,
        "status": public_status(article, clock.today()),
        "actions": may,
        "reading": reading.read(article.current, graded=True),
        "today": clock.today(),
        "concerned": edits(user, article),
    }
    if parts["concerned"]:
        parts |= _of_the_board(article, user) | {"events": told(article, events(article)[:RECENT])}
        parts["questions"] = article.questions.inbox()[:RECENT]
    if "invite" in may:
        parts["candidates"] = _shortlist(desk.candidates(article))
    return parts


@dataclass(frozen=True)
class Told:
    """An event, and in a few words what it is about."""

    event: Event
    about: str


def events(article: Article) -> QuerySet[Event]:
    """The history, newest first."""
    return article.events.select_related("actor", "words").order_by("-seq")


def told(article: Article, happened: Iterable[Event]) -> list[Told]:
    """Events with the names behind their numbers; the article's seats are read already."""
    holders = {seat.pk: seat.board_member for r in article.rounds.all() for seat in r.assignments.all()}
    happened = list(happened)
    named = {event.data["member"] for event in happened if "member" in event.data} - {m.pk for m in holders.values()}
    members = {m.pk: m for m in holders.values()} | (BoardMember.objects.in_bulk(named) if named else {})
    return [
        Told(event, _about(event.data, holders.get(event.data.get("assignment")) or members.get(event.data.get("member"))))
        for event in happened
    ]


def _about(data: dict, holder: BoardMember | None) -> str:
    said = [
        holder and str(holder),
        data.get("verdict"),
        data.get("code"),
        data.get("cause"),
        data.get("dropped"),
        *data.get("conflicts", ()),
    ]
    if "revision" in data:
        said.append(f"revision {data['revision']}")
    return ", ".join(str(part).replace("_", " ") for part in said if part)


def _of_the_board(article: Article, user: User) -> dict:
    opened = article.open_round
    comments = desk.comments_for(article, user).select_related(
        "assignment__board_member", "assignment__round__revision"
    )
    return {
        "round": opened,
        "tally": opened and opened.tally(),
        "past_rounds": [r for r in reversed(article.rounds.all()) if r.closed_at],
        "comments": comments,
    }


def _shortlist(found: list[Candidate]) -> dict[str, list[Candidate]]:
    free = [candidate for candidate in found if not candidate.excluded_by]
    return {
        "first": free[:SHORTLIST],
        "others": free[SHORTLIST:],
        "excluded": [candidate for candidate in found if candidate.excluded_by],
    }
