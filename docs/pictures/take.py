"""Takes the pictures of the documents anew, from a demo that runs: `make pictures`, beside `make run` on its home."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).resolve().parent
SIZE = {"width": 1280, "height": 900}


def main() -> None:
    """All pictures, each of what its name says."""
    logins = _logins()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--headless", "--no-sandbox"])
        _reader(browser)
        _board_member(browser, logins["dr.rivera"])
        _editor(browser, logins["editor"])
        browser.close()


def _logins() -> dict[str, str]:
    """The demo's accounts with their passwords, as it prints them."""
    command = [sys.executable, "manage.py", "load_demo"]
    said = subprocess.run(command, capture_output=True, text=True, check=True, cwd=HERE.parents[1])  # noqa: S603
    words = [line.split() for line in said.stdout.splitlines() if line.startswith("login ")]
    return {name: password for _, name, password in words}


def _tab(browser: Browser) -> Page:
    return browser.new_context(base_url=settings.BASE_URL, viewport=SIZE).new_page()


def _reader(browser: Browser) -> None:
    tab = _tab(browser)
    tab.goto("/")
    tab.locator("main a[href^='/articles/']").first.click()
    _take(tab, "page")


def _board_member(browser: Browser, password: str) -> None:
    tab = _signed_in(browser, "dr.rivera", password)
    _take(tab, "home")
    tab.locator("a[href^='/admin/desk/']").first.click()
    _take(tab, "desk")


def _editor(browser: Browser, password: str) -> None:
    _take(_signed_in(browser, "editor", password), "queue")


def _signed_in(browser: Browser, name: str, password: str) -> Page:
    tab = _tab(browser)
    tab.goto("/admin/login/?next=/admin/")
    tab.get_by_label("Username:").fill(name)
    tab.get_by_label("Password:").fill(password)
    tab.get_by_role("button", name="Log in", exact=True).click()
    tab.wait_for_url("**/admin/")
    tab.reload()  # the greeting is shown once
    return tab


def _take(tab: Page, name: str) -> None:
    tab.wait_for_load_state("networkidle")
    tab.screenshot(path=HERE / f"{name}.png")
    print(HERE / f"{name}.png")


if __name__ == "__main__":
    main()
