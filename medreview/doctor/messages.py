"""What brings messages on their way: Redis, workers, beat, the mail server."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator

from django.conf import settings
from django.core.mail import get_connection
from redis import Redis
from redis.exceptions import RedisError

from medreview import brokers, health
from medreview.doctor.problem import Problem

#: Seconds for Redis to answer.
PATIENCE = 2
_SMTP = "django.core.mail.backends.smtp.EmailBackend"
_CELERY = "Start `celery -A medreview worker` and one `celery -A medreview beat` (deploy/ has units), and read their logs."
_MENDS = {
    "broker": "Start Redis, or mend REDIS_URL: host, port and password; where BROKER_URL is set, the broker that it names.",
    "beat": _CELERY,
    "backlog": "See Deliveries in admin for what failed last; then the worker's log, and the mail server.",
}


def look_at_broker() -> Iterator[Problem]:
    """What `/readyz` says, and how Redis is kept."""
    found = health.state()
    for name, mend in _MENDS.items():
        if found[name] not in ("ok", "unknown"):
            yield Problem(f"The {name}: {found[name]}.", mend)
    if found["broker"] == "ok" or not brokers.is_redis(settings.CELERY_BROKER_URL):
        yield from _keeping()


def _keeping() -> Iterator[Problem]:
    """A queue is no cache. Persistence is not asked for, since nothing in Redis is worth keeping; but a failing one blocks.

    Where another broker wakes workers, Redis still counts requests, and may forget.
    """
    try:
        with Redis.from_url(settings.REDIS_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE) as broker:
            said = broker.info()
    except RedisError as error:
        mend = "Start it, mend REDIS_URL, or allow INFO to its user; without it nobody's requests are counted."
        yield Problem(f"Redis does not tell how it is kept: {error}", mend)
        return
    if not brokers.is_redis(settings.CELERY_BROKER_URL):
        return
    policy = said.get("maxmemory_policy")
    if policy != "noeviction":
        mend = "CONFIG SET maxmemory-policy noeviction, and the same in redis.conf."
        yield Problem(f"Redis throws messages away when it is full: its policy is {policy}.", mend)
    if said.get("rdb_last_bgsave_status") == "err":
        mend = 'Give Redis room and rights to write its file, or switch that off: CONFIG SET save "".'
        yield Problem("Redis failed to save itself, and refuses to take anything in until it can.", mend)


def look_at_mail() -> Iterator[Problem]:
    if settings.EMAIL_BACKEND != _SMTP:
        yield Problem("Mails are not sent but written into files, or nowhere.", "Set EMAIL_URL, as smtp+tls://user:password@host:587.")
        return
    connection = get_connection(timeout=PATIENCE)
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        place = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
        mend = "Mend EMAIL_URL (host, port, TLS, user, password), or open the way to that port."
        yield Problem(f"The mail server at {place} does not take us in: {error}", mend)
    finally:
        connection.close()
