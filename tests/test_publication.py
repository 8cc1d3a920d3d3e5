"""Pages that are kept: rendered by the worker's step, found by one query, never true of another state."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.cache import caches
from django.urls import resolve, reverse

from articles import erasure, front, stamping
from articles import workflow as articles
from articles.intake import Writer
from articles.models import Publication
from articles.pages import published
from articles.pages.stepper import day
from citations import clock, merging, news
from citations.models import Reference
from citations.notices import Notice
from reviews import workflow as reviews
from tests import acts


@pytest.fixture(autouse=True)
def forgetful():
    """What a test reads was not rendered for one before."""
    caches["pages"].clear()


@pytest.fixture
def kept(cast):
    """An approved article as a worker leaves it."""
    article = acts.approved(cast)
    stamping.stamp()
    return acts.fresh(article)


def page_of(client, article, query: str = "", **headers: str):
    return client.get(reverse("article-page", args=[article.slug]) + query, headers=headers)


def rows(article) -> set[str]:
    return set(Publication.objects.filter(article=article).values_list("audience", flat=True))


def is_kept(article, audience: str = "") -> bool:
    """Whether a reader now would get what is kept."""
    return published.find(article.slug, audience).body is not None


def retraction(record: str = "1") -> Notice:
    return Notice(nature="retraction", source="test", date=clock.today(), record_id=record, doi="10.5555/hip.1")


def test_the_workers_step_keeps_a_page_for_every_audience(cast):
    article = acts.approved(cast, renditions={"clinician": acts.TEXT, "patient": acts.TEXT})
    assert not is_kept(article)
    stamping.stamp()
    assert rows(article) == {"", "clinician", "patient"}
    assert all(is_kept(article, audience) for audience in rows(article))


def test_a_kept_page_costs_its_first_reader_one_query(client, kept, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert "Medically reviewed by" in page_of(client, kept).content.decode()


def test_a_reader_who_has_the_page_costs_one_query_and_is_sent_no_body(client, kept, django_assert_num_queries):
    tag = page_of(client, kept)["ETag"]
    with django_assert_num_queries(1):
        again = page_of(client, kept, **{"If-None-Match": f'W/{tag}, "another"'})
    assert (again.status_code, again.content) == (304, b"")


def test_a_kept_page_is_the_page_that_is_rendered_on_demand(client, kept):
    first = page_of(client, kept)
    Publication.objects.all().delete()
    on_demand = page_of(client, kept)
    assert (on_demand.content, on_demand["ETag"]) == (first.content, first["ETag"])


def test_the_step_may_be_repeated_and_renders_once(kept):
    assert published.publish(kept.pk) == 0


def test_what_is_pending_is_not_kept_and_is_read_all_the_same(client, cast):
    article = acts.submitted(cast)
    stamping.stamp()
    assert rows(article) == set()
    assert "pending human review" in page_of(client, article).content.decode()


# --- Never true of another state ------------------------------------------------------------------


def test_an_approval_that_lapsed_by_its_date_is_not_shown_as_standing(client, kept):
    with clock.shifted(days=800):
        said = page_of(client, kept)
        assert not is_kept(kept)
    assert f"Review overdue since {day(kept.next_review_due)}" in said.content.decode()
    assert said["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("event", ["reopened", "retired", "revised", "asked"])
def test_every_step_of_the_article_ends_what_was_kept(client, cast, kept, event):
    before = page_of(client, kept)["ETag"]
    {
        "reopened": lambda: reviews.reopen(kept, cause="report", by=cast.editor),
        "retired": lambda: articles.retire(kept, by=cast.editor, notice="Its main source was retracted."),
        "revised": lambda: articles.revise(kept, acts.draft("Quite another text.", references=0), by=cast.author),
        "asked": lambda: articles.rate(kept, by=cast.editor, tier="high", reason="Doses."),
    }[event]()
    assert not is_kept(kept)
    assert page_of(client, kept, **{"If-None-Match": before}).status_code == 200


def test_a_retraction_shows_at_once_before_any_article_has_taken_the_news(client, kept):
    news.take([retraction()])
    assert '<strong class="news">Retracted</strong>' in page_of(client, kept).content.decode()


def test_a_retraction_stays_on_the_page_when_its_work_is_merged_into_another(client, cast, kept):
    news.take([retraction()])
    work = Reference.objects.get(identifiers__value="10.5555/hip.1")
    other = Reference.objects.create(csl={"type": "book", "title": "The hip"}, title="The hip", created_at=clock.now())
    merging.merge(work, other, by=cast.editor)
    assert page_of(client, kept).content.decode().count('<strong class="news">Retracted</strong>') == 1


def test_a_person_who_was_erased_is_in_no_kept_page(client, cast):
    person = User.objects.create(username="gone", first_name="Gone", last_name="Writer")
    article = acts.approved(cast, contributors=(Writer("Gone Writer", account=person.pk),))
    stamping.stamp()
    assert "Gone Writer" in page_of(client, article).content.decode()
    erasure.erase(person, by=cast.editor, reason="They asked.")
    assert not Publication.objects.filter(body__contains="Gone Writer").exists()
    assert "Gone Writer" not in page_of(client, article).content.decode()


def test_another_publisher_has_other_pages(client, kept, settings):
    settings.PUBLISHER = "Another Press"
    assert not is_kept(kept)
    assert "Another Press" in page_of(client, kept).content.decode()


def test_the_step_leaves_no_page_of_a_state_that_is_over(cast, kept):
    reviews.reopen(kept, cause="report", by=cast.editor)
    stale = set(Publication.objects.values_list("state", flat=True))
    stamping.stamp(kept.pk)
    assert not stale & set(Publication.objects.values_list("state", flat=True))
    assert is_kept(kept)


def test_a_policy_that_keeps_pending_text_back_holds_at_once(client, cast):
    article = acts.submitted(cast)
    page_of(client, article)
    article.policy.__class__.objects.update(pending_public=False)
    assert page_of(client, article).status_code == 404


# --- The way of readers ---------------------------------------------------------------------------


@pytest.mark.parametrize("slug", ["a", "a-strained-hip", "Under_score", "x" * 120])
def test_the_short_way_leads_to_what_the_address_means(slug):
    address = reverse("article-page", args=[slug])
    assert front._PAGE.fullmatch(address)[1] == resolve(address).kwargs["slug"] == slug


def test_a_page_by_the_short_way_has_the_guards_of_every_other(client, kept):
    page, other = page_of(client, kept), client.get("/")
    for name in ("X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy", "Content-Length"):
        assert page.has_header(name) and other.has_header(name), name
        assert name == "Content-Length" or page[name] == other[name]
    policies = [{*answer["Content-Security-Policy"].split("; ")} for answer in (page, other)]
    assert policies[0] == policies[1]
    assert page.has_header("X-Request-ID")


def test_a_name_that_is_not_ours_is_refused_on_the_short_way_too(client, kept):
    assert client.get(reverse("article-page", args=[kept.slug]), headers={"Host": "elsewhere.example"}).status_code == 400


def test_a_page_takes_no_post(client, kept):
    assert client.post(reverse("article-page", args=[kept.slug])).status_code == 405
