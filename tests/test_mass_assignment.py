"""Whatever else a body carries, on every route that takes one: refused at its place, and written nowhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from django.db import connection, transaction

from medreview.examples import REQUESTS
from tests.client import Keyed
from tests.test_routes import address, people, things  # noqa: F401  (fixtures)

DOCUMENT = yaml.safe_load((Path(__file__).resolve().parent.parent / "docs/openapi.yaml").read_text())
SCHEMAS = DOCUMENT["components"]["schemas"]
MARK = "mass-assigned"
#: A draft is any JSON object, kept as it is and read again by its writer only.
FREE = {("PUT", "assignments/{id}/draft/"), ("POST", "articles/batch/")}
#: Who can go furthest on a route that begins so.
DOERS = {"assignments/": "seated member", "me/": "seated member", "articles/": "editor", "keys/": "author", "webhooks/": "author"}
BY_AUTHOR = ("articles/", "articles/{id}/revisions/", "articles/{id}/withdraw/")


def told() -> set[str]:
    """Every member of every answer."""
    return {
        field for name, schema in SCHEMAS.items() if name.endswith(("Answer", "Line", "Page")) for field in schema.get("properties", {})
    }  # fmt: skip


def writing() -> list[tuple[str, str, str | None]]:
    """(method, path, the component of its body or None)."""
    found = []
    for path, operations in DOCUMENT["paths"].items():
        for method, operation in operations.items():
            if method in ("post", "put", "patch"):
                body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
                found.append((method.upper(), path.removeprefix("/api/v1/"), body.get("$ref", "").rpartition("/")[2] or None))
    return found


def marked() -> list[str]:
    """Tables with the mark anywhere in a row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        names = [name for (name,) in cursor.fetchall()]
        found = []
        for name in names:
            cursor.execute(f'SELECT EXISTS (SELECT FROM "{name}" AS held WHERE held::text LIKE %s)', [f"%{MARK}%"])
            found += [name] if cursor.fetchone()[0] else []
    return found


def doer(path: str) -> str:
    if path in BY_AUTHOR:
        return "author"
    return next((role for start, role in DOERS.items() if path.startswith(start)), "editor")


@pytest.fixture
def undone(cast, people, things):  # noqa: F811
    """Sends a body to a route as who can go furthest there, looks at what it did, and undoes it."""
    clients = {role: Keyed(user) for role, user in people.items()}
    known = {start: {**named, "id": named.get("pk", named.get("id"))} for start, named in things.items()}
    known["policies/"] = {"tier": "low"}

    def send(method: str, path: str, sent: str, look=lambda: None, **headers: str):
        with transaction.atomic():
            at = address(path, known)
            sender, said = clients[doer(path)], {"If-Match": "*", **headers}
            answer = sender.generic(method, at, sent, content_type="application/json", headers=said)
            seen = look()
            transaction.set_rollback(True)
        return answer, seen

    return send


def test_no_member_of_an_answer_can_be_written_through_a_body_that_does_not_take_it(undone):
    troubles = []
    for method, path, component in writing():
        if (method, path) in FREE:
            continue
        takes = SCHEMAS[component]["properties"].keys() if component else ()
        extra = dict.fromkeys(told() - set(takes), MARK)
        answer, found = undone(method, path, json.dumps(REQUESTS.get(component, {}) | extra), look=marked)
        if found:
            troubles.append(f"{method} {path} wrote into {found}")
        pointed = {error["pointer"] for error in answer.json().get("errors", [])} if answer.status_code == 400 else set()
        if missing := {f"/{field}" for field in extra} - pointed:
            troubles.append(f"{method} {path} answered {answer.status_code} and refused not {sorted(missing)[:5]}")
    assert not troubles, "\n".join(troubles)


@pytest.mark.parametrize("field", ["state", "id", "content_hash", "risk", "last_reviewed", "actions"])
def test_an_item_of_a_batch_is_read_as_strictly(cast, field):
    sent = REQUESTS["ArticleInput"] | {field: MARK}
    (result,) = Keyed(cast.author).send("articles/batch/", [sent]).json()["results"]
    assert (result["status"], [error["pointer"] for error in result["errors"]]) == (400, [f"/{field}"])
