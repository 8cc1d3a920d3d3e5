"""Names that must not be told stand in nothing that leaves the product: answers, headers, files, mails, calls, logs, figures.

Two names: an anonymous reviewer's, whom only editors know, and that of the account behind a submission, whom readers and
reviewers do not: they read who is named as contributor. The addresses come from the URL map.
"""

from __future__ import annotations

import logging
import re

import pytest
from django.core import mail
from django.core.cache import caches
from django.test import Client
from drf_spectacular.generators import EndpointEnumerator

from articles import stamping
from articles import workflow as articles
from articles.deliveries import outbox
from articles.exchange.exports import FORMS
from articles.models import Policy
from articles.statements import keys
from articles.webhooks import receivers
from articles.webhooks.calling import call_owed
from medreview.logs import configuration, formatter
from reviews import workflow as reviews
from tests import acts
from tests.client import Keyed
from tests.desk import Visitor
from tests.people import person, physician
from tests.receivers import Receiver
from tests.test_page_matrix import address, pages

CANARY = "Xanthippe Quillfeather"
MARKS = ("xanthippe", "quillfeather", "q.u.i.l.l", "canary-credentials", "canary affiliation", "canary devices")


@pytest.fixture(autouse=True)
def _alone(db, settings, tmp_path):
    """Statements are signed, figures told; what was rendered or counted for another test is forgotten."""
    settings.STATEMENT_KEYS, settings.METRICS_TOKEN = str(tmp_path / "keys"), "scraper"
    settings.WEBHOOK_ALLOWED_HOSTS = ["127.0.0.1"]
    keys.make()
    for cache in caches.all():
        cache.clear()


@pytest.fixture
def logged():
    """Every line that would be written in production with LOG_LEVEL=DEBUG."""
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    written, root = configuration("json", "DEBUG"), logging.getLogger()
    levels = {name: logger["level"] for name, logger in written["loggers"].items()} | {"": written["root"]["level"]}
    before = {name: logging.getLogger(name).level for name in levels}
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    handler = Kept()
    handler.setFormatter(formatter("json"))
    root.addHandler(handler)
    yield lines
    root.removeHandler(handler)
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


def told(answer) -> str:
    """All of an answer: its headers (file names stand there) and its body."""
    body = answer.getvalue() if answer.streaming else answer.content
    return f"{sorted(answer.headers.items())} {body.decode()}"


def leaks(text: str) -> list[str]:
    return [mark for mark in MARKS if mark in text.lower()]


def public_addresses(article) -> list[str]:
    """Every address that needs no log-in, with this article's names in it, in each of its forms."""
    own = {"articles/": {"slug": article.slug, "number": 1, "suffix": "md"}, "problems/": {"slug": "stale"}}
    own |= {"specialties/": {"code": "Musculoskeletal"}, "topics/": {"slug": "sports-medicine"}, "board/": {"slug": "chen"}}
    shut = ("admin/", "accounts/", "invitation/")
    found = [address(page, own) for page in pages() if not page.startswith(shut)]
    found += [f"/articles/{article.slug}.{suffix}" for suffix in FORMS]
    found += ["/?q=hip"]
    routes = EndpointEnumerator().get_api_endpoints()
    return found + [path.replace("{slug}", article.slug) for path, _, method, _ in routes if method == "GET" and "/public/" in path]


def read_all(client, addresses) -> list[str]:
    """Where a name was met. Most must have answered, or nothing was looked at."""
    answers = {at: client.get(at, headers={"Authorization": "Bearer scraper"} if at == "/metrics" else None) for at in addresses}
    assert sum(answer.status_code == 200 for answer in answers.values()) > len(addresses) / 2
    return [f"{at} tells {leaks(told(answer))}" for at, answer in answers.items() if leaks(told(answer))]


@pytest.fixture
def secretive(cast):
    """A board member whose every field gives them away, under a policy that keeps names."""
    Policy.objects.update(names_reviewers=False, seats=1)
    return physician(
        "quillfeather", "Musculoskeletal", name=CANARY, credentials="canary-credentials", affiliation="canary affiliation",
        bio="q.u.i.l.l",
    )  # fmt: skip


def approve(article, member, cast):
    interest = {"items": [{"item": "Consulting fees", "entity": "canary devices", "detail": "canary affiliation"}]}
    acts.signed(acts.seated(article, member, cast.editor), name=CANARY, disclosure=interest)
    stamping.stamp()
    return acts.fresh(article)


@pytest.mark.parametrize("then", ["stands", "reopened", "renewed", "retired"])
def test_no_public_address_names_an_anonymous_reviewer(client, cast, secretive, then):
    assert cast.chen
    article = approve(acts.submitted(cast), secretive, cast)
    if then == "reopened":
        article = reviews.reopen(article, cause="report", by=cast.editor)
    if then == "renewed":
        articles.revise(article, acts.draft("A newer text [1].", references=1), by=cast.author)
        article = approve(article, secretive, cast)
    if then == "retired":
        article = articles.retire(article, by=cast.editor, notice="Superseded.")
    assert read_all(client, [at for at in public_addresses(article) if at != "/board/"]) == []


def test_the_search_of_readers_finds_nothing_by_a_reviewers_name(client, cast, secretive):
    article = approve(acts.submitted(cast), secretive, cast)
    assert article.slug not in told(client.get("/?q=Xanthippe"))


@pytest.mark.parametrize("who", ["author", "colleague"])
def test_no_route_of_the_api_names_an_anonymous_reviewer_to_who_is_no_editor(cast, secretive, who):
    article = acts.submitted(cast)
    colleague = acts.seated(article, cast.rivera, cast.editor)
    article = approve(article, secretive, cast)
    client = Keyed({"author": cast.author, "colleague": cast.rivera.user}[who])
    routes = {path for path, _, method, _ in EndpointEnumerator().get_api_endpoints() if method == "GET"}
    numbers = {"{pk}": colleague.pk if who == "colleague" else article.pk, "{number}": 1, "{slug}": article.slug, "{id}": 1}
    seen = []
    for route in sorted(routes):
        own = {**numbers, "{pk}": article.pk} if "/articles/" in route else numbers
        path = re.sub(r"{\w+}", lambda name, own=own: str(own.get(name[0], 0)), route)
        answer = client.get(path)
        seen.append(answer.status_code)
        assert not leaks(told(answer)), path
    assert seen.count(200) > 15


def test_no_mail_to_others_and_no_call_names_an_anonymous_reviewer(cast, secretive):
    with Receiver() as receiver:
        receivers.register(cast.author, receiver.url, ())
        article = acts.submitted(cast)
        acts.seated(article, cast.rivera, cast.editor)
        article = approve(article, secretive, cast)
        reviews.reopen(article, cause="report", by=cast.editor)
        outbox.send_owed()
        while call_owed():
            pass
        assert receiver.got
        assert not leaks(str(receiver.got))
    others = [letter for letter in mail.outbox if letter.to in ([cast.author.email], [cast.rivera.user.email])]
    assert {letter.to[0] for letter in others} == {cast.author.email, cast.rivera.user.email}
    assert not leaks(" ".join(letter.message().as_string() for letter in others))


def test_no_log_and_no_figure_names_anybody(client, cast, secretive, logged):
    article = approve(acts.submitted(cast), secretive, cast)
    outbox.send_owed()
    editor = Visitor(cast.editor)
    for at in ("/admin/", f"/admin/articles/article/{article.pk}/change/", "/admin/reviews/boardmember/", "/metrics"):
        editor.get(at)
    Client().post("/admin/login/", {"username": "quillfeather", "password": "wrong"})
    Keyed(cast.author).send("articles/", {"question": CANARY})
    assert logged
    assert not leaks(" ".join(logged))
    assert not leaks(told(client.get("/metrics", headers={"Authorization": "Bearer scraper"})))


@pytest.fixture
def hidden(cast):
    """An account behind a submission, and its article: the contributor is somebody else."""
    account = person("quillfeather", "author", first_name="Xanthippe", last_name="Quillfeather")
    article = articles.submit(acts.draft(), by=account)
    acts.approved_again(article, cast)
    stamping.stamp()
    return acts.fresh(article)


def test_no_public_address_names_the_account_that_submitted(client, cast, hidden):
    assert read_all(client, public_addresses(hidden)) == []


def test_no_reviewer_is_told_the_account_that_submitted(cast, hidden):
    seat = hidden.rounds.get().assignments.get(board_member=cast.rivera)
    visitor, client = Visitor(cast.rivera.user), Keyed(cast.rivera.user)
    pages_of_theirs = [visitor.desk(seat), visitor.get("/admin/"), visitor.get("/admin/inbox/"), visitor.get("/admin/me/")]
    paths = ("", "events/", "findings/", "claims/", "comments/", "references/", "reviews/", "revisions/", "revisions/1/")
    answers = [client.read(f"articles/{hidden.pk}/{path}") for path in paths] + [client.read(f"assignments/{seat.pk}/")]
    for answer in pages_of_theirs + answers:
        assert answer.status_code == 200
        assert not leaks(told(answer)), answer.request["PATH_INFO"]
    outbox.send_owed()
    letters = [letter for letter in mail.outbox if letter.to == [cast.rivera.user.email]]
    assert letters
    assert not leaks(" ".join(letter.message().as_string() for letter in letters))
