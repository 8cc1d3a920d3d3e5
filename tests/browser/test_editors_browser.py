"""The managing editor's Monday morning in a browser: the queue, many at once, a conflict, the calendar, the dashboard."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from articles import workflow as articles
from citations import clock
from reviews import workflow as reviews
from reviews.models import Assignment, Interest
from tests import acts
from tests.browser.admin import log_in, sound, tab

__all__ = ["sound", "tab"]
pytestmark = pytest.mark.slow


@pytest.fixture
def monday(live, cast):
    """A desk with something of everything."""
    cast.rivera.away_from, cast.rivera.away_until = clock.today() + timedelta(days=8), clock.today() + timedelta(days=20)
    cast.rivera.save()
    cast.okafor.licence_expires = clock.today() + timedelta(days=20)
    cast.okafor.save()
    Interest.objects.create(board_member=cast.haddad, item="Consulting fees", entity="Acme Pharma", products=["ibuprofen"])
    for days in (28, 20, 9):
        with clock.shifted(days=-days):
            article = acts.submitted(cast, question=f"What helps a hip that has hurt for {days} days?")
        with clock.shifted(days=4 - days):
            acts.approved_again(article, cast)
    with clock.shifted(days=-12):
        acts.submitted(cast, question="Does cold help a bruise?", text=acts.TEXT + " [9]")
    articles.count_readers({article.pk: 52_000}, by=cast.editor)
    reviews.reopen(article, by=cast.editor, cause="report", reason="A reader wrote.")
    articles.take_on(acts.under_review(cast, question="When may one run again?"), by=cast.editor)
    text = "## Pain\n\nRest the hip and ask about ibuprofen [1]. Walk on [2].\n"
    return acts.submitted(cast, text=text, question="What helps against pain in the hip?")


PATHS = (
    "/admin/queue/", "/admin/queue/?mine=1", "/admin/calendar/", "/admin/dashboard/", "/admin/calibration/",
    "/admin/articles/policy/high/change/",
)  # fmt: skip


def test_the_banner_of_a_silent_beat_is_sound_in_every_look(monday, cast, tab, sound):
    """Which comes once a web process has looked."""
    log_in(tab, cast.editor.username)
    for _ in range(4):
        sound("/admin/")
    expect(tab.get_by_role("status")).to_contain_text("Beat or the workers have never run")


def test_every_page_is_sound_in_every_look(monday, cast, tab, sound):
    log_in(tab, cast.editor.username)
    for path in PATHS:
        sound(path)
    for name in ("change", "licence"):
        sound(f"/admin/reviews/boardmember/{cast.haddad.pk}/{name}/")
    sound(f"/admin/articles/article/{monday.pk}/change/")


def test_from_the_queue_to_the_board_and_past_a_conflict(page: Page, monday, cast, picture):
    log_in(page, cast.editor.username, "/admin/queue/")
    page.get_by_label("Choose What helps against pain in the hip?").check()
    page.get_by_label("Choose Does cold help a bruise?").check()
    page.get_by_role("button", name="Invite the best free candidates").click()
    expect(page.get_by_role("heading", name="Assigned")).to_be_visible()
    expect(page.get_by_text("error finding")).to_be_visible()
    assert Assignment.objects.filter(round__article=monday).count() == 2

    page.get_by_role("link", name="What helps against pain in the hip?").first.click()
    page.get_by_role("button", name="I’m on it").click()
    expect(page.get_by_text("You are on it; the queue says so.")).to_be_visible()
    page.locator("summary", has_text="excluded").click()
    expect(page.get_by_text("has a financial interest in ibuprofen, which the text names (Acme Pharma)")).to_be_visible()
    page.locator("summary", has_text="Override").click()
    page.get_by_label("Why Pat Haddad may review all the same").fill("A lecture fee of two years ago.")
    picture(page, "override")
    page.get_by_role("button", name="Override for Pat Haddad").click()
    expect(page.get_by_text("The conflict is overridden.")).to_be_visible()
    expect(page.get_by_text("conflict overridden: interest")).to_be_visible()
    expect(page.locator(".events")).to_contain_text("A lecture fee of two years ago.")


def test_a_chart_unfolds_its_table(page: Page, monday, cast):
    log_in(page, cast.editor.username, "/admin/dashboard/")
    section = page.locator("section", has=page.get_by_role("heading", name="Backlog by state and age"))
    section.get_by_text("The table").click()
    expect(section.get_by_role("columnheader", name="over 30 days")).to_be_visible()
    expect(section.get_by_role("img")).to_be_visible()
