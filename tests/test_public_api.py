"""What readers get as JSON, without a key."""

import pytest

from articles import workflow as articles
from articles.models import Policy
from citations import clock
from reviews import workflow as reviews
from tests import acts
from tests.client import Keyed


@pytest.fixture
def reader(db):
    return Keyed()


def test_an_approved_article_says_who_reviewed_it_and_when(reader, cast):
    article = acts.approved(cast)
    public = reader.read(f"public/articles/{article.slug}/").json()
    assert public["last_reviewed"] == clock.today().isoformat()
    assert [signer["slug"] for signer in public["reviewed_by"]] == ["rivera", "chen"]
    assert public["text"] == acts.TEXT


def test_an_overdue_article_keeps_dates_and_signers_as_history_only(reader, cast):
    article = acts.approved(cast)
    with clock.shifted(days=800):
        public = reader.read(f"public/articles/{article.slug}/").json()
    assert public["public_status"]["label"] == "Review Overdue"
    assert (public["reviewed_by"], public["last_reviewed"], public["next_review_due"]) == ([], None, None)
    assert [signer["slug"] for signer in public["review_history"]["signers"]] == ["rivera", "chen"]


def test_an_override_is_said(reader, cast):
    article = reviews.approve(acts.split(cast), by=cast.editor, reason="The objection is about style.")
    assert reader.read(f"public/articles/{article.slug}/").json()["review_history"]["overridden"]


def test_pending_text_is_shown_with_the_caution_where_the_policy_allows(reader, cast):
    article = acts.submitted(cast)
    public = reader.read(f"public/articles/{article.slug}/").json()
    assert public["public_status"] == {"label": "Submitted", "caution": True, "overdue": False, "update_pending": False}
    assert public["review_history"] is None


def test_pending_text_is_not_there_where_the_policy_forbids(reader, cast):
    article = acts.submitted(cast)
    Policy.objects.update(pending_public=False)
    assert reader.read(f"public/articles/{article.slug}/").status_code == 404
    assert reader.read("public/articles/").json()["results"] == []


@pytest.mark.parametrize("end", ["reject", "withdraw"])
def test_what_was_never_published_and_has_ended_is_not_there(reader, cast, end):
    article = acts.submitted(cast)
    if end == "reject":
        articles.reject(article, by=cast.editor, reason="Out of scope.")
    else:
        articles.withdraw(article, by=cast.author)
    assert reader.read(f"public/articles/{article.slug}/").status_code == 404


def test_a_retired_article_has_its_notice_in_the_place_of_the_text(reader, cast):
    article = articles.retire(acts.approved(cast), by=cast.editor, notice="Superseded.")
    public = reader.read(f"public/articles/{article.slug}/").json()
    assert (public["notice"], public["text"], public["references"]) == ("Superseded.", "", [])


def test_readers_see_the_approved_text_while_an_update_is_reviewed(reader, cast):
    article = acts.approved(cast)
    articles.revise(article, acts.draft("Something else [1] [2]."), by=cast.author)
    public = reader.read(f"public/articles/{article.slug}/").json()
    assert (public["text"], public["revision"]) == (acts.TEXT, 1)
    assert public["public_status"]["update_pending"]


def test_the_text_comes_for_the_audience_that_asks(reader, cast):
    renditions = {"clinician": acts.TEXT, "patient": "Rest, and walk as you can [1, 2]."}
    article = acts.submitted(cast, renditions=renditions)
    assert reader.read(f"public/articles/{article.slug}/?audience=patient").json()["text"] == renditions["patient"]
    assert reader.read(f"public/articles/{article.slug}/?audience=student").json()["audience"] == "clinician"


def found(reader, query: str) -> list[str]:
    return [line["slug"] for line in reader.read(f"public/articles/?{query}").json()["results"]]


def test_readers_find_by_words_and_specialty_what_is_shown_to_them(reader, cast):
    walnuts = acts.approved(cast, question="What about walnuts?")
    acts.approved(cast, question="What about almonds?", specialty="Cardiovascular")
    assert found(reader, "q=walnuts") == [walnuts.slug]
    assert found(reader, "q=walnuts&specialty=Cardiovascular") == []
    assert len(found(reader, "specialty=Cardiovascular")) == 1


def test_readers_do_not_find_by_the_words_of_an_update_that_is_not_approved(reader, cast):
    article = acts.approved(cast, question="What about walnuts?")
    articles.revise(article, acts.draft(question="What about pecans?"), by=cast.author)
    assert found(reader, "q=pecans") == []
    assert found(reader, "q=walnuts") == [article.slug]


def test_who_has_the_answer_already_gets_304(reader, cast):
    article = acts.approved(cast)
    first = reader.read(f"public/articles/{article.slug}/")
    assert reader.read(f"public/articles/{article.slug}/", **{"If-None-Match": first["ETag"]}).status_code == 304
    articles.retire(article, by=cast.editor, notice="Superseded.")
    assert reader.read(f"public/articles/{article.slug}/", **{"If-None-Match": first["ETag"]}).status_code == 200


def test_nothing_public_names_people_who_are_not(reader, cast):
    article = acts.split(cast)
    text = reader.read(f"public/articles/{article.slug}/").content.decode()
    for name in ("rivera", "Rivera", "chen", "Chen", "Soften", cast.author.email):
        assert name not in text


def test_every_approved_version_is_listed_with_its_address(reader, cast):
    article = acts.approved(cast)
    articles.revise(article, acts.draft("Rest the hip [1]. Strengthen it later [2]. Then run."), by=cast.author)
    acts.approved_again(article, cast)
    versions = reader.read(f"public/articles/{article.slug}/versions/").json()["results"]
    assert [(v["number"], v["current"]) for v in versions] == [(2, True), (1, False)]
    assert reader.get(versions[1]["link"]).status_code == 200


def test_a_retired_article_keeps_its_address_and_lists_no_version(reader, cast):
    article = articles.retire(acts.approved(cast), by=cast.editor, notice="Superseded.")
    answer = reader.get(f"/api/v1/public/articles/{article.slug}/versions/")
    assert (answer.status_code, answer.json()) == (200, {"next": None, "previous": None, "results": []})


def test_a_version_that_was_never_approved_is_not_listed(reader, cast):
    article = acts.submitted(cast)
    assert reader.read(f"public/articles/{article.slug}/versions/").json()["results"] == []
