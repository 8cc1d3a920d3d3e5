"""Every route x method x role against a literal table: `tests/routes.txt`. The routes come from the URL map.

What is sent is empty, so that a role which may come in is told what is missing (400) where something must be sent, and
does it where nothing must. Each request is undone. The table's things belong to the author; the seated member sits on
the article, the other author and the other member have no part in it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.db import transaction
from drf_spectacular.generators import EndpointEnumerator

from articles import questions
from articles.models import ApiKey, DrugLabel, Webhook
from articles.references import sources
from citations import clock
from tests import acts
from tests.client import Keyed
from tests.people import person

TABLE = Path(__file__).resolve().parent / "routes.txt"
ROLES = ("nobody", "author", "other author", "seated member", "other member", "editor", "superuser")


def routes() -> list[tuple[str, str]]:
    """(method, path below /api/v1/), as the router knows them: a new route is here by itself."""
    found = {(method, path.removeprefix("/api/v1/")) for path, _, method, _ in EndpointEnumerator().get_api_endpoints()
             if path.startswith("/api/v1/")}  # fmt: skip
    return sorted(found, key=lambda route: (route[1], route[0]))


def table() -> dict[tuple[str, str], tuple[int, ...]]:
    """A row each: method, path, and a status for each role."""
    rows = [line.split() for line in TABLE.read_text().splitlines() if line.strip() and not line.startswith("#")]
    return {(method, path): tuple(map(int, met)) for method, path, *met in rows}


@pytest.fixture
def people(cast) -> dict:
    return {
        "nobody": None, "author": cast.author, "other author": cast.other_author, "seated member": cast.rivera.user,
        "other member": cast.okafor.user, "editor": cast.editor,
        "superuser": person("root", is_superuser=True, is_staff=True),
    }  # fmt: skip


@pytest.fixture
def things(cast) -> dict[str, dict[str, object]]:
    """What the names in a path stand for, by how the path begins."""
    article = acts.under_review(cast, references=3)
    kept, duplicate = (entry.reference for entry in article.current.entries.order_by("number")[:2])
    merge = sources.merge(duplicate, kept, by=cast.editor)
    seat = article.rounds.get().assignments.get()
    key, _ = ApiKey.objects.create(user=cast.author)
    hook = Webhook.objects.create(**_hook(cast.author))
    return {
        "articles/": {"pk": article.pk, "number": 1, "finding": article.current.findings.first().pk},
        "assignments/": {"pk": seat.pk},
        "board-members/": {"pk": cast.chen.pk, "work": 0},
        "drug-labels/": {"pk": DrugLabel.objects.filter(replaced_at=None).first().pk},
        "keys/": {"id": key.token_key},
        "letters/": {"template": "submitted_editor"},
        "policies/": {"pk": "low"},
        "public/": {"slug": article.slug},
        "questions/": {"pk": questions.ask(article, text="May I swim while it heals?").pk},
        "references/": {"pk": kept.pk, "merge": merge.pk},
        "webhooks/": {"pk": hook.pk},
    }


def _hook(owner) -> dict:
    return {"owner": owner, "address": "https://receiver.example/", "secret": b"sealed", "created_at": clock.now()}


def address(path: str, things: dict[str, dict[str, object]]) -> str:
    known = next((named for start, named in things.items() if path.startswith(start)), {})
    return "/api/v1/" + re.sub(r"{(\w+)}", lambda name: str(known.get(name[1], 0)), path)


def met(client: Keyed, method: str, at: str) -> int:
    with transaction.atomic():
        status = client.generic(method, at, b"" if method == "GET" else b"{}", content_type="application/json").status_code
        transaction.set_rollback(True)
    return status


def test_every_route_answers_every_role_as_the_table_says(cast, people, things):
    clients = {role: Keyed(user) for role, user in people.items()}
    seen = {
        (method, path): tuple(met(clients[role], method, address(path, things)) for role in ROLES) for method, path in routes()
    }
    expected = table()
    told = {route: f"{route[0]:6} {route[1]:52} " + "  ".join(map(str, statuses)) for route, statuses in seen.items()}
    new = [told[route] for route in seen if route not in expected]
    assert not new, "New routes: read these rows, and where they are right add them to tests/routes.txt:\n" + "\n".join(new)
    assert not expected.keys() - seen.keys(), "These rows of tests/routes.txt are of routes that are gone"
    wrong = [told[route] for route in seen if seen[route] != expected[route]]
    assert not wrong, "Other answers than tests/routes.txt says:\n" + "\n".join(wrong)


def test_no_row_of_the_table_tells_of_a_fault():
    assert all(status < 500 for row in table().values() for status in row)
    assert all(len(row) == len(ROLES) for row in table().values())
