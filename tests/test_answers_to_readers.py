"""A reader who left an address is answered by one mail, and then we do not have the address any more."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.cache import caches
from django.urls import reverse

from articles import questions
from articles.deliveries import outbox
from articles.errors import NotAllowed, Unmet, WrongState
from articles.models import Delivery, Question
from citations import clock
from tests import acts
from tests.client import Keyed
from tests.crowd import at_once

ADDRESS = "reader@example.org"


@pytest.fixture(autouse=True)
def forgetful():
    caches["pages"].clear()


def asked(cast, email: str = ADDRESS) -> Question:
    assert cast.editor
    return questions.ask(acts.submitted(cast), text="May I run again in the second week?", email=email)


def reported(cast, email: str = ADDRESS) -> Question:
    assert cast.editor
    return questions.report(acts.submitted(cast), text="The dose is wrong by a factor of ten.", email=email)


def letters() -> list:
    outbox.send_owed()
    return [letter for letter in mail.outbox if letter.to == [ADDRESS]]


def test_an_answer_reaches_the_reader_with_their_own_words(cast):
    question = asked(cast)
    questions.answer(question, by=cast.editor, text="Not before walking is free of pain.")
    [letter] = letters()
    assert letter.subject == "Your question on: How is a strained hip flexor treated?"
    for words in ("May I run again in the second week?", "Not before walking is free of pain.", question.article.slug):
        assert words in letter.body
    assert "Your address is removed from our records" in letter.body
    assert acts.fresh(question).handled_at is not None


def test_the_address_is_removed_once_the_mail_was_sent_and_not_before(cast):
    question = questions.answer(asked(cast), by=cast.editor, text="Not yet.")
    assert acts.fresh(question).email == ADDRESS
    letters()
    assert acts.fresh(question).email == ""
    assert Delivery.objects.filter(sent_at__isnull=False, asker=question).count() == 1


def test_a_reader_is_answered_once(cast):
    question = questions.answer(asked(cast), by=cast.editor, text="Not yet.")
    with pytest.raises(WrongState):
        questions.answer(question, by=cast.editor, text="Or rather yes.")
    assert questions.settle(Question.objects.all()) == 0
    assert len(letters()) == 1
    outbox.send_owed()
    assert len([letter for letter in mail.outbox if letter.to == [ADDRESS]]) == 1


def test_who_left_no_address_cannot_be_answered(cast):
    with pytest.raises(Unmet):
        questions.answer(asked(cast, email=""), by=cast.editor, text="Not yet.")


def test_only_editors_answer(cast):
    with pytest.raises(NotAllowed):
        questions.answer(asked(cast), by=cast.author, text="Not yet.")


def test_who_reported_an_error_hears_that_it_was_dealt_with(cast):
    question = reported(cast)
    questions.settle(Question.objects.all())
    [letter] = letters()
    assert letter.subject.startswith("Your report on:")
    assert "dealt with it" in letter.body
    assert acts.fresh(question).email == ""


def test_a_question_that_is_settled_without_an_answer_sends_nothing_and_keeps_no_address(cast):
    question = asked(cast)
    questions.settle(Question.objects.all())
    assert letters() == []
    assert acts.fresh(question).email == ""


def test_two_editors_who_settle_the_same_report_tell_its_reader_once(committed, cast):
    reported(cast)
    at_once([lambda: questions.settle(Question.objects.all())] * 2)
    assert len(letters()) == 1


def test_an_answer_is_erased_with_what_was_asked(cast):
    question = questions.answer(asked(cast), by=cast.editor, text="Not yet.")
    with clock.shifted(days=200):
        questions.forget()
    after = acts.fresh(question)
    assert (after.text, after.answer, after.email) == ("", "", "")


def test_the_editor_answers_in_admin(client, cast):
    question = asked(cast)
    client.force_login(cast.editor)
    listed = client.get(reverse("admin:articles_question_changelist")).content.decode()
    address = reverse("admin:articles_question_answer", args=[question.pk])
    assert f'<a href="{address}">{ADDRESS}</a>' in listed
    assert "May I run again" in client.get(address).content.decode()
    assert client.post(address, {"answer": ""}).status_code == 400
    assert client.post(address, {"answer": "Not yet."}).status_code == 302
    assert "settled already" in client.post(address, {"answer": "Again."}).content.decode()
    assert len(letters()) == 1


def test_nobody_else_answers_in_admin(client, cast):
    address = reverse("admin:articles_question_answer", args=[asked(cast).pk])
    client.force_login(cast.rivera.user)
    assert client.post(address, {"answer": "Not yet."}).status_code == 404
    assert letters() == []


def test_the_editor_answers_over_the_api(cast):
    question = asked(cast)
    answer = Keyed(cast.editor).send(f"questions/{question.pk}/answer/", {"answer": "Not yet."})
    assert answer.status_code == 200
    assert answer.json()["answer"] == "Not yet."
    assert Keyed(cast.editor).send(f"questions/{question.pk}/answer/", {"answer": "Again."}).status_code == 409


def test_the_list_of_deliveries_tells_no_address_of_a_reader(cast):
    questions.answer(asked(cast), by=cast.editor, text="Not yet.")
    said = Keyed(cast.editor).read("deliveries/")
    assert said.status_code == 200
    assert ADDRESS not in said.content.decode()
