"""Acts that tests arrange with: each goes through the real door."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from articles import workflow as articles
from articles.content import Entry
from articles.identity import Proof
from articles.intake import Draft, Writer, read_content
from articles.models import Article
from citations import clock
from reviews import workflow as reviews
from reviews.models import Assignment, BoardMember, Review
from reviews.reading import news_of
from reviews.workflow import Signing

TEXT = "## From the Guidelines\n\nRest the hip and walk as pain allows [1]. Strengthen it from the second week [2].\n"


@contextmanager
def noon(days: int) -> Iterator[None]:
    """Noon, UTC, so many days from now: what falls due on a day does so at six, whatever the hour of the test."""
    then = clock.now().replace(hour=12, minute=0) + timedelta(days=days)
    with clock.shifted(seconds=(then - clock.now()).total_seconds()):
        yield


def paper(number: int) -> dict:
    return {
        "type": "article-journal",
        "title": f"Hip flexor strain in runners, part {number}",
        "author": [{"family": "Tyler", "given": "Ann"}],
        "issued": {"date-parts": [[2022]]},
        "container-title": "Journal of Hip Studies",
        "DOI": f"10.5555/hip.{number}",
    }


def draft(text: str = TEXT, *, references: int = 2, question: str = "How is a strained hip flexor treated?", **said) -> Draft:
    """A submission without findings, unless the text brings some."""
    contributors = said.pop("contributors", (Writer("A. Writer"),))
    beside = {name: said.pop(name) for name in ("external_id", "note") if name in said}
    papers = said.pop("papers", range(1, references + 1))
    entries = [Entry(n, f"tyler{which}", "research", paper(which)) for n, which in enumerate(papers, 1)]
    renditions = said.pop("renditions", {"clinician": text})
    content = read_content(
        question=question, renditions=renditions, entries=entries, specialty=said.pop("specialty", "Musculoskeletal"),
        topics=["sports medicine"], provenance={"kind": "human"},
    )  # fmt: skip
    assert not said
    return Draft(content, contributors, **beside)


def submitted(cast, **said) -> Article:
    return articles.submit(draft(**said), by=cast.author)


def fresh(thing):
    """The thing as the database has it now."""
    return type(thing).objects.get(pk=thing.pk)


def seated(article: Article, member: BoardMember, editor) -> Assignment:
    """Invited and accepted."""
    return reviews.accept(reviews.invite(article, member, by=editor), by=member.user)


def signing(article: Article, verdict: str = "approve", **said) -> Signing:
    article = Article.objects.select_related("current").get(pk=article.pk)
    given = {
        "content_hash": article.current.content_hash, "disclosure": {"none": True}, "name": "Pat Signer",
        "meaning": "review", "renditions": [r.audience for r in article.current.renditions.all()],
        "claims": {c.identity: "supported" for c in article.current.claims.all()} if verdict == "approve" else {},
        "notices": [notice.pk for notice in news_of(article.current)],
        "note_to_author": "" if verdict == "approve" else "The second paragraph goes too far.",
    }  # fmt: skip
    return Signing(verdict=verdict, **given | said)


def proof(user) -> Proof:
    return Proof(user.pk, clock.now(), "password")


def signed(assignment: Assignment, verdict: str = "approve", **said) -> Review:
    user = assignment.board_member.user
    return reviews.sign(assignment, signing(assignment.round.article, verdict, **said), by=user, proof=proof(user))


def under_review(cast, **said) -> Article:
    """One board member of two has accepted."""
    article = submitted(cast, **said)
    seated(article, cast.rivera, cast.editor)
    return fresh(article)


def approved(cast, **said) -> Article:
    """Two board members signed."""
    article = submitted(cast, **said)
    return approved_again(article, cast)


def approved_again(article: Article, cast) -> Article:
    seats = [seated(article, member, cast.editor) for member in (cast.rivera, cast.chen)]
    for seat in seats:
        signed(seat)
    return fresh(article)


def split(cast, **said) -> Article:
    """One approves, one asks for changes."""
    article = submitted(cast, **said)
    seats = [seated(article, member, cast.editor) for member in (cast.rivera, cast.chen)]
    signed(seats[0])
    signed(seats[1], "request_changes")
    return fresh(article)
