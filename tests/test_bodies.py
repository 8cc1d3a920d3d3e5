"""What holds for every body that comes in, on every route that takes one."""

from __future__ import annotations

import pytest

from tests.client import Keyed
from tests.test_mass_assignment import undone, writing  # noqa: F401  (fixture)
from tests.test_routes import people, things  # noqa: F401  (fixtures)

#: JSON has no infinity and no NaN, but programs write them, and 1e999 is read as the one.
ENDLESS = ("1e999", "-1e999", "NaN", "Infinity")


@pytest.mark.parametrize("number", ENDLESS)
def test_a_number_without_end_is_refused_at_its_place_on_every_route(undone, number):  # noqa: F811
    troubles = []
    for method, path, _ in writing():
        if path == "articles/batch/":
            continue
        answer, _ = undone(method, path, '{"custom": {"a": [' + number + "]}}")
        pointed = [error["pointer"] for error in answer.json().get("errors", [])]
        if (answer.status_code, pointed) != (400, ["/custom/a/0"]):
            troubles.append(f"{method} {path} answered {answer.status_code} at {pointed}")
    assert not troubles, "\n".join(troubles)


@pytest.mark.parametrize("number", ENDLESS)
@pytest.mark.parametrize("key", [{}, {"Idempotency-Key": "night-1"}])
@pytest.mark.parametrize(("media", "listed"), [("application/json", "[%s, %s]"), ("application/x-ndjson", "%s\n%s\n")])
def test_in_a_batch_it_is_refused_at_its_place_in_its_item(cast, number, key, media, listed):
    sent = listed % ('{"question": "What helps?"}', '{"custom": {"a": ' + number + "}}")
    answer = Keyed(cast.author).post("/api/v1/articles/batch/", sent.encode(), content_type=media, headers=key)
    results = answer.json()["results"]
    assert [result["status"] for result in results] == [400, 400]
    assert [error["pointer"] for error in results[1]["errors"]] == ["/custom/a"]
