"""The readers' pages as a browser shows them: every state, phone and desk, light and dark."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from articles.models import Article, Question
from citations import clock
from reviews.board import declaring
from reviews.models import BoardMember
from tests import acts
from tests.browser import scenes
from tests.browser.conftest import DESKTOP, PHONE
from tests.payloads import PAYLOADS

pytestmark = pytest.mark.slow

LOOKS = {
    "phone-light": (PHONE, "light"),
    "phone-dark": (PHONE, "dark"),
    "desk-light": (DESKTOP, "light"),
    "desk-dark": (DESKTOP, "dark"),
}


@pytest.fixture
def looked_at(page, accessible, picture):
    """Open a page in every look: accessible, nothing wider than the screen, a picture taken."""

    def look(path: str) -> None:
        for name, (size, scheme) in LOOKS.items():
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme)
            page.goto(path)
            picture(page, f"{path} {name}")
            accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]

    return look


def address(article: Article) -> str:
    return f"/articles/{article.slug}/"


@pytest.mark.parametrize("state", scenes.STATES)
def test_the_page_is_sound_in_every_state(looked_at, cast, state):
    looked_at(address(scenes.STATES[state](cast)))


def test_an_older_version_is_sound(looked_at, cast):
    looked_at(address(scenes.renewed(cast)) + "versions/1/")


def test_home_search_board_and_policy_are_sound(looked_at, cast):
    scenes.approved(cast)
    scenes.under_review(cast)
    scenes.submitted(cast)
    BoardMember.objects.filter(pk=cast.rivera.pk).update(
        bio="Leads a clinic for runners and has treated strains for eighteen years.",
        affiliation="Harbour Sports Medicine Centre", term_ends=clock.today(),
    )  # fmt: skip
    tie = {"item": "Consulting fees", "entity": "Hip Devices Ltd", "products": ["Hipfix brace"], "detail": "two lectures"}
    declaring.declare(cast.rivera, [tie, tie | {"entity": "Zeta", "ended": clock.today()}], by=cast.rivera.user)
    for path in ("/", "/?q=hip", "/?q=unicorn", "/board/", "/board/rivera/", "/editorial-policy/", "/specialties/Musculoskeletal/", "/topics/sports-medicine/", "/?q=tretaed", "/statements/check/"):
        looked_at(path)
    looked_at("/nowhere/")


def test_the_question_form_is_sound(looked_at, cast):
    path = address(scenes.submitted(cast))
    looked_at(f"{path}questions/")
    looked_at(f"{path}questions/thanks/")


def test_a_citation_leads_to_its_entry_and_back_by_keyboard(page, cast):
    page.goto(address(scenes.approved(cast)))
    page.locator("#cite-1-tyler1").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#ref-tyler1")).to_be_in_viewport()
    page.get_by_role("link", name="Back to citation 1 of reference 1").press("Enter")
    expect(page.locator("#cite-1-tyler1")).to_be_in_viewport()


def test_the_keyboard_gets_past_the_masthead_at_once(page, cast):
    page.goto(address(scenes.approved(cast)))
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the text")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_choice_of_reader_is_kept(page, cast):
    path = address(scenes.approved(cast))
    page.goto(path)
    page.get_by_role("link", name="Patient").click()
    expect(page.get_by_role("heading", name="What you can do")).to_be_visible()
    page.goto(path)
    expect(page.get_by_role("heading", name="What you can do")).to_be_visible()


def test_everything_works_without_javascript(browser, live, cast):
    article = scenes.approved(cast)
    context = browser.new_context(base_url=live.url, java_script_enabled=False)
    tab = context.new_page()
    tab.goto(address(article))
    tab.get_by_role("link", name="Patient").click()
    tab.get_by_label("Your question").fill("May I run again in the second week?")
    tab.get_by_role("button", name="Send the question").click()
    expect(tab.get_by_role("heading", name="Thank you")).to_be_visible()
    context.close()
    kept = Question.objects.get()
    assert (kept.text, kept.audience) == ("May I run again in the second week?", "patient")


def test_a_page_asks_nobody_else_for_anything_and_is_light(page, live, cast):
    path, fetched = address(scenes.approved(cast)), []
    page.on("response", lambda answer: fetched.append((answer.url, len(answer.body()))))
    page.goto(path, wait_until="networkidle")
    assert all(url.startswith(live.url) for url, _ in fetched)
    assert sum(size for _, size in fetched) < 100_000


def test_a_page_can_be_read_at_four_hundred_percent(page, cast):
    path = address(scenes.approved(cast))
    page.set_viewport_size({"width": 320, "height": 256})
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_nothing_moves_once_the_page_is_there(page, cast):
    page.add_init_script(
        "new PerformanceObserver(list => { for (const shift of list.getEntries())"
        " window.moved = (window.moved || 0) + shift.value }).observe({type: 'layout-shift', buffered: true})"
    )
    page.goto(address(scenes.approved(cast)), wait_until="networkidle")
    assert page.evaluate("window.moved || 0") < 0.01


def test_two_hundred_payloads_run_nothing(page, cast):
    """In text, titles, names and questions of readers' pages; `__ran` is what each of them would set."""
    assert len(PAYLOADS) == 200
    BoardMember.objects.filter(pk=cast.rivera.pk).update(bio="\n".join(PAYLOADS[:50]), name=PAYLOADS[0][:200])
    for start in range(0, 200, 25):
        some = PAYLOADS[start : start + 25]
        text = "\n\n".join([*some, *(f"[x]({p})" for p in some), *(f"# {p}" for p in some), "Rest [1]."])
        question = f"Why? {some[0]}"[:500]
        article = acts.submitted(cast, text=text.replace("[@]", ""), question=question, references=1)
        for path in (address(article), "/", f"/?q={start}", "/board/rivera/"):
            page.goto(path)
            page.evaluate("document.querySelectorAll('*').forEach(e => { e.focus && e.focus() })")
            assert page.evaluate("window.__ran") is None


def test_a_reference_shows_beside_its_citation_by_mouse_and_keyboard(page, accessible, picture, cast):
    page.goto(address(scenes.approved(cast)))
    citation, preview = page.locator("#cite-1-tyler1"), page.get_by_role("tooltip")
    citation.hover()
    expect(preview).to_contain_text("Hip flexor strain in runners, part 1")
    accessible(page)
    picture(page, "preview")
    page.keyboard.press("Escape")
    expect(preview).to_be_hidden()
    citation.focus()
    expect(preview).to_be_visible()
    citation.blur()
    expect(preview).to_be_hidden()


def test_a_tap_shows_the_reference_and_leads_to_it(browser, live, cast):
    path = address(scenes.approved(cast))
    context = browser.new_context(base_url=live.url, viewport=PHONE, has_touch=True, is_mobile=True)
    tab = context.new_page()
    tab.goto(path)
    tab.locator("#cite-1-tyler1").tap()
    preview = tab.get_by_role("tooltip")
    expect(preview).to_contain_text("Hip flexor strain in runners, part 1")
    assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    preview.get_by_role("link").tap()
    expect(tab.locator("#ref-tyler1")).to_be_in_viewport()
    context.close()
