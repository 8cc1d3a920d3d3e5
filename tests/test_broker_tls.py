"""A broker behind rediss:// is believed on its certificate only."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
import redis
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from kombu import Connection

from citations import clock
from medreview import brokers


class Broker:
    """Listens with a certificate that it signed itself, in `certificate`; `url`, as REDIS_URL would name it."""

    def __init__(self, folder: Path) -> None:
        self.certificate = folder / "own.pem"
        self.certificate.write_bytes(_signed_by_itself())
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(self.certificate)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"rediss://:secret@127.0.0.1:{self.listener.getsockname()[1]}/0"
        #: How often somebody believed it.
        self.believed = 0
        threading.Thread(target=self._shake_hands, daemon=True).start()

    def _shake_hands(self) -> None:
        while True:
            try:
                with self._context.wrap_socket(self.listener.accept()[0], server_side=True) as client:
                    self.believed += bool(client.recv(1))
            except ssl.SSLError:
                continue
            except OSError:  # the test is over
                return


def _signed_by_itself() -> bytes:
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "broker")])
    now = clock.now()
    asked = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
    asked = asked.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
    return asked.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM) + key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )


@pytest.fixture
def broker(tmp_path) -> Iterator[Broker]:
    found = Broker(tmp_path)
    yield found
    found.listener.close()


def test_a_certificate_that_nobody_vouches_for_is_refused(broker):
    assert "certificate verify failed" in _trouble(broker.url)
    assert broker.believed == 0


@pytest.mark.parametrize("asked", ["ssl_cert_reqs=none", "ssl_ca_certs={}"])
def test_an_address_may_ask_for_no_certificate_or_name_who_vouches_for_it(broker, asked):
    url = f"{broker.url}?{asked.format(broker.certificate)}"
    assert "certificate" not in _trouble(url)
    assert broker.believed


@pytest.mark.parametrize("asked", ["ssl_cert_reqs=none", "ssl_ca_certs={}"])
def test_what_counts_requests_takes_the_same_address(broker, asked):
    with pytest.raises(redis.ConnectionError) as trouble, redis.Redis.from_url(
        f"{broker.url}?{asked.format(broker.certificate)}", retry=None
    ) as client:
        client.ping()
    assert "certificate" not in str(trouble.value)
    assert broker.believed


def _trouble(url: str) -> str:
    with Connection(url, ssl=brokers.tls(url), transport_options=brokers.options(url)) as connection:
        try:
            connection.connect()
        except Exception as error:
            return str(error)
    return ""
