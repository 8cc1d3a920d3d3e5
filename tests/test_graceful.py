"""Stopping and starting anew as deploy/ does it, while requests and tasks are under way: none of them is lost."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from articles.models import ApiKey, Article, Delivery
from medreview.servers import die_with_parent
from tests.client import body
from tests.live import Letters, Product, eventually
from tests.stack import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.alone]
GUNICORN = ("gunicorn", "--config", "deploy/gunicorn.conf.py")


@pytest.fixture
def letters():
    found = Letters()
    found.start()
    yield found
    found.stop()


class Callers:
    """Authors who submit one article after another, each over a connection of its own, until they are stopped."""

    def __init__(self, url: str, key: str, many: int = 4) -> None:
        self.answers: list[int | str] = []
        self._over = threading.Event()
        self._pool = ThreadPoolExecutor(many)
        self._done = [self._pool.submit(self._call, url, key) for _ in range(many)]

    def _call(self, url: str, key: str) -> None:
        while not self._over.is_set():
            try:
                sent = httpx.post(url, json=body(), headers={"Authorization": f"Bearer {key}"}, timeout=60)
                self.answers.append(sent.status_code)
            except httpx.TransportError as error:
                self.answers.append(repr(error))

    def until(self, more: int) -> None:
        """Wait for so many more answers."""
        wanted = len(self.answers) + more
        eventually(lambda: len(self.answers) >= wanted, seconds=60)

    def stop(self) -> list[int | str]:
        self._over.set()
        for caller in self._done:
            caller.result()
        return self.answers


def started(product: Product, cast) -> Callers:
    eventually(lambda: httpx.get(f"{product.url}/healthz").status_code == 200)
    _, key = ApiKey.objects.create(user=cast.author)
    return Callers(f"{product.url}/api/v1/articles/", key)


def test_new_code_by_hup_loses_no_request(committed, cast, letters):
    product = Product(letters, WEB_CONCURRENCY="2")
    web = product.run(*GUNICORN, "--bind", f"127.0.0.1:{product.port}")
    callers = started(product, cast)
    for _ in range(2):
        callers.until(more=10)
        web.send_signal(signal.SIGHUP)
    callers.until(more=20)
    answers = callers.stop()
    product.stop()
    assert set(answers) == {201}
    assert Article.objects.count() == len(answers)


def held(listener: socket.socket, product: Product) -> subprocess.Popen:
    """gunicorn on a socket that somebody else holds, as systemd hands it over."""
    script = f'exec 3<&{listener.fileno()}; LISTEN_FDS=1 LISTEN_PID=$$ exec "$@"'
    return subprocess.Popen(
        ["bash", "-c", script, "bash", sys.executable, "-m", *GUNICORN], cwd=ROOT, pass_fds=[listener.fileno()],
        env=os.environ | {"BASE_URL": product.url, "EMAIL_URL": product.letters.url, "WEB_CONCURRENCY": "2"},
        preexec_fn=die_with_parent(9), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def test_a_restart_by_term_under_systemds_socket_loses_no_request(committed, cast, letters):
    product = Product(letters)
    with socket.create_server(("127.0.0.1", product.port), backlog=128) as listener:
        web = held(listener, product)
        callers = started(product, cast)
        for _ in range(2):
            callers.until(more=10)
            web.terminate()
            assert web.wait(70) == 0
            web = held(listener, product)
        callers.until(more=20)
        answers = callers.stop()
        web.terminate()
        web.wait(70)
    assert set(answers) == {201}
    assert Article.objects.count() == len(answers)


def test_a_worker_that_is_told_to_end_finishes_its_letter_and_the_next_one_sends_the_rest_once(committed, cast, letters, tmp_path):
    letters.pause = 1.0
    product = Product(letters)
    product.run(*GUNICORN, "--bind", f"127.0.0.1:{product.port}")
    assert cast.editor
    callers = started(product, cast)
    callers.until(more=5)
    callers.stop()
    worker = product.worker()
    eventually(lambda: letters.received)
    worker.terminate()
    assert worker.wait(100) == 0
    owed = Delivery.objects.filter(sent_at=None)
    assert Delivery.objects.filter(sent_at__isnull=False).count() == len(letters.received) > 0
    letters.pause = 0
    product.worker()
    product.run("celery", "-A", "medreview", "beat", "--schedule", str(tmp_path / "beat"), "--pidfile", "")
    eventually(lambda: not owed.exists(), seconds=60)
    product.stop()
    ids = [letter["Message-ID"] for letter in letters.received]
    assert len(ids) == len(set(ids)) == Delivery.objects.filter(sent_at__isnull=False).count()
