"""What an editor makes of a reader's question besides an answer: a re-review, a finding, the request for an article."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.cache import caches
from django.db import connection
from django.urls import reverse

from articles import checks, questions
from articles import workflow as articles
from articles.deliveries import outbox
from articles.errors import BadInput, NotAllowed, Unmet, WrongState
from articles.models import Article, Finding, Question
from articles.questions import becoming
from articles.tasks import recheck
from articles.urgency import urgent_since
from citations import clock
from reviews import workflow as reviews
from reviews.admin import QuestionAdmin
from reviews.editors import triage
from tests import acts
from tests.client import Keyed
from tests.desk import Visitor, queries, said

QUOTE = "walk as pain allows"
TEXT = "My leaflet says the opposite of this."


@pytest.fixture(autouse=True)
def forgetful():
    caches["pages"].clear()


def reported(article: Article, kind: str = "error", quote: str = QUOTE, email: str = "") -> Question:
    return questions.report(article, text=TEXT, kind=kind, quote=quote, email=email)


def asked(article: Article) -> Question:
    return questions.ask(article, text="Does this hold for children, too?")


def page(question: Question) -> str:
    return reverse("admin:articles_question_answer", args=[question.pk])


def making(question: Question, what: str) -> str:
    return reverse("admin:articles_question_make", args=[question.pk, what])


# --- A re-review ------------------------------------------------------------------------------------------


def test_a_report_opens_a_re_review_in_the_readers_words_and_is_settled(cast):
    article = acts.approved(cast)
    question = reported(article)
    reviews.reopen_on(question, by=cast.editor)
    assert (acts.fresh(article).state, acts.fresh(article).questioned) == ("under_review", "report")
    event = article.events.get(kind="reopened")
    assert (event.words.text, event.actor) == (f"“{QUOTE}”: {TEXT}", cast.editor)
    assert (acts.fresh(question).became, acts.fresh(question).handled_at is not None) == ("re_review", True)


def test_the_editor_may_give_the_reason_in_other_words(cast):
    article = acts.approved(cast)
    reviews.reopen_on(reported(article), by=cast.editor, reason="The leaflet changed in May.")
    assert article.events.get(kind="reopened").words.text == "The leaflet changed in May."


def test_where_no_re_review_opens_the_report_stays_open(cast):
    question = reported(acts.submitted(cast))
    with pytest.raises(WrongState):
        reviews.reopen_on(question, by=cast.editor)
    assert (acts.fresh(question).became, acts.fresh(question).handled_at) == ("", None)


def test_what_is_settled_opens_no_re_review(cast):
    article = acts.approved(cast)
    question = reported(article)
    questions.settle(Question.objects.all())
    with pytest.raises(WrongState):
        reviews.reopen_on(question, by=cast.editor)
    assert acts.fresh(article).state == "approved"


def test_erased_words_are_no_reason(cast):
    question = reported(acts.approved(cast))
    with clock.shifted(days=200):
        questions.forget()
        with pytest.raises(BadInput) as refused:
            reviews.reopen_on(acts.fresh(question), by=cast.editor)
    assert refused.value.errors[0]["pointer"] == "/reason"


def test_who_reported_it_hears_that_it_was_dealt_with(cast):
    reviews.reopen_on(reported(acts.approved(cast), email="reader@example.org"), by=cast.editor)
    outbox.send_owed()
    [letter] = [letter for letter in mail.outbox if letter.to == ["reader@example.org"]]
    assert "dealt with it" in letter.body


# --- A finding --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "severity"), [("question", "warning"), ("error", "warning"), ("safety", "error")])
def test_a_finding_stands_at_the_words_that_the_reader_quotes(cast, kind, severity):
    article = acts.submitted(cast)
    found = becoming.find(reported(article, kind), by=cast.editor, message="The leaflet says the opposite.")
    assert (found.code, found.severity, found.message) == ("reader-report", severity, "The leaflet says the opposite.")
    assert acts.TEXT[found.start : found.end] == QUOTE
    assert found.rendition == "clinician"
    after = acts.fresh(article)
    assert (after.errors, after.warnings) == ((1, 0) if severity == "error" else (0, 1))


@pytest.mark.parametrize("quote", ["WALK  as\npain allows", "walk as “pain” allows", "walk as **pain** allows"])
def test_a_quote_is_found_as_it_was_copied_from_the_page(cast, quote):
    text = acts.TEXT.replace("walk as pain allows", "walk *as pain* allows")
    found = becoming.find(reported(acts.submitted(cast, text=text), quote=quote), by=cast.editor)
    assert text[found.start : found.end] == "walk *as pain* allows"


@pytest.mark.parametrize("quote", ["", "…", "words of another page", "alk as pai"])
def test_without_words_of_the_text_the_finding_is_about_all_of_it(cast, quote):
    found = becoming.find(reported(acts.submitted(cast), quote=quote), by=cast.editor)
    assert (found.rendition, found.start, found.end) == ("", None, None)


def test_the_history_tells_of_the_finding_and_the_author_reads_it_by_mail(cast):
    article = acts.submitted(cast)
    question = reported(article)
    finding = becoming.find(question, by=cast.editor)
    event = article.events.get(kind="finding_added")
    assert (event.actor, event.data) == (cast.editor, {"finding": finding.pk, "code": "reader-report"})
    assert acts.fresh(question).became == "finding"
    outbox.send_owed()
    [letter] = [letter for letter in mail.outbox if letter.subject.startswith("A reader’s remark")]
    assert letter.to == [cast.author.email]
    assert TEXT in letter.body


def test_the_author_reads_the_finding_and_why_over_the_api(cast):
    article = acts.submitted(cast)
    becoming.find(reported(article), by=cast.editor)
    author = Keyed(cast.author)
    [told] = author.read(f"articles/{article.pk}/findings/").json()["results"]
    assert (told["code"], told["severity"], told["rendition"], told["waived"]) == ("reader-report", "warning", "clinician", None)
    assert author.read(f"articles/{article.pk}/events/").json()["results"][-1]["reason"] == told["message"]


def test_a_danger_keeps_the_board_from_being_asked_until_it_is_waived(cast):
    article = acts.submitted(cast)
    finding = becoming.find(reported(article, "safety"), by=cast.editor)
    with pytest.raises(Unmet):
        reviews.invite(article, cast.rivera, by=cast.editor)
    articles.waive(finding, by=cast.editor, reason="The leaflet was misread.")
    assert reviews.invite(article, cast.rivera, by=cast.editor)


def test_it_stays_when_the_rules_run_again(cast):
    article = acts.submitted(cast, text="Rest and walk as pain allows [1] [2] [3].")
    finding = becoming.find(reported(article, "safety"), by=cast.editor)
    errors = acts.fresh(article).errors
    Article.objects.filter(pk=article.pk).update(checked_with=checks.RULES_VERSION - 1)
    assert recheck() == 1
    assert not acts.fresh(finding).superseded
    assert acts.fresh(article).errors == errors


def test_it_goes_on_with_its_words_and_ends_when_they_are_mended(cast):
    article = acts.submitted(cast)
    becoming.find(reported(article, "safety"), by=cast.editor)
    text = acts.TEXT.replace("Rest the hip", "Spare the sore hip")
    article, _ = articles.revise(article, acts.draft(text), by=cast.author)
    [carried] = article.current.findings.filter(code="reader-report")
    assert (text[carried.start : carried.end], acts.fresh(article).errors) == (QUOTE, 1)
    article, _ = articles.revise(article, acts.draft(text.replace(QUOTE, "walk without pain")), by=cast.author)
    assert not article.current.findings.filter(code="reader-report").exists()
    assert acts.fresh(article).errors == 0


def test_one_about_no_certain_words_goes_on_until_it_is_waived(cast):
    article = acts.submitted(cast)
    becoming.find(reported(article, quote=""), by=cast.editor)
    article, _ = articles.revise(article, acts.draft(acts.TEXT + "\nMore."), by=cast.author)
    [carried] = article.current.findings.filter(code="reader-report")
    articles.waive(carried, by=cast.editor, reason="Mended.")
    article, _ = articles.revise(article, acts.draft(acts.TEXT + "\nMuch more."), by=cast.author)
    assert not article.current.findings.filter(code="reader-report").exists()


def test_what_is_approved_gets_a_warning_as_a_finding_and_a_danger_by_a_re_review_only(cast):
    article = acts.approved(cast)
    becoming.find(reported(article), by=cast.editor)
    assert (acts.fresh(article).state, acts.fresh(article).warnings) == ("approved", 1)
    danger = reported(article, "safety")
    with pytest.raises(Unmet) as refused:
        becoming.find(danger, by=cast.editor)
    assert "open a re-review" in refused.value.detail
    assert acts.fresh(danger).handled_at is None


def test_nothing_is_found_in_what_is_over(cast):
    article = acts.submitted(cast)
    question = reported(article)
    articles.reject(article, by=cast.editor, reason="Not for us.")
    with pytest.raises(WrongState):
        becoming.find(question, by=cast.editor)


# --- The request for an article ---------------------------------------------------------------------------


def test_an_article_is_requested_in_words_that_stay_when_the_readers_are_erased(cast):
    article = acts.approved(cast)
    question = becoming.request(asked(article), by=cast.editor, wanted="How is a strained hip flexor treated in children?")
    assert (question.became, question.handled_at is not None) == ("article", True)
    assert article.events.order_by("-seq")[0].kind == "article_requested"
    with clock.shifted(days=200):
        questions.forget()
    after = acts.fresh(question)
    assert (after.text, after.wanted) == ("", "How is a strained hip flexor treated in children?")


def test_what_was_requested_is_listed_in_admin_and_api(cast):
    article = acts.approved(cast)
    becoming.request(asked(article), by=cast.editor, wanted="And in children?")
    reported(article)
    [row] = Keyed(cast.editor).read("questions/?became=article").json()["results"]
    assert (row["wanted"], row["became"]) == ("And in children?", "article")
    listed = said(Visitor(cast.editor).get("/admin/articles/question/?inbox=article"))
    assert "And in children?" in listed
    assert TEXT not in listed


# --- Who may ----------------------------------------------------------------------------------------------

DOORS = {
    "re-review": lambda question, user: reviews.reopen_on(question, by=user),
    "finding": lambda question, user: becoming.find(question, by=user),
    "article": lambda question, user: becoming.request(question, by=user),
}


@pytest.mark.parametrize("what", DOORS)
def test_only_editors_make_something_of_a_question(cast, what):
    question = reported(acts.approved(cast))
    for user in (cast.author, cast.rivera.user):
        with pytest.raises(NotAllowed):
            DOORS[what](question, user)
    assert acts.fresh(question).handled_at is None


@pytest.mark.parametrize("what", DOORS)
def test_nothing_is_made_of_a_question_twice(cast, what):
    question = reported(acts.approved(cast))
    becoming.request(question, by=cast.editor)
    with pytest.raises(WrongState):
        DOORS[what](question, cast.editor)
    assert not Finding.objects.filter(code="reader-report").exists()


# --- In admin and over the API ----------------------------------------------------------------------------


@pytest.mark.parametrize(("what", "became"), [("re-review", "re_review"), ("finding", "finding"), ("article", "article")])
def test_the_editor_makes_it_in_admin_from_the_readers_words(cast, what, became):
    question, editor = reported(acts.approved(cast)), Visitor(cast.editor)
    shown = said(editor.get(page(question)))
    assert making(question, what) in shown
    assert f"“{QUOTE}”: {TEXT}" in shown
    assert editor.get(making(question, what)).status_code == 302
    assert editor.post(making(question, what), {"words": ""}).status_code == 400
    assert acts.fresh(question).handled_at is None
    assert editor.post(making(question, what), {"words": "As it says."}).status_code == 302
    assert acts.fresh(question).became == became
    after = said(editor.get(page(question)))
    assert making(question, what) not in after
    assert "Settled on" in after


def test_a_refusal_keeps_what_was_typed(cast):
    question, editor = reported(acts.submitted(cast)), Visitor(cast.editor)
    assert making(question, "re-review") not in said(editor.get(page(question)))
    refused = editor.post(making(question, "re-review"), {"words": "Typed with care."})
    assert refused.status_code == 400
    assert "Typed with care." in said(refused)
    assert "You cannot reopen an article that is submitted." in said(refused)


def test_there_is_nothing_else_to_make_of_a_question(cast):
    assert Visitor(cast.editor).post(making(reported(acts.submitted(cast)), "soup"), {"words": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("path", "given", "became"),
    [
        ("reopen", {"reason": "It is so."}, "re_review"), ("reopen", {}, "re_review"),
        ("finding", {"message": "It is so."}, "finding"), ("finding", {}, "finding"),
        ("request-article", {"question": "Is it so?"}, "article"), ("request-article", {}, "article"),
    ],
)  # fmt: skip
def test_the_editor_makes_it_over_the_api(cast, path, given, became):
    question, api = reported(acts.approved(cast)), Keyed(cast.editor)
    answer = api.send(f"questions/{question.pk}/{path}/", given)
    assert answer.status_code == 200, answer.content
    assert answer.json()["became"] == became
    assert answer.json()["handled_at"]
    assert api.send(f"questions/{question.pk}/{path}/", given).status_code == 409


def test_the_articles_page_shows_what_readers_reported_with_the_way_there(cast):
    article, editor = acts.approved(cast), Visitor(cast.editor)
    question = reported(article)
    shown = said(editor.article(article))
    assert page(question) in shown
    assert TEXT in shown
    questions.settle(Question.objects.all())
    assert page(question) not in said(editor.article(article))


def test_an_article_costs_the_same_queries_however_much_readers_report(cast):
    article, editor = acts.approved(cast), Visitor(cast.editor)
    reported(article)
    few = queries(lambda: editor.article(article))
    for _ in range(3):
        reported(article)
    assert queries(lambda: editor.article(article)) == few <= 15


# --- The inbox --------------------------------------------------------------------------------------------


def of_each_kind(article: Article) -> list[int]:
    """Two of each, the first of each the longer waiting; in the order of the inbox."""
    made = {}
    for n in (0, 3):
        made |= {4 + n: asked(article).pk, 2 + n: reported(article).pk, n: reported(article, "safety").pk}
    return [made[key] for key in (0, 3, 2, 5, 4, 7)]


def test_dangers_come_first_then_errors_the_longest_waiting_first(cast):
    order = of_each_kind(acts.approved(cast))
    rows = Keyed(cast.editor).read("questions/?open=true").json()["results"]
    assert [row["id"] for row in rows] == order
    listed = said(Visitor(cast.editor).get("/admin/articles/question/"))
    places = [listed.index(page(Question(pk=pk))) for pk in order]
    assert places == sorted(places)


def test_what_is_open_is_paged_in_that_order_and_all_of_it_newest_first(cast):
    order, api = of_each_kind(acts.approved(cast)), Keyed(cast.editor)
    met, address = [], "questions/?open=true&page_size=4"
    while address:
        answer = api.read(address).json()
        met += [row["id"] for row in answer["results"]]
        address = answer["next"] and answer["next"].partition("/api/v1/")[2]
    assert met == order
    assert [row["id"] for row in api.read("questions/").json()["results"]] == sorted(order, reverse=True)


def test_the_inbox_in_admin_is_paged_in_its_order_and_back(cast, monkeypatch):
    monkeypatch.setattr(QuestionAdmin, "list_per_page", 4)
    order, editor = of_each_kind(acts.approved(cast)), Visitor(cast.editor)

    def shown(address: str) -> tuple[list[int], str]:
        text = said(editor.get(f"/admin/articles/question/{address}"))
        return [pk for pk in order if page(Question(pk=pk)) in text], text

    first, text = shown("")
    assert first == order[:4]
    second, text = shown(re.search(r'\?before=\d+', text)[0])
    assert second == order[4:]
    assert shown(re.search(r'\?after=\d+', text)[0])[0] == order[:4]


def test_the_order_of_the_inbox_is_read_along_its_index(cast):
    acts.approved(cast)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        plan = Question.objects.inbox()[:50].explain()
    assert "question_place" in plan
    assert "Sort" not in plan


# --- What presses -----------------------------------------------------------------------------------------


def test_open_dangers_stand_above_the_queue_and_nothing_else_does(cast):
    article, editor = acts.approved(cast), Visitor(cast.editor)
    assert "Readers fear harm" not in said(editor.get("/admin/queue/"))
    error, danger = reported(article), reported(article, "safety")
    shown = said(editor.get("/admin/queue/"))
    assert "Readers fear harm" in shown
    assert page(danger) in shown
    assert page(error) not in shown
    questions.settle(Question.objects.all())
    assert "Readers fear harm" not in said(editor.get("/admin/queue/"))


def test_a_confirmed_danger_goes_ahead_of_every_other_doubt_until_it_is_answered(cast):
    doubted, dangerous = acts.approved(cast), acts.approved(cast)
    reviews.reopen_on(reported(doubted), by=cast.editor)
    reviews.reopen_on(reported(dangerous, "safety"), by=cast.editor)
    first, second = triage.page_after().lines
    assert (first.article, second.article) == (dangerous, doubted)
    assert "a reader's report of danger, confirmed" in first.pressing
    assert "a reader's report of danger, confirmed" not in second.pressing
    acts.approved_again(dangerous, cast)
    reviews.reopen(dangerous, cause="due", by=cast.editor, reason="Due.")
    again = next(line for line in triage.page_after().lines if line.article == dangerous)
    assert "a reader's report of danger, confirmed" not in again.pressing


def test_a_danger_among_the_findings_presses_until_it_is_waived(cast):
    article = acts.submitted(cast)
    finding = becoming.find(reported(article, "safety"), by=cast.editor)
    assert pressing(article) == ["a reader's report of danger, confirmed"]
    articles.waive(finding, by=cast.editor, reason="The leaflet was misread.")
    assert pressing(article) == []


def pressing(article: Article) -> list[str]:
    after = acts.fresh(article)
    assert after.urgent_since == urgent_since(after)
    return [why for why in triage.page_after().lines[0].pressing if not why.endswith("risk")]


# --- While an update is in play ---------------------------------------------------------------------------


def test_with_an_update_in_play_a_report_puts_what_is_published_in_doubt_and_the_update_answers_it(client, cast):
    article = acts.approved(cast)
    articles.revise(article, acts.draft(acts.TEXT + "\nMore."), by=cast.author)
    question = reported(article, "safety")
    reviews.reopen_on(question, by=cast.editor)
    after = acts.fresh(article)
    assert (after.state, after.questioned, acts.fresh(question).became) == ("submitted", "report", "re_review")
    event = article.events.order_by("-seq")[0]
    assert (event.kind, event.actor, event.words.text) == ("questioned", cast.editor, f"“{QUOTE}”: {TEXT}")
    assert "a reader's report of danger, confirmed" in pressing(article)
    assert "In Re-review" in client.get(f"/articles/{article.slug}/").content.decode()
    assert acts.approved_again(after, cast).questioned == ""


def test_the_editor_is_offered_that_in_admin_until_it_is_in_doubt(cast):
    article, editor = acts.approved(cast), Visitor(cast.editor)
    articles.revise(article, acts.draft(acts.TEXT + "\nMore."), by=cast.author)
    question, other = reported(article), reported(article)
    assert editor.post(making(question, "re-review"), {"words": "So it is."}).status_code == 302
    assert acts.fresh(article).questioned == "report"
    assert making(other, "re-review") not in said(editor.get(page(other)))
    assert editor.post(making(other, "re-review"), {"words": "So it is."}).status_code == 400


def test_nobody_but_an_editor_puts_what_is_published_in_doubt(cast):
    article = acts.approved(cast)
    articles.revise(article, acts.draft(acts.TEXT + "\nMore."), by=cast.author)
    with pytest.raises(NotAllowed):
        reviews.reopen_on(reported(article), by=cast.author)
    assert acts.fresh(article).questioned == ""
