"""The forms for programs: files of the text and its references, the feed, the sitemap, the badge."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest
from django.core.cache import caches

from articles import stamping
from articles import workflow as articles
from citations import clock
from reviews import workflow as reviews
from tests import acts

ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture(autouse=True)
def forgetful():
    caches["pages"].clear()


def form_of(client, article, suffix: str, query: str = ""):
    return client.get(f"/articles/{article.slug}.{suffix}{query}")


def test_the_text_as_markdown_is_as_it_was_sent(client, cast):
    text = "  Two  spaces \n\n[@tyler1] and *so* on.\n\n\n"
    answer = form_of(client, acts.submitted(cast, text=text), "md")
    assert answer["Content-Type"] == "text/markdown; charset=utf-8"
    assert text in answer.content.decode()


def test_pending_text_as_markdown_carries_its_caution(client, cast):
    said = form_of(client, acts.submitted(cast), "md").content.decode()
    assert 'status: "Submitted"' in said
    assert "content is pending human review" in said


def test_the_markdown_is_that_of_the_audience_asked_for(client, cast):
    both = {"clinician": "Prescribe rest [1].", "patient": "Rest [1]."}
    said = form_of(client, acts.submitted(cast, renditions=both, references=1), "md", "?audience=patient")
    assert "Prescribe" not in said.content.decode()


def test_the_json_ld_by_itself_is_that_of_the_page(client, cast):
    said = json.loads(form_of(client, acts.approved(cast), "jsonld").content)
    assert said["@type"] == "MedicalWebPage"
    assert len(said["reviewedBy"]) == 2


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        ("application/ld+json", "application/ld+json"),
        ("text/markdown, text/html;q=0.5", "text/markdown; charset=utf-8"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
        ("*/*", "text/html; charset=utf-8"),
        ("image/png", "text/html; charset=utf-8"),
    ],
)
def test_the_pages_own_address_answers_in_the_form_that_is_asked_for(client, cast, accept, given):
    article = acts.submitted(cast)
    answer = client.get(f"/articles/{article.slug}/", headers={"Accept": accept})
    assert answer["Content-Type"] == given
    assert "Accept" in answer["Vary"]


@pytest.mark.parametrize("suffix", ["ris", "bib", "csl.json"])
def test_the_references_can_be_taken_along(client, cast, suffix):
    answer = form_of(client, acts.submitted(cast), suffix)
    assert answer.status_code == 200
    assert "Hip flexor strain in runners, part 2" in answer.content.decode()


@pytest.mark.parametrize("suffix", ["md", "ris", "bib", "csl.json"])
def test_a_retired_article_has_no_text_and_no_references_to_take(client, cast, suffix):
    article = articles.retire(acts.approved(cast), by=cast.editor, notice="Gone.")
    assert form_of(client, article, suffix).status_code == 404


@pytest.mark.parametrize("suffix", ["md", "jsonld", "ris", "exe"])
def test_what_readers_saw_pending_and_was_withdrawn_is_gone_in_every_form(client, cast, suffix):
    article = articles.withdraw(acts.submitted(cast), by=cast.author)
    assert form_of(client, article, suffix).status_code == 410


def test_search_engines_are_to_list_the_page_and_not_its_other_forms(client, cast):
    assert form_of(client, acts.approved(cast), "md")["X-Robots-Tag"] == "noindex"


# --- Feed, sitemap, badge -------------------------------------------------------------------------


def entries(client) -> list[tuple[str, str]]:
    """Title and kind of each."""
    feed = ElementTree.fromstring(client.get("/feed/").content)
    return [(e.find("a:title", ATOM).text, e.find("a:category", ATOM).get("term")) for e in feed.findall("a:entry", ATOM)]


def test_the_feed_tells_what_was_approved(client, cast):
    acts.submitted(cast, question="Still pending?")
    acts.approved(cast, question="Approved today?")
    assert entries(client) == [("Newly approved: Approved today?", "Newly approved")]


def test_the_feed_tells_corrections_new_versions_and_further_reviews_as_such(client, cast):
    asked = ("Corrected?", "Revised?", "Reviewed again?")
    with clock.shifted(days=-3):
        corrected, revised, reviewed = [acts.approved(cast, question=question) for question in asked]
        stamping.stamp()
    corrected = articles.revise(corrected, acts.draft(acts.TEXT.replace("as pain", "as the pain"), question=asked[0]), by=cast.author)[0]
    acts.signed(acts.seated(corrected, cast.haddad, cast.editor))
    articles.revise(revised, acts.draft("Walk early [1].", references=1, question=asked[1]), by=cast.author)
    acts.approved_again(revised, cast)
    acts.approved_again(reviews.reopen(reviewed, cause="due", by=cast.editor), cast)
    stamping.stamp()
    assert {kind for _, kind in entries(client)} == {"Corrected", "New version approved", "Reviewed again"}
    assert ("Corrected: Corrected?", "Corrected") in entries(client)


def test_a_corrected_article_is_another_entry_than_when_it_was_new(client, cast):
    def ids() -> set:
        feed = ElementTree.fromstring(client.get("/feed/").content)
        return {e.find("a:id", ATOM).text for e in feed.findall("a:entry", ATOM)}

    with clock.shifted(days=-3):
        article = acts.approved(cast)
    before = ids()
    articles.revise(article, acts.draft(acts.TEXT.replace("as pain", "as the pain")), by=cast.author)
    acts.signed(acts.seated(article, cast.haddad, cast.editor))
    assert before
    assert not before & ids()


def test_the_feed_takes_at_most_6_queries(client, cast, django_assert_max_num_queries):
    for n in range(3):
        acts.approved(cast, question=f"Question {n}?")
    with django_assert_max_num_queries(6):
        client.get("/feed/")


def test_the_feed_leaves_out_what_stands_no_more(client, cast):
    acts.approved(cast)
    with clock.shifted(days=800):
        assert b"<entry>" not in client.get("/feed/").content


def test_the_sitemap_lists_what_stands_approved_and_nothing_else(client, cast):
    pending, approved = acts.submitted(cast, question="Pending?"), acts.approved(cast, question="Approved?")
    doubted = reviews.reopen(acts.approved(cast, question="Doubted?"), cause="report", by=cast.editor)
    said = client.get("/sitemap.xml").content.decode()
    assert approved.slug in said
    assert pending.slug not in said
    assert doubted.slug not in said


@pytest.mark.parametrize(("arranged", "label"), [(acts.submitted, "Submitted"), (acts.approved, "Approved")])
def test_the_badge_tells_the_status(client, cast, arranged, label):
    answer = client.get(f"/articles/{arranged(cast).slug}/badge.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert f"Medical review: {label}" in answer.content.decode()
    assert "no-cache" in answer["Cache-Control"]


def test_the_badge_of_an_overdue_article_does_not_say_approved(client, cast):
    article = acts.approved(cast)
    with clock.shifted(days=800):
        said = client.get(f"/articles/{article.slug}/badge.svg").content.decode()
    assert "Review Overdue" in said
    assert "Approved" not in said
