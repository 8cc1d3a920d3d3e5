"""The settings: what makes an installation unsafe, or leaves it a demo."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.http.request import validate_host

from medreview.doctor.problem import Problem

_DEMO = "medreview demo"
#: Names that no mail leaves from and nobody answers at (RFC 2606).
_NOWHERE = (".example", ".invalid", ".test", "@example.com", "@example.net", "@example.org")
#: What follows by itself from a BASE_URL without https.
_OF_HTTPS = {"security.W004", "security.W008", "security.W012", "security.W016"}
_MENDS = {
    "security.W009": "Set SECRET_KEY to what `python -c 'import secrets; print(secrets.token_urlsafe(48))'` prints.",
    "security.W018": "Set DEBUG=off, or leave it unset.",
}


def look() -> Iterator[Problem]:
    """Django's own checks for production first; then what only we know."""
    encrypted = settings.BASE_URL.startswith("https://")
    for found in checks.run_checks(include_deployment_checks=True):
        if encrypted or found.id not in _OF_HTTPS:
            yield Problem(str(found.msg), _MENDS.get(found.id) or str(found.hint or f"See Django's check {found.id}."))
    yield from _addresses()
    yield from _publisher()
    if not settings.SECOND_FACTOR_REQUIRED:
        yield Problem("Whoever signs or edits needs a password alone.", "Remove SECOND_FACTOR_REQUIRED=off.")
    if settings.CLOCK_SHIFT_SECONDS:
        shift = f"The clock of the product is shifted by {settings.CLOCK_SHIFT_SECONDS:g} seconds."
        yield Problem(shift, "Remove CLOCK_SHIFT_SECONDS: it is for tests.")


def _addresses() -> Iterator[Problem]:
    address = urlsplit(settings.BASE_URL)
    if address.scheme != "https":
        yield Problem(f"BASE_URL is {settings.BASE_URL}, without encryption.", "Set BASE_URL to the https address of the site.")
    if "*" in settings.ALLOWED_HOSTS:
        yield Problem("ALLOWED_HOSTS admits every name.", "Set ALLOWED_HOSTS to the names of the site.")
    if not validate_host(address.hostname or "", settings.ALLOWED_HOSTS):
        missing = f"ALLOWED_HOSTS refuses {address.hostname}, the name in BASE_URL."
        yield Problem(missing, f"Add {address.hostname} to ALLOWED_HOSTS, or leave ALLOWED_HOSTS unset.")


def _publisher() -> Iterator[Problem]:
    if settings.PUBLISHER == _DEMO:
        yield Problem("The pages name the publisher of the demo.", "Set PUBLISHER, and PUBLISHER_NAMES for what it writes.")
    if settings.DEFAULT_FROM_EMAIL.rstrip("> ").endswith(_NOWHERE):
        sender = "Mails are sent from an address of examples, where nobody reads answers."
        yield Problem(sender, "Set DEFAULT_FROM_EMAIL to an address of the editors.")
