"""One `Idempotency-Key`, fifty times at once, and over the death of the web process: one article, one answer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import httpx
import psutil
import pytest

from articles.models import ApiKey, Article
from tests.client import body
from tests.live import Letters, Product, eventually


@pytest.fixture
def product():
    letters = Letters()
    letters.start()
    found = Product(letters)
    yield found
    found.stop()
    letters.stop()


def post(product: Product, key: str, **changes) -> httpx.Response:
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": "night-1"}
    return httpx.post(f"{product.url}/api/v1/articles/", json=body(**changes), headers=headers, timeout=30)


def kill(product: Product) -> None:
    """The whole process group of the web server at once, workers in the middle of their requests."""
    for process in product.processes:
        for child in psutil.Process(process.pid).children(recursive=True):
            child.kill()
        process.kill()
        process.wait(10)
    product.processes.clear()


@pytest.mark.long
def test_fifty_at_once_make_one_article_and_get_one_answer_also_after_a_kill(committed, cast, product):
    _, key = ApiKey.objects.create(user=cast.author)
    product.web()
    with ThreadPoolExecutor(50) as many:
        answers = list(many.map(lambda _: post(product, key), range(50)))
    assert {answer.status_code for answer in answers} <= {201, 409}
    made = {answer.content for answer in answers if answer.status_code == 201}
    assert len(made) == 1
    kill(product)
    product.web()
    again = post(product, key)
    assert (again.status_code, again.content) == (201, made.pop())
    assert Article.objects.count() == 1


@pytest.mark.slow
@pytest.mark.alone
def test_killed_in_the_middle_it_is_done_once_or_not_at_all_and_then_once(committed, cast, product):
    """Posts are on their way when every process is killed; whatever was told before, a repeat is told the same."""
    _, key = ApiKey.objects.create(user=cast.author)
    product.web()

    def try_to(_) -> bytes | None:
        try:
            answer = post(product, key)
        except httpx.TransportError:
            return None
        return answer.content if answer.status_code == 201 else None

    with ThreadPoolExecutor(20) as many:
        sent = [many.submit(try_to, n) for n in range(20)]
        eventually(lambda: any(one.running() for one in sent))
        kill(product)
        told = {one.result() for one in sent} - {None}
    product.web()
    again = post(product, key)
    assert again.status_code == 201
    assert told <= {again.content}
    assert Article.objects.count() == 1
