"""F5: each article approved a hundred times at once, by API and admin together, over real web processes."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from articles.history import first_break
from tests import acts
from tests.faults.callers import UNKEPT, client
from tests.faults.outcome import Outcome, sized

pytestmark = [pytest.mark.slow, pytest.mark.alone]

#: In admin whoever comes late is told so first: their page no longer shows how things are (412).
OUTCOMES = {200: "done", 302: "done", 409: "refused", 412: "refused"}

ARTICLES, CROWD = sized(3, 100), sized(40, 100)


def test_of_a_crowd_at_one_door_one_gets_through(ground, cast, record):
    articles = [acts.split(cast) for _ in range(ARTICLES)]
    by_api = client(ground.url, cast.editor, timeout=60, limits=UNKEPT)
    by_admin = _signed_in(ground, cast.editor)
    ground.run("web")
    answers: Counter[str] = Counter()
    for article in articles:
        answers += _crowd(by_api, by_admin, article)
    articles = [acts.fresh(article) for article in articles]
    events = [article.events.filter(kind="overridden").count() for article in articles]
    record(Outcome(
        "F5", f"{ARTICLES} articles approved {CROWD} times at once, by API and admin",
        ", ".join(f"{count} x {what}" for what, count in sorted(answers.items())), events.count(0), sum(events) - ARTICLES,
    ))  # fmt: skip
    assert events == [1] * ARTICLES
    assert [first_break(article) for article in articles] == [""] * ARTICLES
    assert answers == {"done": ARTICLES, "refused": ARTICLES * (CROWD - 1)}


def _signed_in(ground, editor) -> httpx.Client:
    """A session of the admin, made as Django makes it."""
    browser = Client()
    browser.force_login(editor)
    session = browser.cookies[settings.SESSION_COOKIE_NAME].value
    cookies = {settings.SESSION_COOKIE_NAME: session, "csrftoken": "a" * 32}
    return httpx.Client(base_url=ground.url, cookies=cookies, headers={"X-CSRFToken": "a" * 32}, timeout=60, limits=UNKEPT)


def _crowd(by_api: httpx.Client, by_admin: httpx.Client, article) -> Counter[str]:
    gate, shown = Barrier(CROWD), article.current.content_hash
    at = reverse("admin:articles_article_step", args=[article.pk, "approve"])

    def approve(n: int) -> str:
        gate.wait(60)
        if n % 2:
            given = by_api.post(f"articles/{article.pk}/approve/", json={"reason": "Settled."})
        else:
            given = by_admin.post(at, data={"reason": "Settled.", "seen_hash": shown, "seen_seq": article.event_seq})
        return OUTCOMES.get(given.status_code, str(given.status_code))

    with ThreadPoolExecutor(CROWD) as crowd:
        return Counter(crowd.map(approve, range(CROWD)))
