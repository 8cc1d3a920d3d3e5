"""Signing in by allauth: second factors, limits that lock nobody else out, sessions, single sign-on; proof at signing."""

from __future__ import annotations

import re
import time

import httpx
import pyotp
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session
from django.test import Client
from oidc_provider_mock import run_server_in_thread

from articles.models import FailedProof, State
from citations import clock
from tests.acts import fresh, seated, signing, submitted
from tests.client import Keyed
from tests.desk import Visitor, review, said
from tests.people import PASSWORD

SECRET = pyotp.random_base32()


def code(step: int = 0) -> str:
    return pyotp.TOTP(SECRET).at(time.time() + 30 * step)


def log_in(user, password: str = PASSWORD, address: str = "192.0.2.1") -> Client:
    client = Client(REMOTE_ADDR=address)
    client.answer = client.post("/admin/login/", {"username": user.username, "password": password, "next": "/admin/"})
    return client


def enrol(user) -> None:
    TOTP.activate(user, SECRET)


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


def test_a_password_alone_logs_in_where_no_second_factor_is_required(cast):
    assert log_in(cast.editor).get("/admin/").status_code == 200


def test_an_editor_without_a_second_factor_is_led_to_set_one_up(cast, required):
    client = log_in(cast.editor)
    assert client.get("/admin/queue/")["Location"] == "/accounts/2fa/"
    assert "needs a second factor" in said(client.get("/accounts/2fa/"))


def test_whoever_has_a_second_factor_is_not_in_before_its_code_is_given(cast, required):
    enrol(cast.editor)
    client = log_in(cast.editor)
    assert client.answer["Location"].startswith("/accounts/2fa/authenticate/")
    assert client.get("/admin/")["Location"].startswith("/admin/login/")
    assert client.post("/accounts/2fa/authenticate/", {"code": code()})["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_a_one_time_code_counts_once(cast):
    enrol(cast.editor)
    assert log_in(cast.editor).post("/accounts/2fa/authenticate/", {"code": (used := code())}).status_code == 302
    assert log_in(cast.editor).post("/accounts/2fa/authenticate/", {"code": used}).status_code == 200


def test_a_recovery_code_opens_once_when_the_device_is_lost(cast):
    enrol(cast.editor)
    spare = RecoveryCodes.activate(cast.editor).get_unused_codes()[0]
    assert log_in(cast.editor).post("/accounts/2fa/authenticate/", {"code": spare}).status_code == 302
    assert log_in(cast.editor).post("/accounts/2fa/authenticate/", {"code": spare}).status_code == 200


def test_secrets_of_second_factors_stand_encrypted_in_the_database(cast):
    enrol(cast.editor)
    assert SECRET not in str(Authenticator.objects.get().data)


def test_failures_at_one_address_lock_their_own_address_and_nobody_elsewhere(cast):
    for _ in range(5):
        log_in(cast.editor, "wrong")
    assert "Too many failed" in said(log_in(cast.editor).answer)
    assert log_in(cast.editor, address="198.51.100.7").get("/admin/").status_code == 200


def test_a_sixth_session_ends_the_oldest(cast):
    clients = [log_in(cast.editor) for _ in range(6)]
    assert Session.objects.count() == 5
    assert clients[0].get("/admin/").status_code == 302
    assert clients[5].get("/admin/").status_code == 200


def test_a_mail_server_that_is_away_undoes_no_change_to_an_account(cast, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1", 1
    client = log_in(cast.editor)
    new = "another horse battery"
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert fresh(cast.editor).check_password(new)


def test_whoever_has_a_desk_sees_their_sessions_and_ends_the_others(cast):
    elsewhere, here = log_in(cast.editor), log_in(cast.editor, address="198.51.100.7")
    assert "198.51.100.7" in said(here.get("/accounts/sessions/"))
    here.post("/accounts/sessions/")
    assert elsewhere.get("/admin/").status_code == 302
    assert here.get("/admin/").status_code == 200


def test_nobody_makes_an_account_of_their_own(cast):
    answer = Client().post("/accounts/signup/", {"username": "eve", "password1": PASSWORD, "password2": PASSWORD})
    assert "Sign Up Closed" in said(answer)


def seat_of(cast):
    return seated(submitted(cast), cast.rivera, cast.editor)


def over_api(seat, key: str = "", **identity):
    given = signing(seat.round.article)
    body = {
        "verdict": given.verdict, "content_hash": given.content_hash, "renditions": given.renditions,
        "claims": given.claims, "disclosure": given.disclosure,
        "signature": {"name": given.name, "meaning": given.meaning, **identity},
    }  # fmt: skip
    headers = {"Idempotency-Key": key} if key else {}
    return Keyed(seat.board_member.user).send(f"assignments/{seat.pk}/review/", body, **headers)


def test_a_review_is_signed_with_a_one_time_code_in_place_of_the_password(cast):
    seat = seat_of(cast)
    enrol(cast.rivera.user)
    assert over_api(seat, code=code()).status_code == 201
    assert fresh(seat).review.proof == "totp"


def test_a_wrong_code_is_told_at_its_field_and_signs_nothing(cast):
    seat = seat_of(cast)
    enrol(cast.rivera.user)
    answer = over_api(seat, code="000000")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/signature/code"
    assert fresh(seat).state == "accepted"


def test_guessing_passwords_at_a_signature_ends_after_five(cast):
    seat = seat_of(cast)
    answers = [over_api(seat, password="wrong").json()["errors"][0]["detail"] for _ in range(6)]
    assert "not the password" in answers[4]
    assert "Wait five minutes" in answers[5]


def test_an_idempotency_key_makes_no_guess_uncounted(cast):
    seat = seat_of(cast)
    answers = [over_api(seat, password="wrong", key=f"guess-{n}").json()["errors"][0]["detail"] for n in range(6)]
    assert "Wait five minutes" in answers[5]


def test_a_proof_that_holds_forgives_the_failures_before_it_and_so_do_five_minutes(cast):
    seat = seat_of(cast)
    for _ in range(4):
        over_api(seat, password="wrong")
    with clock.shifted(minutes=5):
        assert "not the password" in over_api(seat, password="wrong").json()["errors"][0]["detail"]
        assert over_api(seat, password=PASSWORD).status_code == 201
    assert not FailedProof.objects.exists()


def test_nobody_signs_without_a_second_factor_where_one_is_required(cast, required):
    answer = over_api(seat_of(cast), password=PASSWORD)
    assert answer.status_code == 403
    assert "/accounts/2fa/" in answer.json()["detail"]


def test_who_proved_themselves_in_this_session_just_now_signs_without_typing_more(cast):
    seat = seat_of(cast)
    enrol(cast.rivera.user)
    client = Visitor(cast.rivera.user)
    assert "prove to be yourself" not in said(client.desk(seat))
    client.post("/accounts/2fa/reauthenticate/", {"code": code()})
    assert "just proved to be yourself" in said(client.desk(seat))
    client.at_desk(seat, "sign", **review(seat) | {"password": ""})
    assert fresh(seat).review.proof == "totp"
    assert fresh(seat.round.article).state == State.UNDER_REVIEW


def test_the_desk_takes_a_code_too_and_refuses_a_signature_without_any_proof(cast):
    seat = seat_of(cast)
    enrol(cast.rivera.user)
    client = Visitor(cast.rivera.user)
    assert client.at_desk(seat, "sign", **review(seat) | {"password": ""}).status_code == 400
    client.at_desk(seat, "sign", **review(seat) | {"password": "", "code": code()})
    assert fresh(seat).review.proof == "totp"


@pytest.fixture
def provider(settings):
    """A real OpenID Connect provider on this machine."""
    with run_server_in_thread() as server:
        url = f"http://localhost:{server.server_port}"
        app = {
            "provider_id": "sso", "name": "Clinic", "client_id": "medreview", "secret": "s",
            "settings": {"server_url": url, "oauth_pkce_enabled": True},
        }  # fmt: skip
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
        yield url


def sign_on(provider: str, subject: str, *, verified: bool = True, client: Client | None = None, process: str = "login") -> Client:
    """From the button of the log-in page, through the provider's own page, and back."""
    httpx.put(f"{provider}/users/{subject}", json={"email": subject, "email_verified": verified, "name": subject})
    client = client or Client()
    there = client.post(f"/accounts/oidc/sso/login/?next=/admin/&process={process}")["Location"]
    back = httpx.post(there, data={"sub": subject}, follow_redirects=False).headers["Location"]
    client.answer = client.get(re.sub(r"^http://[^/]+", "", back))
    return client


def test_single_sign_on_opens_the_account_with_that_verified_address(cast, provider):
    assert "Log in with Clinic" in said(Client().get("/admin/login/"))
    assert sign_on(provider, cast.editor.email).get("/admin/").status_code == 200


def test_single_sign_on_asks_for_the_second_factor_too(cast, provider):
    enrol(cast.editor)
    client = sign_on(provider, cast.editor.email)
    assert client.answer["Location"].startswith("/accounts/2fa/authenticate/")
    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize(("subject", "verified"), [("editor@example.org", False), ("stranger@example.org", True)])
def test_an_unverified_or_unknown_address_opens_nothing(cast, provider, subject, verified):
    assert cast.editor.email == "editor@example.org"
    assert sign_on(provider, subject, verified=verified).get("/admin/").status_code == 302


def test_a_session_alone_opens_no_other_way_in(cast, provider):
    """Not by another address, to which a new password would be sent; not by an account elsewhere; not by another factor."""
    client = Visitor(cast.rivera.user)
    assert client.post("/accounts/email/", {"action_add": "", "email": "thief@example.org"}).status_code == 404
    answer = sign_on(provider, "thief@example.org", client=client, process="connect").answer
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert not SocialAccount.objects.exists()
    assert client.get("/accounts/2fa/totp/activate/")["Location"].startswith("/accounts/reauthenticate/")
