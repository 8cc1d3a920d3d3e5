"""What pages elsewhere may show of an article: its status, and nothing of what is ours alone."""

from __future__ import annotations

import pytest
from django.core.cache import caches

from articles import workflow as articles
from citations import clock
from reviews import workflow as reviews
from tests import acts


@pytest.fixture(autouse=True)
def forgetful():
    caches["pages"].clear()


def status_of(client, article):
    return client.get(f"/api/v1/public/articles/{article.slug}/status/")


def test_any_site_may_read_the_status_and_nothing_else_of_the_api(client, cast):
    article = acts.approved(cast)
    answer = status_of(client, article)
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer.json()["public_status"]["label"] == "Approved"
    for path in ("", "versions/"):
        assert "Access-Control-Allow-Origin" not in client.get(f"/api/v1/public/articles/{article.slug}/{path}")


def test_the_status_says_no_date_of_an_approval_that_does_not_stand(client, cast):
    article = acts.approved(cast)
    with clock.shifted(days=800):
        said = status_of(client, article).json()
    assert (said["public_status"]["label"], said["last_reviewed"], said["reviewed_by"]) == ("Review Overdue", None, [])


def test_what_nobody_may_see_has_no_status_and_no_frame(client, cast):
    article = articles.withdraw(acts.submitted(cast), by=cast.author)
    assert status_of(client, article).status_code == 404
    assert client.get(f"/articles/{article.slug}/embed/").status_code == 410


def test_the_framed_page_is_the_only_one_that_other_sites_may_frame(client, cast, settings):
    article = acts.approved(cast)
    framed, page = client.get(f"/articles/{article.slug}/embed/"), client.get(f"/articles/{article.slug}/")
    assert "frame-ancestors *" in framed["Content-Security-Policy"]
    assert "script-src 'self'" in framed["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("arranged", [acts.submitted, acts.approved])
def test_the_framed_page_tells_the_status_and_runs_nothing(client, cast, arranged):
    article = arranged(cast)
    said = client.get(f"/articles/{article.slug}/embed/").content.decode()
    assert f"Medical review: {'Approved' if article.published_id else 'Submitted'}" in said
    assert "<script" not in said


def test_the_framed_page_of_an_article_in_re_review_cautions(client, cast):
    article = reviews.reopen(acts.approved(cast), cause="notice", by=cast.editor)
    said = client.get(f"/articles/{article.slug}/embed/").content.decode()
    assert "Medical review: In Re-review" in said
    assert "Exercise caution" in said
    assert "Last reviewed" not in said
