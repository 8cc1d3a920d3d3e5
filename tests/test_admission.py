"""Back-pressure: no more is taken in than the board can read, and who is refused hears until when."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from articles.models import Article, IntakePolicy
from tests import acts
from tests.client import Keyed, body
from tests.test_external_review import STATED


@pytest.fixture
def author(cast):
    return Keyed(cast.author)


@pytest.fixture
def limit():
    """Sets the publisher's limits; counts are made anew."""

    def set_to(**limits) -> None:
        cache.delete("intake")
        IntakePolicy.objects.update(**limits)

    yield set_to
    cache.delete("intake")


@pytest.mark.parametrize(("path", "sent"), [("articles/", body()), ("articles/batch/", [body()])])
def test_over_the_limit_new_articles_are_refused_until_a_day(author, cast, limit, path, sent):
    acts.approved(cast)
    acts.submitted(cast)
    limit(most_waiting=1)
    answer = author.send(path, sent)
    assert answer.status_code == 429
    assert answer["Content-Type"] == "application/problem+json"
    assert int(answer["Retry-After"]) > 0
    assert answer.json()["clear_by"] > "2026"
    assert answer.json()["type"].endswith("/problems/overloaded/")
    assert Article.objects.count() == 2


def test_the_limit_may_be_days_at_the_boards_own_pace(author, cast, limit):
    acts.approved(cast)
    acts.submitted(cast)
    limit(most_days=27)
    assert author.send("articles/", body()).status_code == 429
    limit(most_days=100)
    assert author.send("articles/", body()).status_code == 201


def test_without_a_decision_lately_nobody_is_told_a_day(author, cast, limit):
    acts.submitted(cast)
    limit(most_waiting=1)
    assert author.send("articles/", body()).json()["clear_by"] is None


@pytest.mark.parametrize(
    ("path", "sent", "status"),
    [
        ("articles/?dry_run=true", body(), 200),
        ("articles/batch/?dry_run=true", [body()], 207),
        ("articles/", body(external_review=STATED), 201),
        ("articles/batch/", [body(external_review=STATED)], 207),
    ],
)
def test_what_burdens_nobody_is_taken_all_the_same(author, cast, limit, path, sent, status):
    acts.submitted(cast)
    limit(most_waiting=1)
    assert author.send(path, sent).status_code == status


def test_a_revision_is_taken_all_the_same(author, cast, limit):
    article = acts.submitted(cast)
    limit(most_waiting=1)
    answer = author.send(f"articles/{article.pk}/revisions/", body(question="Another?"), **{"If-Match": "*"})
    assert answer.status_code == 201


def test_what_was_reviewed_elsewhere_does_not_count(author, limit):
    author.send("articles/", body(external_review=STATED))
    limit(most_waiting=1)
    assert author.send("articles/", body(question="A second?")).status_code == 201


def test_a_managing_editor_sets_the_limits_over_the_api(cast, limit):
    editor = Keyed(cast.editor)
    assert editor.read("intake-policy/").json() == {"most_waiting": None, "most_days": None}
    changed = editor.patch("/api/v1/intake-policy/", {"most_waiting": 500})
    assert (changed.status_code, changed.json()["most_waiting"]) == (200, 500)
    assert editor.patch("/api/v1/intake-policy/", {"most_waiting": 0}).status_code == 400
    assert Keyed(cast.author).read("intake-policy/").status_code == 404
