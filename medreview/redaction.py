"""What opens something by itself, or names a person, never stands in a log: links, keys, secrets, mail addresses."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings

#: Shorter values of settings are no secrets, and would tear words apart.
_SHORTEST = 8
_NAMES = ("password", "passwd", "passphrase", "secret", "token", "api_key", "api-key", "apikey", "authorization", "cookie",
          "sessionid", "csrftoken", "signature")  # fmt: skip
_SECRET_NAME = re.compile("|".join(_NAMES), re.I)
#: What a text must hold, in small letters, for the rule to be worth a try; the rule; what is put there.
_RULES = tuple(
    (needles, re.compile(pattern, re.I), put)
    for needles, pattern, put in (
        (("/invitation/", "/key/", "/confirm-email/"), r"(/invitation/|/reset/key/|/confirm-email/)[^/\s?\"']+", r"\1…"),
        (("://",), r"(\w://)[^/\s:@\"']*:[^/\s@\"']+@", r"\1…@"),
        (("bearer ", "basic "), r"\b(Bearer|Basic) +[\w.~+/=-]{8,}", r"\1 …"),
        (("whsec_",), r"\bwhsec_[\w+/=-]+", "…"),
        (_NAMES, rf"((?:{'|'.join(_NAMES)})[\"']?\s*[=:]\s*[\"']?)[^\s\"',&;)}}\]]+", r"\1…"),
        (("code=", "key="), r"([?&](?:code|key)=)[^\s\"'&]+", r"\1…"),
        # Workers are named like addresses, celery@host, and are none.
        (("@",), r"\b(?!celery@)[\w.+%-]+@[\w-]+(?:\.[\w-]+)+", "…@…"),
    )
)


def redacted(text: str) -> str:
    """The text without what it must not tell."""
    for secret in _secrets():
        text = text.replace(secret, "…")
    small = text.lower()
    for needles, pattern, put in _RULES:
        if any(needle in small for needle in needles):
            text = pattern.sub(put, text)
    return text


def redact(value: object, name: str = "") -> object:
    """Anything that is to be logged, likewise, through lists and mappings; what has a secret's name goes whole."""
    if isinstance(value, dict):
        return {key: redact(held, str(key)) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [redact(held, name) for held in value]
    if name and _SECRET_NAME.search(name):
        return "…"
    return value if isinstance(value, int | float | None) else redacted(str(value))


@cache
def _secrets() -> tuple[str, ...]:
    """The installation's own, longest first, so that one inside another leaves nothing over."""
    found = {
        settings.SECRET_KEY, settings.METRICS_TOKEN, settings.NCBI_API_KEY, settings.EMAIL_HOST_PASSWORD,
        *settings.SECRET_KEY_FALLBACKS, *settings.SEALING_KEYS, urlsplit(settings.REDIS_URL).password or "",
        urlsplit(settings.CELERY_BROKER_URL).password or "",
        *(database["PASSWORD"] for database in settings.DATABASES.values()),
    }  # fmt: skip
    return tuple(sorted((secret for secret in found if secret and len(secret) >= _SHORTEST), key=len, reverse=True))
