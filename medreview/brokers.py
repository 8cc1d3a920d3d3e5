"""How long the product waits for its broker, in the words of the transport that BROKER_URL names.

A broker only wakes workers. One that is silent must hold nobody up: what it did not take the sweeper finds.
"""

from __future__ import annotations

import ssl
from urllib.parse import urlsplit

_REDIS = {
    "visibility_timeout": 300,
    # Without these a silent Redis hangs `.delay()` for over 90 seconds.
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "health_check_interval": 10,
    "retry_on_timeout": False,
}
# RabbitMQ confirms what it has taken: one that takes nothing is noticed.
_RABBITMQ = {"confirm_publish": True, "write_timeout": 5}


def is_redis(url: str) -> bool:
    return urlsplit(url).scheme in ("redis", "rediss")


def options(url: str) -> dict:
    """Of workers and beat; of a transport that is not known here none, so that its own hold."""
    if is_redis(url):
        return dict(_REDIS)
    return dict(_RABBITMQ) if _is_rabbitmq(url) else {}


def web_options(url: str) -> dict:
    """Of the web, which only publishes, and waits less."""
    if is_redis(url):
        return _REDIS | {"socket_timeout": 0.2, "socket_connect_timeout": 0.2}
    return _RABBITMQ | {"write_timeout": 2, "read_timeout": 2} if _is_rabbitmq(url) else {}


def tls(url: str) -> dict | None:
    """Whose certificate is checked unless the address says otherwise: kombu would trust anybody behind rediss://."""
    found = urlsplit(url)
    return {"ssl_cert_reqs": ssl.CERT_REQUIRED} if found.scheme == "rediss" and "ssl_cert_reqs" not in found.query else None


def _is_rabbitmq(url: str) -> bool:
    return urlsplit(url).scheme in ("amqp", "amqps", "pyamqp")
