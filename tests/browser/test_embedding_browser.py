"""The status of an article on somebody else's site, in a browser."""

from __future__ import annotations

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from articles import workflow as articles
from tests.browser import scenes

pytestmark = pytest.mark.slow


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *said: object) -> None:
        pass


@pytest.fixture
def elsewhere(tmp_path):
    """A site of somebody else's; `write` puts a page there and tells its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def write(body: str) -> str:
        (tmp_path / "index.html").write_text(f'<!DOCTYPE html><html lang="en"><title>Hips</title><main><h1>Hips</h1>{body}</main></html>')
        return f"http://127.0.0.1:{server.server_port}/"

    yield write
    server.shutdown()


def element(live, slug: str) -> str:
    return f'<script src="{live.url}/static/articles/embed.js"></script><medreview-status slug="{slug}">How it was reviewed</medreview-status>'


@pytest.mark.parametrize(("state", "label"), [("approved", "Approved"), ("overdue", "Review Overdue"), ("submitted", "Submitted")])
def test_the_element_tells_the_status_on_another_site(page, live, cast, elsewhere, accessible, picture, state, label):
    article = scenes.STATES[state](cast)
    page.goto(elsewhere(element(live, article.slug)))
    status = page.locator("medreview-status")
    expect(status).to_contain_text(f"Medical review: {label}")
    expect(status.get_by_role("link")).to_have_attribute("href", f"{live.url}/articles/{article.slug}/")
    accessible(page)
    picture(page, state)


def test_what_stands_in_the_element_stays_where_there_is_no_such_article(page, live, cast, elsewhere):
    article = articles.withdraw(scenes.submitted(cast), by=cast.author)
    page.goto(elsewhere(element(live, article.slug)), wait_until="networkidle")
    expect(page.locator("medreview-status")).to_have_text("How it was reviewed")
    expect(page.get_by_text("How it was reviewed")).to_be_visible()


def test_the_frame_tells_the_status_without_a_script(browser, live, cast, elsewhere, picture):
    article = scenes.approved(cast)
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(elsewhere(f'<iframe src="{live.url}/articles/{article.slug}/embed/" title="Review" width="420" height="90"></iframe>'))
    expect(tab.frame_locator("iframe").get_by_text("Medical review: Approved")).to_be_visible()
    picture(tab, "frame")
    context.close()


def test_no_other_page_can_be_framed(browser, live, cast, elsewhere):
    article = scenes.approved(cast)
    context = browser.new_context()
    tab = context.new_page()
    tab.goto(elsewhere(f'<iframe src="{live.url}/articles/{article.slug}/" title="Review"></iframe>'), wait_until="networkidle")
    expect(tab.frame_locator("iframe").get_by_text("Medical Advisory Board")).to_have_count(0)
    context.close()


def test_the_framed_page_is_accessible(page, cast, accessible):
    for state in ("approved", "submitted", "retired"):
        page.goto(f"/articles/{scenes.STATES[state](cast).slug}/embed/")
        accessible(page)
