"""What things cost in queries: fixed numbers, whatever the data."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import workflow as articles
from reviews import workflow as reviews
from tests import acts
from tests.client import Keyed


def counted(act) -> int:
    """Queries of an act, without the bookends of its transactions."""
    with CaptureQueriesContext(connection) as captured:
        act()
    return len([q for q in captured if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))])


def test_a_review_cycle_through_the_doors_takes_at_most_83_queries(cast):
    """Submit with six references, two invitations, two acceptances, two signatures, approved."""
    members, editor, author = (cast.rivera, cast.chen), cast.editor, cast.author
    draft = acts.draft("Rest [1], then walk [2], then run [3]. " + "Strengthen it [4] [5] [6]. " * 150, references=6)
    article = None

    def cycle() -> None:
        nonlocal article
        article = articles.submit(draft, by=author)
        seats = [reviews.invite(article, member, by=editor) for member in members]
        for seat in seats:
            reviews.accept(seat, by=seat.board_member.user)
        for seat in seats:
            user = seat.board_member.user
            signing = reviews.Signing("approve", draft.content.hash(), ["clinician"], {"none": True}, "Pat", "review")
            reviews.sign(seat, signing, by=user, proof=acts.proof(user))

    queries = counted(cycle)
    assert acts.fresh(article).state == "approved"
    assert queries <= 83, queries


LISTS = {
    "the author's articles": ("author", "articles/"),
    "the editor's articles": ("editor", "articles/"),
    "the queue": ("editor", "queue/"),
    "a board member's assignments": ("rivera", "assignments/"),
    "the public articles": (None, "public/articles/"),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_takes_at_most_8_queries_however_long_it_is(cast, name):
    who, path = LISTS[name]
    people = {"author": cast.author, "editor": cast.editor, "rivera": cast.rivera.user, None: None}
    client = Keyed(people[who])
    acts.approved(cast)
    acts.split(cast)
    acts.under_review(cast)
    few = counted(lambda: client.read(path))
    for _ in range(4):
        acts.split(cast)
        acts.submitted(cast)
        acts.under_review(cast)
        acts.approved(cast)
    many = counted(lambda: client.read(path))
    assert many == few
    assert many <= 8, many


ONE = ("", "findings/", "claims/", "references/", "revisions/", "revisions/1/", "events/", "reviews/", "comments/", "candidates/")


@pytest.mark.parametrize("path", ONE)
def test_one_article_takes_at_most_15_queries(cast, path):
    article = acts.split(cast)
    assert counted(lambda: Keyed(cast.editor).read(f"articles/{article.pk}/{path}")) <= 15
