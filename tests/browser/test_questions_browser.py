"""What readers report, in an editor's browser: above the queue, on the article's page, and what is made of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from articles import questions
from articles.models import Article, Kind
from tests import acts
from tests.browser.admin import log_in, sound, tab

__all__ = ["sound", "tab"]
pytestmark = pytest.mark.slow

TEXT = "My leaflet says the opposite of this, and I limped for a week."


@pytest.fixture
def reported(live, cast) -> Article:
    """An approved article with a danger, an error and a question about it."""
    article = acts.approved(cast, question="How is a strained hip flexor treated?")
    questions.ask(article, text="Does this hold for children, too?", email="reader@example.org")
    questions.report(article, text="The second source is not about runners.", kind=Kind.ERROR)
    questions.report(article, text=TEXT, kind=Kind.SAFETY, quote="walk as pain allows")
    return article


def test_every_page_is_sound_in_every_look(reported, cast, tab, sound):
    log_in(tab, cast.editor.username)
    asked = [f"/admin/articles/question/{question.pk}/answer/" for question in reported.questions.all()]
    for path in ("/admin/queue/", "/admin/articles/question/", f"/admin/articles/article/{reported.pk}/change/", *asked):
        sound(path)


def test_from_above_the_queue_to_an_open_re_review(page: Page, reported, cast, picture):
    log_in(page, cast.editor.username, "/admin/queue/")
    page.get_by_role("link", name=TEXT).click()
    expect(page.get_by_text("Make it a finding")).to_have_count(0)
    page.locator("summary", has_text="Open a re-review").click()
    expect(page.get_by_label("Why")).to_have_value(f"“walk as pain allows”: {TEXT}")
    picture(page, "re-review")
    page.get_by_role("button", name="Open a re-review and settle").click()
    expect(page.get_by_text("A re-review is open.")).to_be_visible()
    expect(page.get_by_text(TEXT)).to_have_count(0)
    page.goto("/admin/queue/")
    expect(page.get_by_text("a reader's report of danger, confirmed")).to_be_visible()
