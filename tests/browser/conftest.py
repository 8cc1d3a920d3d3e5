"""A real server on the tests' database, and Debian's Chromium to look at it with."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.live import Letters, Product

CHROMIUM = shutil.which("chromium")
ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
#: Where pictures of the pages are put, for people to look at; none are made where it is not set.
SCREENSHOTS = os.environ.get("SCREENSHOTS", "")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium. Where it is missing the tests are skipped, except in CI, where that is a failure."""
    if CHROMIUM is None:
        reason = "NO CHROMIUM on this machine: no page was looked at. Install Debian's chromium."
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    # Playwright's loop runs in this thread, and Django would refuse every query for fear of it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def _server(django_db_setup) -> Iterator[Product]:
    product = Product(Letters())
    product.web()
    yield product
    product.stop()


@pytest.fixture
def live(committed, _server) -> Product:
    """The product at `live.url`, on a database in which what a test arranges is really there."""
    return _server


@pytest.fixture
def page(browser, live) -> Iterator[Page]:
    """A tab of a fresh browser. What the page complains of in its console fails the test."""
    context = browser.new_context(base_url=live.url, viewport=DESKTOP)
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    yield tab
    context.close()
    expected = ("status of 4", "ERR_CONNECTION_REFUSED")  # refusals, and a server that a test has stopped
    assert not [said for said in complaints if not any(words in said for words in expected)]


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """Demand that axe finds nothing serious or critical on the page as it is now."""
    axe = Axe()

    def check(tab: Page) -> None:
        found = axe.run(tab).response["violations"]
        grave = [v for v in found if v["impact"] in ("serious", "critical")]
        assert not grave, [(v["id"], [node["html"][:200] for node in v["nodes"]]) for v in grave]

    return check


@pytest.fixture
def picture(request) -> Callable[[Page, str], None]:
    """Keep a picture of the whole page, named after the test, where somebody wants to look at it."""

    def take(tab: Page, name: str) -> None:
        if SCREENSHOTS:
            stem = re.sub(r"[^a-z0-9]+", "-", f"{request.node.name}-{name}".lower()).strip("-")
            tab.screenshot(path=Path(SCREENSHOTS) / f"{stem}.png", full_page=True)

    return take
