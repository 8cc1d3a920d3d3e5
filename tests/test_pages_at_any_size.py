"""Every list and page of work on many articles: so many queries and no more, and no large table read from end to end."""

from __future__ import annotations

import re

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from bench.pages import PAGES, known, visitors
from reviews.editors import keeping
from tests import stack

#: Tables that grow with the articles.
LARGE = (
    "articles_article", "articles_revision", "articles_rendition", "articles_entry", "articles_event", "articles_eventtext",
    "articles_finding", "articles_claim", "articles_searchtext", "articles_delivery", "reviews_round", "reviews_assignment",
    "reviews_review", "reviews_due", "citations_reference", "citations_identifier",
)  # fmt: skip
#: The planner is told that the tables hold so many times as many rows, spread as they are.
TIMES = 1000
#: Where reading from one end is right: until so many have a common word (the cap), and all that a member ever signed, when a
#: board of four signed everything.
READ_ON = re.compile(r"common word|references by a word|a board member's own record")
_BOOKENDS = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "SET ")


@pytest.fixture(scope="module")
def pages(many):
    """The queries of each page, asked for twice: what is kept for a while is kept by then."""
    keeping_slow, keeping.SLOW = keeping.SLOW, 0
    try:
        keeping.keep()
        clients, names = visitors(), known()
        read = {page.name: _queries(clients[page.who], page.path.format(**names)) for page in PAGES}
    finally:
        keeping.SLOW = keeping_slow
    _tell_the_planner()
    return read


def _queries(client, path: str) -> list[str]:
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
        answer.getvalue()
    assert answer.status_code == 200, path
    return [q["sql"] for q in captured if not q["sql"].startswith(_BOOKENDS)]


def _tell_the_planner() -> None:
    with psycopg.connect(stack.superuser_url(), autocommit=True) as db:
        db.execute(
            "UPDATE pg_class SET reltuples = reltuples * %s WHERE oid IN (SELECT c.oid FROM pg_class c WHERE relname = ANY (%s)"
            " UNION SELECT indexrelid FROM pg_index JOIN pg_class c ON c.oid = indrelid WHERE c.relname = ANY (%s))",
            (TIMES, list(LARGE), list(LARGE)),
        )  # fmt: skip


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_takes_so_many_queries_at_most(pages, page):
    assert len(pages[page.name]) <= page.most


@pytest.mark.parametrize("page", [p for p in PAGES if not READ_ON.search(p.name)], ids=lambda page: page.name)
def test_a_page_reads_no_large_table_from_end_to_end(pages, page):
    assert [read for sql in pages[page.name] if sql.startswith("SELECT") for read in _read_whole(sql)] == []


def _read_whole(sql: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql.replace('%', '%%')}", ())
        plan = "\n".join(line for (line,) in cursor.fetchall())
    return [f"{table}: {sql}" for table in re.findall(r"Seq Scan on (\w+)", plan) if table in LARGE]


def test_the_planner_would_read_a_large_table_whole_where_nothing_helps_it(pages):
    """That the test above can fail."""
    assert _read_whole(str(Article.objects.filter(retirement_notice="x").query).replace("= x", "= 'x'"))
