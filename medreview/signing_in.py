"""Signing in, by django-allauth: one page for everybody with a desk, a second factor where the setting asks for one."""

from __future__ import annotations

import base64
import hashlib
import logging
from collections.abc import Callable
from smtplib import SMTPException

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.usersessions.models import UserSession
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

log = logging.getLogger(__name__)


class Accounts(DefaultAccountAdapter):
    """Accounts are made by editors, never by whoever comes along."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: str) -> str:
        """Failures are counted for an account *and* an address, so that nobody elsewhere can lock its owner out."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}@{get_client_ip(request)}"

    def send_notification_mail(self, *args: object, **named: object) -> None:
        """Tell of a changed password or factor. A mail server that is away undoes no change; it is logged."""
        try:
            super().send_notification_mail(*args, **named)
        except (OSError, SMTPException):
            log.exception("a notice of a change to an account could not be sent")

    def post_login(self, request: HttpRequest, user: User, **named: object) -> HttpResponse:
        """At most SESSIONS_PER_ACCOUNT at once: the oldest end."""
        answer = super().post_login(request, user, **named)
        here = request.session.session_key
        others = UserSession.objects.filter(user=user).exclude(session_key=here).order_by("-created_at", "-pk")
        for session in others[max(settings.SESSIONS_PER_ACCOUNT - 1, 0) :]:
            session.end()
        return answer


class SingleSignOn(DefaultSocialAccountAdapter):
    """The publisher's provider opens accounts that are there already, by the address that it has verified."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        return False


class Factors(DefaultMFAAdapter):
    """The secrets of second factors stand encrypted in the database: a stolen dump gives nobody's codes away."""

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"factors:{key}".encode()).digest())) for key in keys])


def demand_second_factor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: where the setting asks for it, nobody works in admin before a second factor stands beside the password."""

    def answer(request: HttpRequest) -> HttpResponse:
        if settings.SECOND_FACTOR_REQUIRED and _works(request) and not is_mfa_enabled(request.user):
            messages.warning(request, "Whoever signs or edits needs a second factor here. Please set one up first.")
            return redirect("mfa_index")
        return get_response(request)

    return answer


def _works(request: HttpRequest) -> bool:
    open_to_all = (reverse("admin:login"), reverse("admin:logout"), reverse("admin:jsi18n"))
    return request.path.startswith(reverse("admin:index")) and request.path not in open_to_all and request.user.is_authenticated
