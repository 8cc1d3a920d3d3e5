"""A broker behind rediss:// is believed on its certificate only."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from kombu import Connection

from citations import clock
from medreview import brokers


@pytest.fixture
def impostor(tmp_path) -> Iterator[str]:
    """Listens with a certificate that it signed itself; the address, as REDIS_URL would name it."""
    own = tmp_path / "own.pem"
    own.write_bytes(_signed_by_itself())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_shake_hands, args=(listener, context), daemon=True).start()
        yield f"rediss://:secret@127.0.0.1:{listener.getsockname()[1]}/0"


def _signed_by_itself() -> bytes:
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = clock.now()
    asked = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
    return asked.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM) + key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )


def _shake_hands(listener: socket.socket, context: ssl.SSLContext) -> None:
    while True:
        try:
            context.wrap_socket(listener.accept()[0], server_side=True).close()
        except ssl.SSLError:
            continue
        except OSError:  # the test is over
            return


def test_a_certificate_that_nobody_vouches_for_is_refused(impostor):
    assert "certificate verify failed" in _trouble(impostor)


def test_who_asks_for_no_certificate_in_the_address_is_heeded(impostor):
    assert "certificate" not in _trouble(f"{impostor}?ssl_cert_reqs=CERT_NONE")


def _trouble(url: str) -> str:
    with Connection(url, ssl=brokers.tls(url), transport_options=brokers.options(url)) as connection:
        try:
            connection.connect()
        except Exception as error:
            return str(error)
    return ""
