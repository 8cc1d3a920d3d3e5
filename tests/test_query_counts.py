"""What things cost in queries: fixed numbers, whatever the data."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from articles import workflow as articles
from articles.deliveries import outbox
from articles.models import Article, Delivery
from articles.models.delivery import OWED
from citations import clock
from reviews import workflow as reviews
from reviews.desk import queue
from reviews.due import due_after
from tests import acts
from tests.client import Keyed, body
from tests.people import PASSWORD


def counted(act) -> int:
    """Queries of an act, without the bookends of its transactions."""
    with CaptureQueriesContext(connection) as captured:
        act()
    return len([q for q in captured if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))])


#: What a review cycle takes through the doors.
DOORS = 70


def test_a_review_cycle_through_the_doors_takes_at_most_70_queries(cast):
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
    assert queries <= DOORS, queries


def test_a_review_cycle_over_the_api_takes_at_most_31_queries_more_than_its_doors(cast):
    """Each of the seven requests reads its key with the roles, and what it is about; it answers with what the door returns."""
    author, editor, members = Keyed(cast.author), Keyed(cast.editor), (cast.rivera, cast.chen)
    board = [Keyed(member.user) for member in members]
    sent = body(renditions={"clinician": "Rest [1], then walk [2]. " * 30})

    def cycle() -> None:
        at = author.send("articles/", sent).json()
        given = {
            "verdict": "approve", "content_hash": at["content_hash"], "renditions": ["clinician"], "disclosure": {"none": True},
            "signature": {"name": "Pat", "meaning": "review", "password": PASSWORD},
        }  # fmt: skip
        seats = [editor.send(f"articles/{at['id']}/assignments/", {"board_member": m.pk}).json()["id"] for m in members]
        for seat, client in zip(seats, board, strict=True):
            client.send(f"assignments/{seat}/accept/")
        for seat, client in zip(seats, board, strict=True):
            assert client.send(f"assignments/{seat}/review/", given).status_code == 201

    queries = counted(cycle)
    assert Article.objects.get().state == "approved"
    assert queries <= DOORS + 31, queries


@pytest.mark.parametrize(("who", "queries"), [("author", 2), ("editor", 4)])
def test_an_article_that_the_client_has_costs_no_more_than_its_key_and_its_row(cast, who, queries):
    client, article = Keyed(getattr(cast, who)), acts.under_review(cast)
    tag = client.read(f"articles/{article.pk}/")["ETag"]
    assert counted(lambda: client.read(f"articles/{article.pk}/")) <= queries
    again = None

    def read() -> None:
        nonlocal again
        again = client.read(f"articles/{article.pk}/", **{"If-None-Match": tag})

    assert counted(read) == 2
    assert again.status_code == 304


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


def plan(queryset) -> str:
    """How PostgreSQL would read it where a table is too large to be read whole."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
    return queryset.explain()


def test_the_queue_is_read_by_its_index_in_its_order(cast):
    acts.submitted(cast)
    read = plan(queue().prefetch_related(None)[:50])
    assert "article_triage" in read
    assert "Sort" not in read


def test_what_is_due_is_read_by_its_index(cast):
    acts.under_review(cast)
    assert "due_open" in (first := plan(due_after(None)))
    assert "due_open" in (later := plan(due_after((clock.now() - timedelta(days=1), 7))))
    assert "Sort" not in first + later


def test_what_is_owed_is_read_by_its_index(cast):
    acts.under_review(cast)
    owed = Delivery.objects.filter(OWED, ~Q(channel="webhook"), due_at__lte=clock.now()).order_by("due_at")[:50]
    assert "delivery_owed" in plan(owed)


def test_a_look_for_messages_that_finds_none_is_one_query(cast):
    acts.under_review(cast)
    outbox.send_owed()
    with CaptureQueriesContext(connection) as captured:
        outbox.send_owed()
    assert len(captured) == 1


def test_messages_are_taken_in_four_queries_however_many(cast):
    """One look, the lock, the lease, and all that their letters speak of."""
    assert cast.editor
    acts.submitted(cast)
    few = counted(lambda: outbox._claim(None))
    for _ in range(5):
        acts.submitted(cast)
    assert few == counted(lambda: outbox._claim(None)) == 4


def test_a_message_is_sent_in_two_queries_of_its_own(cast):
    """Marked as sent; and the claims that its letter counts."""
    assert cast.editor
    counts = []
    for many in (1, 6):
        for _ in range(many):
            acts.submitted(cast)
        counts.append(counted(outbox.send_owed))
    assert counts[1] - counts[0] <= 2 * 5
