"""Every page x method x role against a literal table: `tests/pages.txt`. The pages come from the URL map, admin's included.

What is sent is empty, and undone. The table's things belong to the author; the seated member sits on the article. `login` is
the way to the log-in page. The API's routes are in `test_routes.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver

from articles import questions, stamping
from articles.models import ApiKey, Delivery, DrugLabel, Heartbeat, OwnLetter, Webhook
from articles.references import sources
from citations import clock
from reviews import workflow as reviews
from tests import acts
from tests.desk import Visitor
from tests.people import person
from tests.test_invitation import link
from tests.test_routes import ROLES, _hook

TABLE = Path(__file__).resolve().parent / "pages.txt"
#: What the tables of the libraries hold is the superuser's alone, and so uniform that a row stands for all of them.
LIBRARIES = r"admin/(account/emailaddress|mfa/authenticator|socialaccount/\w+|usersessions/usersession)/"


def patterns(under: list, before: str = "") -> Iterator[str]:
    for pattern in under:
        if isinstance(pattern, URLPattern):
            yield before + str(pattern.pattern)
        else:
            yield from patterns(pattern.url_patterns, before + str(pattern.pattern))


def pages() -> list[str]:
    """Every address that is no route of the API, its variables in braces: a new page is here by itself."""
    plain = (re.sub(r"\(\?P<(\w+)>[^)]*\)|<(?:\w+:)?(\w+)>", r"{\1\2}", found) for found in patterns(get_resolver().url_patterns))
    return sorted({re.sub(r"[\^$]", "", page) for page in plain if not page.startswith("api/v1/")})


def table() -> dict[tuple[str, str], tuple[str, ...]]:
    rows = [line.split() for line in TABLE.read_text().splitlines() if line.strip() and not line.startswith("#")]
    return {(method, "" if page == "-" else page): tuple(met) for method, page, *met in rows}


@pytest.fixture
def visitors(cast) -> dict[str, Visitor]:
    people = (None, cast.author, cast.other_author, cast.rivera.user, cast.okafor.user, cast.editor)
    people = (*people, person("root", is_superuser=True, is_staff=True))
    return {role: Visitor(who) for role, who in zip(ROLES, people, strict=True)}


@pytest.fixture
def things(cast) -> dict[str, dict[str, object]]:
    """What the names in an address stand for, by how it begins."""
    article = acts.approved(cast, references=3)
    article = reviews.reopen(article, cause="report", by=cast.editor)
    seat = acts.seated(article, cast.rivera, cast.editor)
    kept, duplicate = (entry.reference for entry in article.current.entries.order_by("number")[:2])
    stamping.stamp()
    Heartbeat.objects.create(name="sweep", at=clock.now())
    merge = sources.merge(duplicate, kept, by=cast.editor)
    key, _ = ApiKey.objects.create(user=cast.author)
    letter = OwnLetter.objects.create(template="submitted_editor", subject="New", body="Look.", changed_at=clock.now())
    return {
        "admin/articles/apikey/": {"object_id": key.pk},
        "admin/articles/article/": {"object_id": article.pk, "pk": article.pk, "step": "take_on", "form": "json"},
        "admin/articles/delivery/": {"object_id": Delivery.objects.first().pk},
        "admin/articles/druglabel/": {"object_id": DrugLabel.objects.filter(replaced_at=None).first().pk},
        "admin/articles/intakepolicy/": {"object_id": 1},
        "admin/articles/ownletter/": {"object_id": letter.pk},
        "admin/articles/policy/": {"object_id": "low"},
        "admin/articles/policytext/": {"object_id": 1},
        "admin/articles/question/": {
            **dict.fromkeys(("pk", "object_id"), questions.ask(article, text="May I swim?").pk), "what": "finding"
        },
        "admin/articles/webhook/": {"object_id": Webhook.objects.create(**_hook(cast.author)).pk},
        "admin/auth/group/": {"object_id": Group.objects.first().pk},
        "admin/auth/user/": {"object_id": cast.author.pk, "id": cast.author.pk},
        "admin/citations/reference/merge/": {"pk": merge.pk},
        "admin/citations/reference/": {"pk": kept.pk, "object_id": kept.pk, "into": duplicate.pk},
        "admin/dashboard/": {"table": "weeks"},
        "admin/desk/": {"pk": seat.pk},
        "admin/reviews/boardmember/": {"pk": cast.chen.pk, "object_id": cast.chen.pk},
        "articles/": {"slug": article.slug, "suffix": "md", "number": 1},
        "board/": {"slug": "chen"},
        "invitation/": {"token": link(seat).split("/")[2]},
        "problems/": {"slug": "stale"},
        "specialties/": {"code": "Musculoskeletal"},
        "topics/": {"slug": "sports-medicine"},
        "admin/{app_label}/": {"app_label": "articles"},
    }


def address(page: str, things: dict[str, dict[str, object]]) -> str:
    known = next((named for start, named in things.items() if page.startswith(start)), {})
    return "/" + re.sub(r"{(\w+)}", lambda name: str(known.get(name[1], 0)), page)


def met(visitor: Visitor, method: str, at: str) -> tuple[str, list[str]]:
    """What is answered, and what was written for it. Undone, sessions too."""
    cookies = visitor.cookies.copy()
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        answer: HttpResponse = visitor.generic(method, at)
        transaction.set_rollback(True)
    visitor.cookies = cookies
    written = [q["sql"] for q in asked if re.match(r"INSERT|UPDATE|DELETE", q["sql"])]
    login = answer.status_code == 302 and "/login/?" in answer["Location"]
    return "login" if login else str(answer.status_code), written


PARTS = ("admin/articles/article", "admin/articles/", "admin/auth/", "admin/citations/", "admin/reviews/", "admin/desk/", "admin/", "accounts/2fa/", "accounts/", "api/", "articles/", "")


def part(page: str) -> str:
    return next(start for start in PARTS if page.startswith(start))


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("start", PARTS)
def test_every_page_answers_every_role_as_the_table_says_and_a_get_changes_nothing(visitors, things, start, method):
    seen, wrote = {}, []
    for page in (page for page in pages() if part(page) == start and not re.match(LIBRARIES, page)):
        answers = [met(visitors[role], method, address(page, things)) for role in ROLES]
        seen[method, page] = tuple(status for status, _ in answers)
        wrote += [f"{page} {sql[:200]}" for _, written in answers for sql in written if method == "GET"]
    expected = {row: cells for row, cells in table().items() if row[0] == method and part(row[1]) == start}
    wrong = [f"{method:4} {page or '-':58} {' '.join(f'{s:5}' for s in cells)}".rstrip()
             for (_, page), cells in seen.items() if expected.get((method, page)) != cells]  # fmt: skip
    assert not wrong, "Read these rows, and where they are right put them into tests/pages.txt:\n" + "\n".join(wrong)
    assert not expected.keys() - seen.keys(), "These rows of tests/pages.txt are of pages that are gone"
    assert not wrote, "A GET wrote:\n" + "\n".join(wrote)


def test_the_tables_of_libraries_are_the_superusers_alone(visitors, things):
    """What leads on from a row's address (`{object_id}/`) leads everybody on, to where the others are not let in."""
    tables = [page for page in pages() if re.match(LIBRARIES, page) and not page.endswith("{object_id}/")]
    for page in tables:
        for role in ROLES[1:-1]:
            assert {met(visitors[role], method, address(page, things))[0] for method in ("GET", "POST")} == {"404"}, (role, page)
        assert met(visitors["nobody"], "GET", address(page, things))[0] == "login"
    assert len(tables) > 20


def test_no_row_of_the_table_tells_of_a_fault():
    assert all(len(cells) == len(ROLES) and not any(cell.startswith("5") for cell in cells) for cells in table().values())
