"""What holds for every body that comes in, on every route that takes one."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from medreview.examples import REQUESTS
from tests.client import Keyed
from tests.test_mass_assignment import SCHEMAS, undone, writing  # noqa: F401  (fixture)
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


#: What a program sends that quotes, or does not quote, by mistake.
WRONG = {"string": [7, True], "integer": ["7", 1.5, True], "number": [True], "boolean": ["true", 1], "array": ["x", {}], "object": ["x", 7]}


def members(schema: dict, at: tuple = ()) -> Iterator[tuple[tuple, dict]]:
    """The place and the shape of all that a body may have in it; of a list the first, of a mapping the one named x."""
    schema = resolved(schema)
    if at:
        yield at, schema
    for name, inner in schema.get("properties", {}).items():
        yield from members(inner, (*at, name))
    if inner := schema.get("items"):
        yield from members(inner, (*at, 0))
    if isinstance(inner := schema.get("additionalProperties"), dict):
        yield from members(inner, (*at, "x"))


def resolved(schema: dict) -> dict:
    """The shape that a reference, or the first choice that is not null, stands for."""
    if "$ref" in schema:
        return resolved(SCHEMAS[schema["$ref"].rpartition("/")[2]])
    choices = [one for key in ("oneOf", "allOf") for one in schema.get(key, ()) if one != {"type": "null"}]
    return resolved(choices[0]) if choices else schema


def mistyped(component: str) -> Iterator[tuple[dict, str]]:
    """The example with one member of another type, and the pointer to it, for every member that the documents know."""
    for at, schema in members(SCHEMAS[component]):
        types = schema.get("type", "any")
        types = set(types if isinstance(types, list) else [types])
        fitting = {bool: "boolean", int: "number" if "number" in types else "integer", float: "number", str: "string", list: "array", dict: "object"}
        for value in [wrong for kind in types for wrong in WRONG.get(kind, ())]:
            if fitting.get(type(value)) not in types:
                yield changed(REQUESTS.get(component, {}), at, value), "".join(f"/{step}" for step in at)


def changed(body: object, at: tuple, value: object) -> object:
    if not at:
        return value
    if at[0] == 0:
        return [changed(body[0] if isinstance(body, list) and body else {}, at[1:], value)]
    held = body if isinstance(body, dict) else {}
    return {**held, at[0]: changed(held.get(at[0]), at[1:], value)}


def test_what_is_of_another_type_than_the_documents_say_is_refused_at_its_place_on_every_route(undone):  # noqa: F811
    troubles, tried = [], 0
    for method, path, component in writing():
        for sent, pointer in mistyped(component) if component else ():
            answer, _ = undone(method, path, json.dumps(sent))
            pointed = [error["pointer"] for error in answer.json().get("errors", [])]
            if answer.status_code != 400 or not any(f"{at}/".startswith(f"{pointer}/") for at in pointed):
                troubles.append(f"{method} {path} answered {answer.status_code} at {pointed}, not {pointer}: {sent}"[:300])
            tried += 1
    assert not troubles, "\n".join(troubles)
    assert tried > 300


def test_who_sends_none_of_the_choices_is_told_all_of_them_on_every_route(undone):  # noqa: F811
    troubles, tried = [], 0
    for method, path, component in writing():
        for at, schema in members(SCHEMAS[component]) if component else ():
            if "enum" not in schema:
                continue
            sent, pointer = changed(REQUESTS.get(component, {}), at, "no-such-choice"), "".join(f"/{step}" for step in at)
            answer, _ = undone(method, path, json.dumps(sent))
            told = " ".join(error["detail"] for error in answer.json().get("errors", []) if error["pointer"] == pointer)
            if missing := [choice for choice in filter(None, schema["enum"]) if choice not in told]:
                troubles.append(f"{method} {path} at {pointer} tells not {missing}: {told}"[:300])
            tried += 1
    assert not troubles, "\n".join(troubles)
    assert tried > 15
