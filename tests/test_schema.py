"""The OpenAPI document and the pages that show it."""

from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
import yaml
from django.core.management import call_command
from django.test import Client

from medreview.examples import ANSWERS, REQUESTS
from tests.client import Keyed


def test_the_schema_is_valid_and_nothing_in_it_was_guessed(tmp_path):
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "schema.yml"))
    assert "openapi: 3.1" in (tmp_path / "schema.yml").read_text()


@pytest.mark.parametrize("path", ["/api/docs/", "/api/redoc/", "/api/docs/?script="])
def test_the_pages_of_the_api_come_from_here_alone(db, path):
    page = Client().get(path)
    assert page.status_code == 200
    assert "fonts.googleapis" not in page.content.decode()
    assert "script-src 'self'" in page["Content-Security-Policy"]


def test_every_operation_names_the_key(db):
    schema = Client().get("/api/schema/?format=json").json()
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            if not path.startswith("/api/v1/public/"):
                assert {"key": []} in operation["security"], (method, path)


ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def document() -> dict:
    return yaml.safe_load((ROOT / "docs/openapi.yaml").read_text())


def operations(document: dict):
    for path, found in document["paths"].items():
        for method, operation in found.items():
            yield f"{method} {path}", operation


def test_the_committed_schema_is_the_one_that_is_served(tmp_path):
    call_command("spectacular", file=str(tmp_path / "schema.yaml"))
    same = (tmp_path / "schema.yaml").read_text() == (ROOT / "docs/openapi.yaml").read_text()
    assert same, "The API changed: run `make schema` and commit docs/openapi.yaml."


def test_every_operation_is_described_with_its_refusals(document):
    for label, operation in operations(document):
        assert operation.get("description"), f"{label} is not described: give its method a docstring"
        assert {"400", "429", "503"} <= operation["responses"].keys(), label
        refusals = [told for status, told in operation["responses"].items() if status[0] in "45"]
        assert all("application/problem+json" in told["content"] for told in refusals), label


def test_what_must_match_says_so(document):
    revising = document["paths"]["/api/v1/articles/{id}/revisions/"]["post"]
    assert {"412", "428"} <= revising["responses"].keys()
    assert "If-Match" in [sent["name"] for sent in revising["parameters"]]


@pytest.mark.parametrize("references", [REQUESTS["ArticleInput"]["references"], REQUESTS["ListInput"], []])
def test_a_submission_takes_its_references_in_each_way_that_the_documents_show(cast, document, references):
    sent = REQUESTS["ArticleInput"] | {"references": references}
    shape = {"$ref": "#/components/schemas/ArticleInput", "components": document["components"]}
    jsonschema.Draft202012Validator(shape).validate(sent)
    answer = Keyed(cast.author).send("articles/?dry_run=true", sent)
    assert answer.status_code == 200, answer.content


@pytest.mark.parametrize("name", sorted(REQUESTS | ANSWERS))
def test_every_example_fits_its_shape(document, name):
    resolver = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    jsonschema.Draft202012Validator(resolver).validate((REQUESTS | ANSWERS)[name])


def test_every_body_has_an_example(document):
    """Of requests, and of answers that carry something."""
    bodies = set()
    for operation in (step for path in document["paths"].values() for step in path.values() if isinstance(step, dict)):
        told = [a for status, a in operation.get("responses", {}).items() if status.startswith("2")]
        bodies |= set(named([operation.get("requestBody", {}), told]))
    schemas = document["components"]["schemas"]
    bare = {name for name in bodies if "examples" not in schemas[name] and not name.startswith(("Paginated", "Sparse"))}
    assert bare == set()


def named(part: object) -> Iterator[str]:
    """The components that a part of the document names itself."""
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"].rpartition("/")[2]
        part = part.values()
    if not isinstance(part, str | int | None):
        for inner in part:
            yield from named(inner)


def test_every_field_of_an_example_exists(document):
    """Validation lets unknown members pass."""
    for name, example in (REQUESTS | ANSWERS).items():
        assert example.keys() <= document["components"]["schemas"][name]["properties"].keys(), name


def test_every_list_has_the_same_shape(document):
    """No bare array: what may grow a page later would break who reads it."""
    lists = []
    for label, operation in operations(document):
        for media, told in operation["responses"].get("200", {}).get("content", {}).items():
            assert media != "application/json" or told["schema"].get("type") != "array", label
            lists += [told["schema"]["$ref"]] if "Paginated" in told["schema"].get("$ref", "") else []
    assert len(lists) > 20
    for name in lists:
        properties = document["components"]["schemas"][name.rpartition("/")[2]]["properties"]
        assert properties.keys() - {"sync_token"} == {"next", "previous", "results"}, name
