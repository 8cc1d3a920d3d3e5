"""Articles that contradict each other, listed for the editor with both sentences."""

from django.test import Client

from articles import workflow as articles
from articles.disagreements import disagreements
from tests import acts

LIMIT = "Adults take no more than {} mg of ibuprofen a day [1]. Rest helps [2].\n"


def submitted(cast, amount: str, question: str):
    return acts.submitted(cast, text=LIMIT.format(amount), question=question)


def test_two_maxima_for_one_drug_are_listed_with_both_sentences(cast):
    submitted(cast, "1200", "How much is safe?")
    submitted(cast, "2400", "How much is too much?")
    (found,) = disagreements()
    assert (found.drug, found.population) == ("ibuprofen", "adults")
    assert {side.question for side in found.sides} == {"How much is safe?", "How much is too much?"}
    assert any("2400 mg" in side.text for side in found.sides)


def test_what_agrees_is_not_listed(cast):
    submitted(cast, "1200", "How much is safe?")
    submitted(cast, "1200", "How much is too much?")
    assert disagreements() == []


def test_what_has_ended_disagrees_no_more(cast):
    submitted(cast, "1200", "How much is safe?")
    articles.withdraw(submitted(cast, "2400", "How much is too much?"), by=cast.author)
    assert disagreements() == []


def test_the_editor_finds_them_on_a_page(cast):
    submitted(cast, "1200", "How much is safe?")
    submitted(cast, "2400", "How much is too much?")
    admin = Client()
    admin.force_login(cast.editor)
    page = admin.get("/admin/disagreements/").content.decode()
    assert "How much is safe?" in page
    assert "2,400 mg" in page


def test_nobody_else_finds_the_page(cast):
    admin = Client()
    admin.force_login(cast.rivera.user)
    assert admin.get("/admin/disagreements/").status_code == 404
