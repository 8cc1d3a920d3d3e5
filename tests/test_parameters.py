"""Parameters that cannot be read: refused by name, with what they take, and never taken for not given."""

from __future__ import annotations

import pytest

from articles.models import Webhook
from citations import clock
from tests import acts
from tests.client import Keyed

TRUE_OR_FALSE = "true or false"
MISREAD = {
    "articles/?overdue=maybe": TRUE_OR_FALSE,
    "articles/?external_review=perhaps": TRUE_OR_FALSE,
    "articles/?risk=foo": "low, medium, high",
    "articles/?state=foo": "submitted, under_review, ",
    "articles/?state=approved&state=foo": "submitted, under_review, ",
    "articles/?specialty=Hips": "Musculoskeletal",
    "articles/?page_size=many": "1 to 200",
    "articles/?page_size=0": "1 to 200",
    "articles/?cursor=abc": "Follow `next`",
    "articles/?format=xml": "one of json",
    "queue/?cursor=abc": "Follow `next`",
    "references/?standing=fine": "retracted",
    "deliveries/?state=lost": "failed",
    "deliveries/?channel=pigeon": "mail",
    "deliveries/?article=abc": "a number",
    "drug-labels/?in_force=sometimes": TRUE_OR_FALSE,
    "questions/?open=perhaps": TRUE_OR_FALSE,
    "questions/?kind=rumour": "safety",
    "public/articles/?specialty=Hips": "Musculoskeletal",
    "public/articles/{slug}/?audience=vet": "clinician, patient",
    "webhooks/{hook}/deliveries/?state=lost": "failed",
}


@pytest.mark.parametrize("path", MISREAD)
def test_a_parameter_that_cannot_be_read_is_refused_by_name_with_what_it_takes(cast, path):
    hook = Webhook.objects.create(owner=cast.editor, address="https://a.example/", secret=b"s", created_at=clock.now())
    answer = Keyed(cast.editor).read(path.format(slug=acts.submitted(cast).slug, hook=hook.pk))
    assert answer.status_code == 400, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    name = path.rpartition("?")[2].rpartition("&")[2].partition("=")[0]
    assert f"`{name}`" in answer.json()["detail"]
    assert MISREAD[path] in answer.json()["detail"]


@pytest.mark.parametrize("said", ["true", "True", "1", "yes"])
def test_true_is_read_however_it_is_written(cast, said):
    acts.approved(cast)
    assert Keyed(cast.author).read(f"articles/?overdue={said}").json()["results"] == []
    assert len(Keyed(cast.author).read("articles/?overdue=").json()["results"]) == 1
