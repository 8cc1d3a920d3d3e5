"""A reader's follow-up question: kept, brought to the editors, and no way in for anything else."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.cache import caches
from django.urls import reverse

from articles import history
from articles import workflow as articles
from articles.deliveries import outbox
from articles.models import Question
from tests import acts
from tests.client import Keyed

TEXT = "May I run again in the second week?"


@pytest.fixture(autouse=True)
def forgetful():
    """What one test asked is not counted against the next."""
    caches["pages"].clear()


def ask(client, article, headers: dict | None = None, **said):
    given = {"text": TEXT, "email": "", "website": "", "audience": "patient"} | said
    return client.post(reverse("article-question", args=[article.slug]), given, headers=headers or {})


def test_a_question_is_kept_and_answered_with_thanks(client, cast):
    article = acts.submitted(cast)
    answer = ask(client, article, email="reader@example.org")
    assert answer.status_code == 302
    assert "Thank you" in client.get(answer["Location"]).content.decode()
    kept = Question.objects.get()
    assert (kept.text, kept.email, kept.audience) == (TEXT, "reader@example.org", "patient")
    assert kept.handled_at is None


def test_the_editors_are_told_in_the_readers_words(client, cast):
    article = acts.submitted(cast)
    assert cast.editor
    ask(client, article, email="reader@example.org")
    outbox.send_owed()
    letter = next(letter for letter in mail.outbox if letter.subject.startswith("A reader asks"))
    assert letter.to == [cast.editor.email]
    assert TEXT in letter.body
    assert "reader@example.org" in letter.body


def test_the_history_tells_that_somebody_asked_and_not_what(client, cast):
    article = acts.submitted(cast)
    ask(client, article)
    event = article.events.last()
    assert event.kind == "question_asked"
    assert event.data == {}
    assert not hasattr(event, "words")
    assert history.first_break(acts.fresh(article)) == ""


def test_a_question_changes_nothing_about_the_article(client, cast):
    article = acts.approved(cast)
    ask(client, article)
    after = acts.fresh(article)
    assert (after.state, after.last_updated, after.published) == (
        article.state,
        article.last_updated,
        article.published,
    )


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"text": ""}, "This field is required"),
        ({"text": "Why?"}, "at least 10 characters"),
        ({"text": "word " * 1000}, "at most 2000 characters"),
        ({"email": "nobody"}, "valid email address"),
        ({"text": "Nul \x00 in the question"}, "Null characters"),
        ({"audience": "vet"}, ""),
    ],
)
def test_what_cannot_be_taken_is_handed_back_with_a_word(client, cast, said, words):
    answer = ask(client, acts.submitted(cast), **said)
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not Question.objects.exists()


def test_what_was_typed_is_not_lost(client, cast):
    said = ask(client, acts.submitted(cast), email="nobody").content.decode()
    assert TEXT in said


def test_whoever_fills_in_the_hidden_field_is_thanked_and_forgotten(client, cast):
    assert ask(client, acts.submitted(cast), website="http://spam.example").status_code == 302
    assert not Question.objects.exists()


def test_after_six_questions_in_an_hour_an_address_must_wait(client, cast):
    article = acts.submitted(cast)
    for _ in range(6):
        assert ask(client, article).status_code == 302
    refused = ask(client, article)
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert TEXT in refused.content.decode()
    assert Question.objects.count() == 6


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}]
)
def test_a_form_on_another_site_is_refused(client, cast, headers):
    assert ask(client, acts.submitted(cast), headers).status_code == 403
    assert not Question.objects.exists()


def test_a_form_of_our_own_page_is_taken(client, cast):
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}
    assert ask(client, acts.submitted(cast), headers).status_code == 302


def test_nobody_asks_about_what_is_gone(client, cast):
    article = articles.withdraw(acts.submitted(cast), by=cast.author)
    assert ask(client, article).status_code == 410


def test_questions_on_a_retired_article_are_closed(client, cast):
    article = articles.retire(acts.approved(cast), by=cast.editor, notice="Gone.")
    assert ask(client, article).status_code == 404


def test_looking_at_the_form_asks_nothing(client, cast):
    assert client.get(reverse("article-question", args=[acts.submitted(cast).slug])).status_code == 200
    assert not Question.objects.exists()


# --- By the API -----------------------------------------------------------------------------------


def test_a_program_asks_without_a_key(cast):
    article = acts.submitted(cast)
    answer = Keyed().send(f"public/articles/{article.slug}/questions/", {"text": TEXT})
    assert answer.status_code == 201, answer.content
    assert Question.objects.get().text == TEXT


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/text"),
        ({"text": "Why?"}, "/text"),
        ({"text": TEXT, "nmae": 1}, "/nmae"),
        ({"text": 7}, "/text"),
    ],
)
def test_a_program_is_told_which_field_to_mend(cast, body, pointer):
    answer = Keyed().send(f"public/articles/{acts.submitted(cast).slug}/questions/", body)
    assert answer.status_code == 400
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]


def test_a_program_finds_no_article_that_is_not_public(cast):
    article = articles.withdraw(acts.submitted(cast), by=cast.author)
    assert Keyed().send(f"public/articles/{article.slug}/questions/", {"text": TEXT}).status_code == 404


def test_page_and_api_are_throttled_together(client, cast):
    article = acts.submitted(cast)
    for _ in range(6):
        ask(client, article)
    refused = Keyed().send(f"public/articles/{article.slug}/questions/", {"text": TEXT})
    assert refused.status_code == 429
    assert refused["Content-Type"] == "application/problem+json"
    assert "Retry-After" in refused
