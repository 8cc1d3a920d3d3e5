"""A reader's report of an error: kept, brought to the editors, confirmed by a re-review, and forgotten in time."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.cache import caches
from django.urls import reverse

from articles import questions
from articles import workflow as articles
from articles.deliveries import outbox
from articles.models import Question
from citations import clock
from reviews import home
from reviews import workflow as reviews
from tests import acts
from tests.client import Keyed
from tests.desk import Visitor, said

TEXT = "The dose is ten times what the leaflet says."


@pytest.fixture(autouse=True)
def forgetful():
    caches["pages"].clear()


def report(client, article, **said):
    given = {"kind": "safety", "text": TEXT, "quote": "Rest the hip", "email": "", "website": ""} | said
    return client.post(reverse("article-report", args=[article.slug]), given)


def over_the_api(article, **said):
    return Keyed().send(f"public/articles/{article.slug}/reports/", {"text": TEXT} | said)


def test_a_report_is_kept_and_answered_with_thanks(client, cast):
    answer = report(client, acts.approved(cast), email="reader@example.org")
    assert answer.status_code == 302
    assert "Thank you" in client.get(answer["Location"]).content.decode()
    kept = Question.objects.get()
    assert (kept.kind, kept.text, kept.quote, kept.email) == ("safety", TEXT, "Rest the hip", "reader@example.org")


def test_the_article_says_where_to_report_an_error(client, cast):
    article = acts.approved(cast)
    address = reverse("article-report", args=[article.slug])
    assert address in client.get(f"/articles/{article.slug}/").content.decode()
    form = client.get(address).content.decode()
    assert "Somebody could come to harm" in form
    assert "after 180 days in any case" in form


def test_the_editors_hear_of_a_danger_by_its_subject(client, cast):
    article = acts.approved(cast)
    assert cast.editor
    report(client, article)
    outbox.send_owed()
    letter = next(letter for letter in mail.outbox if letter.subject.startswith("SAFETY"))
    assert letter.to == [cast.editor.email]
    assert TEXT in letter.body
    assert "Rest the hip" in letter.body


def test_dangers_stand_before_errors_and_questions_on_the_editors_home(client, cast):
    article = acts.approved(cast)
    report(client, article, kind="safety")
    report(client, article, kind="error")
    questions.ask(article, text="May I run again in the second week?")
    assert [one.kind for one in home.needs_of(cast.editor)["questions"]] == ["safety", "error", "question"]


def test_a_report_alone_changes_nothing_that_readers_see(client, cast):
    article = acts.approved(cast)
    report(client, article)
    after = acts.fresh(article)
    assert (after.state, after.questioned) == ("approved", "")


def test_a_confirmed_report_marks_the_page(client, cast):
    article = acts.approved(cast)
    report(client, article)
    reviews.reopen(article, cause="report", by=cast.editor, reason="The reader is right.")
    assert "In Re-review" in client.get(f"/articles/{article.slug}/").content.decode()


def test_the_history_tells_that_an_error_was_reported_and_not_what(client, cast):
    article = acts.approved(cast)
    report(client, article)
    event = article.events.order_by("-seq")[0]
    assert (event.kind, event.data) == ("error_reported", {"report": "safety"})
    assert not hasattr(event, "words")


def test_a_report_over_the_api_needs_no_key(cast):
    answer = over_the_api(acts.approved(cast), kind="error", quote="Rest")
    assert answer.status_code == 201, answer.content
    assert list(answer.json()) == ["received_at"]
    assert Question.objects.get().kind == "error"


@pytest.mark.parametrize(
    ("said", "pointer"),
    [({"text": "Bad."}, "/text"), ({"kind": "question"}, "/kind"), ({"email": "nobody"}, "/email"), ({"by": "me"}, "/by")],
)
def test_a_report_that_cannot_be_taken_names_the_field(cast, said, pointer):
    answer = over_the_api(acts.approved(cast), **said)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert not Question.objects.exists()


def test_what_is_refused_uses_up_nothing_of_what_a_reader_may_send(cast):
    article = acts.approved(cast)
    for _ in range(7):
        assert over_the_api(article, text="Bad.").status_code == 400
    assert over_the_api(article, kind="safety").status_code == 201


def test_who_hammers_is_stopped_for_the_minute_all_the_same(cast, settings):
    settings.REQUESTS_PER_MINUTE_ANONYMOUS = 2
    caches["rates"].clear()
    article = acts.approved(cast)
    assert [over_the_api(article, text="Bad.").status_code for _ in range(5)][-1] == 429
    caches["rates"].clear()


def test_what_was_typed_is_not_lost(client, cast):
    answer = report(client, acts.approved(cast), email="nobody")
    assert answer.status_code == 400
    assert TEXT in answer.content.decode()


def test_nothing_can_be_reported_of_what_nobody_may_see(client, cast):
    article = articles.withdraw(acts.submitted(cast), by=cast.author)
    assert report(client, article).status_code == 410
    assert over_the_api(article).status_code == 404


def test_words_and_address_are_erased_when_their_time_has_passed(client, cast):
    report(client, acts.approved(cast), email="reader@example.org")
    with clock.shifted(days=179):
        assert questions.forget() == 0
    with clock.shifted(days=181):
        assert questions.forget() == 1
    kept = Question.objects.get()
    assert (kept.text, kept.quote, kept.email) == ("", "", "")
    assert kept.erased_at is not None


def test_the_letter_leads_to_where_the_report_is_settled(client, cast):
    article = acts.approved(cast)
    assert cast.editor
    report(client, article)
    outbox.send_owed()
    letter = next(letter for letter in mail.outbox if letter.subject.startswith("SAFETY"))
    assert reverse("admin:articles_question_answer", args=[Question.objects.get().pk]) in letter.body


def test_the_history_says_that_a_reader_wrote(cast, client):
    article = acts.approved(cast)
    report(client, article)
    page = said(Visitor(cast.editor).article(article))
    assert "A reader, <time" in page
    last = Keyed(cast.editor).read(f"articles/{article.pk}/evidence-pack/?as=json").json()["history"][-1]
    assert (last["what"], last["who"]) == ("error_reported", "a reader")
