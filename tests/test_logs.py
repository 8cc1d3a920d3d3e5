"""What is logged: whose request it was, in JSON, and nothing that opens a door or names a person."""

from __future__ import annotations

import json
import logging
import threading
import uuid

import httpx
import pytest
from celery.signals import before_task_publish
from django.conf import settings
from django.test import Client
from django_guid import clear_guid, set_guid

from articles.models import ApiKey
from medreview.logs import formatter
from tests.client import Keyed, body
from tests.live import Letters, Product, eventually
from tests.test_hardening import PRODUCTION, manage

ID = "0f8fad5bd9cb469fa16570867728950e"


def answered(**headers: str) -> str:
    return Client().get("/healthz", headers=headers)["X-Request-ID"]


@pytest.mark.parametrize("given", [ID, str(uuid.UUID(ID))])
def test_a_request_keeps_the_id_that_it_brings(given):
    assert answered(x_request_id=given) == given


@pytest.mark.parametrize("given", ["", "7", "x" * 5000, "' OR 1=1", "anna@example.org"])
def test_an_id_that_is_none_is_replaced(given):
    assert len(bytes.fromhex(answered(x_request_id=given))) == 16


def test_every_request_gets_an_id_of_its_own():
    assert answered() != answered()


def test_refusals_carry_it_too(db):
    refused = Keyed().read("articles/", X_Request_ID=ID)
    assert (refused.status_code, refused["X-Request-ID"]) == (401, ID)


def logged(message: object, *args: object, form: str = "json", error: BaseException | None = None, **extra: object) -> str:
    trace = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("articles.deliveries.outbox", logging.WARNING, "", 1, message, args, trace)
    record.__dict__ |= extra
    return formatter(form).format(record)


def test_a_line_is_an_object_that_names_time_level_and_place():
    line = json.loads(logged("delivery %s not sent", 7))
    assert line.pop("timestamp").endswith("Z")
    assert line == {"level": "warning", "logger": "articles.deliveries.outbox", "event": "delivery 7 not sent"}


def test_for_people_it_is_a_plain_line():
    assert logged("delivery %s not sent", 7, form="lines").endswith("Z WARNING articles.deliveries.outbox delivery 7 not sent")


def test_what_a_request_logs_names_the_request():
    set_guid(ID)
    assert json.loads(logged("something"))["request_id"] == ID
    clear_guid()
    assert "request_id" not in json.loads(logged("something"))


SECRET = "hidden-from-all-eyes-0123456789"


@pytest.mark.parametrize("form", ["json", "lines"])
@pytest.mark.parametrize(
    "said",
    [
        f"GET /invitation/{SECRET}/",
        f"/accounts/password/reset/key/2-{SECRET}/",
        f"Authorization: Bearer {SECRET}",
        f"headers {{'Authorization': 'Bearer {SECRET}'}}",
        f"sealed whsec_{SECRET}",
        f"cannot connect to redis://:{SECRET}@127.0.0.1:6379/0",
        f"postgres://medreview:{SECRET}@db/medreview is away",
        f"GET /oidc/callback/?code={SECRET}",
        f"https://api.example.org/?api_key={SECRET}&id=1",
        f'{{"password": "{SECRET}"}}',
        f"sessionid={SECRET}; path=/",
        f"550 no such user {SECRET}@example.org",
    ],
)
def test_secrets_and_addresses_stand_in_no_log(form, said):
    try:
        raise ValueError(said)
    except ValueError as error:
        for line in (logged(said, form=form), logged("met %s", said, form=form), logged("failed", form=form, error=error)):
            assert SECRET not in line
            assert "articles.deliveries.outbox" in line


def test_the_installations_own_secrets_stand_in_no_log_whatever_they_are_called():
    assert settings.SECRET_KEY not in logged(f"a fault near {settings.SECRET_KEY}!")


def test_whole_requests_and_arguments_of_tasks_are_not_passed_on():
    line = logged("Not Found: %s", "/", request=f"<WSGIRequest {SECRET}>", data={"args": SECRET}, status_code=404)
    assert SECRET not in line
    assert json.loads(line)["status_code"] == 404


def test_an_ordinary_sentence_stays_as_it_is():
    said = "celery@host ready; step 3 of token passing: 5 @ 7, see https://example.org/a?state=approved"
    assert json.loads(logged(said))["event"].startswith("celery@host ready; step 3 of token passing")
    assert "state=approved" in logged(said)


def test_an_unknown_form_is_refused():
    done = manage("check", **PRODUCTION | {"LOG_FORMAT": "xml"})
    assert done.returncode
    assert "LOG_FORMAT is 'xml': set it to one of json, lines" in done.stderr


def test_the_id_goes_along_to_the_tasks_of_a_request(committed, cast):
    published, headed = threading.Event(), {}

    def keep(sender, headers, **message):
        headed.setdefault(sender, headers.get("X-Request-ID"))
        if sender == "articles.deliver":
            published.set()

    before_task_publish.connect(keep)
    answer = Keyed(cast.author).send("articles/", body(), X_Request_ID=ID)
    assert answer.status_code == 201
    assert published.wait(30)
    before_task_publish.disconnect(keep)
    assert headed["articles.deliver"] == ID


@pytest.mark.slow
@pytest.mark.alone
def test_web_and_worker_log_one_request_under_one_id(committed, cast, tmp_path):
    letters = Letters()
    letters.start()
    product = Product(letters, logs=tmp_path)
    product.web()
    product.worker()
    _, key = ApiKey.objects.create(user=cast.author)
    headers = {"Authorization": f"Bearer {key}", "X-Request-ID": ID}
    httpx.post(f"{product.url}/api/v1/articles/?q={SECRET}@example.org", json=body(), headers=headers).raise_for_status()
    eventually(lambda: "articles.deliver" in {line.get("task") for line in _of_the_request(tmp_path / "celery")})
    product.stop()
    letters.stop()
    access = [line["access"] for line in _of_the_request(tmp_path / "gunicorn") if "access" in line]
    assert [(seen["method"], seen["path"], seen["status"]) for seen in access] == [("POST", "/api/v1/articles/", "201")]
    assert "articles.deliver" in {line.get("task") for line in _of_the_request(tmp_path / "celery")}
    whole = (tmp_path / "gunicorn").read_text() + (tmp_path / "celery").read_text()
    assert key not in whole
    assert SECRET not in whole


def _of_the_request(log) -> list[dict]:
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    return [line for line in lines if line.get("request_id") == ID]
