"""Where the policy keeps reviewers' names, no reader and no author meets one, in whatever form they ask."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.cache import cache

from articles import outbox, stamping
from articles import workflow as articles
from articles.exports import FORMS
from articles.models import Policy
from reviews import workflow as reviews
from tests import acts
from tests.client import Keyed
from tests.people import physician

CANARY = "Xanthippe Quillfeather"
MARKS = ("xanthippe", "quillfeather", "q.u.i.l.l", "canary-credentials", "canary affiliation", "canary devices")


@pytest.fixture(autouse=True)
def forgetful(db):
    cache.clear()


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


def addresses(article) -> list[str]:
    page = f"/articles/{article.slug}/"
    own = [page, f"{page}versions/1/", f"{page}badge.svg", f"{page}questions/", *(f"/articles/{article.slug}.{s}" for s in FORMS)]
    api = f"/api/v1/public/articles/{article.slug}/"
    return [*own, "/", "/?q=hip", "/feed/", "/sitemap.xml", "/editorial-policy/", api, f"{api}versions/", f"{api}statement/", "/api/v1/public/articles/"]


def told(answer) -> str:
    return f"{answer.headers} {answer.content.decode()}".lower()


@pytest.mark.parametrize("then", ["stands", "reopened", "renewed", "retired"])
def test_no_form_that_readers_get_names_an_anonymous_reviewer(client, cast, secretive, then):
    article = approve(acts.submitted(cast), secretive, cast)
    if then == "reopened":
        article = reviews.reopen(article, cause="report", by=cast.editor)
    if then == "renewed":
        articles.revise(article, acts.draft("A newer text [1].", references=1), by=cast.author)
        article = approve(article, secretive, cast)
    if then == "retired":
        article = articles.retire(article, by=cast.editor, notice="Superseded.")
    for path in addresses(article):
        answer = client.get(path)
        if answer.status_code != 404:
            assert not [mark for mark in MARKS if mark in told(answer)], path


def test_the_author_is_not_told_either(cast, secretive):
    article = approve(acts.submitted(cast), secretive, cast)
    key = Keyed(cast.author)
    for part in ("", "events/", "findings/", "claims/", "revisions/"):
        answer = key.read(f"articles/{article.pk}/{part}")
        assert answer.status_code == 200, part
        assert not [mark for mark in MARKS if mark in told(answer)], part
    outbox.send_owed()
    letters = [letter for letter in mail.outbox if letter.to == [cast.author.email]]
    assert letters
    assert not [mark for letter in letters for mark in MARKS if mark in f"{letter.subject} {letter.body}".lower()]


def test_the_members_own_page_does_not_list_what_they_reviewed_anonymously(client, cast, secretive):
    article = approve(acts.submitted(cast), secretive, cast)
    assert article.slug not in client.get("/board/quillfeather/").content.decode()


def test_readers_are_told_that_the_board_reviewed_it_without_names(client, cast, secretive):
    article = approve(acts.submitted(cast), secretive, cast)
    page = " ".join(client.get(f"/articles/{article.slug}/").content.decode().split())
    assert "Medically reviewed by 1 physician of our Medical Advisory Board, whose names are not published" in page
    data = client.get(f"/articles/{article.slug}.jsonld").json()
    assert data["reviewedBy"]["@type"] == "Organization"


def test_a_round_keeps_the_rule_that_it_began_with(client, cast, secretive):
    article = approve(acts.submitted(cast), secretive, cast)
    Policy.objects.update(names_reviewers=True)
    assert CANARY not in client.get(f"/articles/{article.slug}/").content.decode()
