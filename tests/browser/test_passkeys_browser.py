"""A passkey in Chromium, with Chromium's own virtual authenticator: set up, log in, sign."""

from __future__ import annotations

import pytest

from tests.acts import fresh, seated, submitted
from tests.browser.conftest import SCREENSHOTS
from tests.people import PASSWORD

pytestmark = pytest.mark.slow


@pytest.fixture
def tab(browser, live):
    """A tab on localhost (an address in numbers takes no passkey) with an authenticator in it."""
    context = browser.new_context(base_url=live.url.replace("127.0.0.1", "localhost"))
    tab = context.new_page()
    tab.complaints = []
    tab.on("console", lambda said: tab.complaints.append(said.text) if said.type == "error" else None)
    devtools = context.new_cdp_session(tab)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield tab
    context.close()


def picture(tab, name: str) -> None:
    if SCREENSHOTS:
        tab.screenshot(path=f"{SCREENSHOTS}/{name}.png", full_page=True)


def log_in(tab) -> None:
    tab.goto("/admin/login/")
    picture(tab, "login")
    tab.fill("[name=username]", "rivera")
    tab.fill("[name=password]", PASSWORD)
    tab.click("#login-form [type=submit]")


def enrol(tab) -> None:
    tab.goto("/accounts/2fa/webauthn/add/")
    if "reauthenticate" in tab.url:
        tab.fill("[name=password]", PASSWORD)
        tab.click("form button[type=submit]:has-text('Confirm')")
    picture(tab, "passkey-add")
    tab.fill("[name=name]", "my laptop")
    tab.check("[name=passwordless]")
    tab.click("#mfa_webauthn_add")
    tab.wait_for_url("**/recovery-codes/**")
    picture(tab, "recovery-codes")


def test_a_board_member_logs_in_and_signs_by_passkey_alone(cast, tab):
    seat = seated(submitted(cast), cast.rivera, cast.editor)
    log_in(tab)
    enrol(tab)
    tab.goto("/accounts/2fa/")
    picture(tab, "factors")
    tab.goto("/accounts/logout/")
    tab.click("form button[type=submit]:has-text('Sign Out')")
    tab.goto(f"/admin/login/?next=/admin/desk/{seat.pk}/")
    tab.click("#passkey_login")
    tab.click("text=use your passkey")
    tab.click("#mfa_webauthn_reauthenticate")
    tab.wait_for_selector("text=just proved to be yourself")
    picture(tab, "desk-proven")
    tab.check("[name^=claim-][value=supported]")
    tab.check("[name=renditions]")
    tab.check("[name=verdict][value=approve]")
    tab.check("[name=disclosed][value=none]")
    tab.fill("#sign_name", "Pat Rivera")
    tab.select_option("[name=meaning]", "review")
    tab.click("text=Sign the review")
    tab.wait_for_selector("text=Thank you for your review")
    assert fresh(seat).review.proof == "webauthn"
    assert tab.complaints == []
