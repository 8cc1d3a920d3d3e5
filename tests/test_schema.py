"""The OpenAPI document and the pages that show it."""

import pytest
from django.core.management import call_command
from django.test import Client


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
