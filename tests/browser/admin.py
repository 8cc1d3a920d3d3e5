"""What browser tests of admin have in common: logging in by hand, and every page in every look."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, PHONE
from tests.people import PASSWORD

LOOKS = {
    "phone-light": (PHONE, "light"),
    "phone-dark": (PHONE, "dark"),
    "desk-light": (DESKTOP, "light"),
    "desk-dark": (DESKTOP, "dark"),
}


def log_in(page: Page, username: str, at: str = "/admin/") -> None:
    """Log in on the way to somewhere, and arrive: there, or where who this is belongs."""
    page.goto(f"/admin/login/?next={at}")
    page.get_by_label("Username:").fill(username)
    page.get_by_label("Password:").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url(lambda url: "/login/" not in url)


@pytest.fixture
def tab(browser, live):
    """A tab for axe: to read a style sheet's imports it writes a style, which our policy forbids."""
    context = browser.new_context(base_url=live.url, viewport=DESKTOP, bypass_csp=True)
    yield context.new_page()
    context.close()


@pytest.fixture
def sound(tab, accessible, picture) -> Callable[[str], None]:
    """Open a page in every look: accessible, nothing wider than the screen, a picture taken."""

    def look(path: str) -> None:
        for name, (size, scheme) in LOOKS.items():
            tab.set_viewport_size(size)
            tab.emulate_media(color_scheme=scheme)
            tab.goto(path)
            picture(tab, f"{path} {name}")
            accessible(tab)
            assert tab.evaluate("document.documentElement.scrollWidth") <= size["width"], path

    return look
