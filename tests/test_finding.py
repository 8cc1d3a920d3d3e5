"""How readers find articles: by words though they are mistyped, by specialty, by topic."""

from __future__ import annotations

import pytest
from django.core.cache import caches
from django.db import connection

from articles import filing, stamping
from articles import workflow as articles
from articles.models import Policy, SearchWord
from articles.pages import catalogue
from citations import clock
from tests import acts
from tests.test_query_counts import plan


@pytest.fixture(autouse=True)
def forgetful():
    caches["pages"].clear()


def filed(article):
    stamping.stamp()
    return article


def read(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


# --- Mistyped words -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "likely"),
    [
        ("hip strian", "hip strain"), ("Ibuprofin", "ibuprofen"), ("iboprofen for migrane", "ibuprofen for migraine"),
        ("hamstirng", "hamstring"), ("migraine", "migraine"), ("strains", "strain"), ("zzzzzz", "zzzzzz"), ("hip", "hip"),
        ("", ""), ("'; DROP TABLE --", "'; DROP TABLE --"),
    ],
)  # fmt: skip
def test_a_slip_or_two_are_understood(db, asked, likely):
    SearchWord.objects.bulk_create(SearchWord(word=w) for w in ("strain", "ibuprofen", "migraine", "hamstring", "training"))
    assert filing.meant(asked) == likely


def test_a_mistyped_search_finds_what_was_meant_and_says_so(client, cast):
    filed(acts.submitted(cast, question="How is a strained hamstring treated?"))
    said = read(client, "/?q=hamstirng")
    assert "How is a strained hamstring treated?" in said
    assert 'Did you mean <a href="/?q=hamstring">hamstring</a>?' in said


def test_search_finds_what_only_the_text_says(client, cast):
    filed(acts.approved(cast, renditions={"clinician": "Rest the iliopsoas [1].", "patient": "Rest your groin [1]."}, references=1))
    assert "How is a strained hip flexor treated?" in read(client, "/?q=iliopsoas")
    assert "How is a strained hip flexor treated?" in read(client, "/?q=groins")


def test_search_does_not_find_the_text_of_an_update_that_nobody_approved(client, cast):
    article = filed(acts.approved(cast))
    filed(articles.revise(article, acts.draft("Ask a unicorn [1].", references=1), by=cast.author)[0])
    assert "Nothing has these words" in read(client, "/?q=unicorn")


def test_nothing_is_suggested_where_something_is_found(client, cast):
    filed(acts.submitted(cast, question="How is a strained hamstring treated?"))
    assert "Did you mean" not in read(client, "/?q=hamstring")


def test_nothing_is_suggested_that_finds_nothing(client, cast):
    filed(acts.submitted(cast, question="How is a strained hamstring treated?"))
    assert "Did you mean" not in read(client, "/?q=hamstirng+unicorns")


def test_no_word_is_suggested_of_what_readers_may_not_see(client, cast):
    article = filed(acts.submitted(cast, question="Where is the unicorn?"))
    articles.withdraw(article, by=cast.author)
    assert "unicorn<" not in read(client, "/?q=unicron")


def test_no_word_of_an_update_that_nobody_approved_is_suggested(client, cast):
    article = filed(acts.approved(cast))
    filed(articles.revise(article, acts.draft(question="Where is the unicorn?"), by=cast.author)[0])
    assert not SearchWord.objects.filter(word="unicorn").exists()


def test_likely_words_are_read_along_an_index_however_many_there_are(db):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {filing._NEAREST}", [["strian"], 40])
        assert "search_word_alike" in " ".join(line for (line,) in cursor.fetchall())


# --- Specialties and topics -----------------------------------------------------------------------


def test_a_specialtys_page_shows_its_own_articles(client, cast):
    filed(acts.submitted(cast, question="About hips?"))
    filed(acts.submitted(cast, question="About hearts?", specialty="Cardiovascular"))
    said = read(client, "/specialties/Cardiovascular/")
    assert "<h1>Cardiovascular</h1>" in said
    assert "About hearts?" in said
    assert "About hips?" not in said


def test_a_specialty_that_nobody_wrote_on_says_so(client, db):
    assert "There is nothing here yet" in read(client, "/specialties/Dentistry/")
    assert client.get("/specialties/Hips/").status_code == 404


def test_a_topics_page_shows_what_is_on_it_and_articles_lead_to_it(client, cast):
    article = filed(acts.submitted(cast))
    assert '<a href="/topics/sports-medicine/">sports medicine</a>' in read(client, f"/articles/{article.slug}/")
    assert "<h1>sports medicine</h1>" in read(client, "/topics/sports-medicine/")


def test_a_topic_that_nobody_wrote_on_has_no_page(client, db):
    assert client.get("/topics/unicorns/").status_code == 404
    assert client.get("/topics/%00/").status_code == 404


@pytest.mark.parametrize("hidden", ["withdrawn", "kept back", "retired"])
def test_a_topic_of_what_readers_may_not_find_has_no_page(client, cast, hidden):
    if hidden == "retired":
        articles.retire(filed(acts.approved(cast)), by=cast.editor, notice="Gone.")
    else:
        article = filed(acts.submitted(cast))
        articles.withdraw(article, by=cast.author) if hidden == "withdrawn" else Policy.objects.update(pending_public=False)
    assert client.get("/topics/sports-medicine/").status_code == 404


def test_an_article_is_filed_by_what_is_shown_and_anew_when_that_changes(client, cast):
    article = filed(acts.approved(cast))
    draft = acts.draft(specialty="Cardiovascular")
    filed(articles.revise(article, draft, by=cast.author)[0])
    assert article.slug in read(client, "/specialties/Musculoskeletal/")
    Policy.objects.update(specialists=0)
    filed(acts.approved_again(acts.fresh(article), cast))
    assert article.slug in read(client, "/specialties/Cardiovascular/")
    assert article.slug not in read(client, "/specialties/Musculoskeletal/")


def test_a_long_list_goes_on_where_the_page_ended(client, cast, monkeypatch):
    monkeypatch.setattr(catalogue, "SIZE", 2)
    made = [filed(acts.submitted(cast, question=f"Question number {n}?")) for n in range(3)]
    first = read(client, "/specialties/Musculoskeletal/")
    assert "Question number 0?" not in first
    assert f"?before={made[1].pk}" in first
    assert "Question number 0?" in read(client, f"/specialties/Musculoskeletal/?before={made[1].pk}")


def test_search_engines_stay_away_where_nothing_stands(client, cast):
    filed(acts.submitted(cast))
    assert "noindex" in read(client, "/topics/sports-medicine/")
    filed(acts.approved(cast, question="Approved?"))
    assert "noindex" not in read(client, "/topics/sports-medicine/")


def test_the_sitemap_lists_headings_under_which_something_stands(client, cast):
    filed(acts.submitted(cast, question="Pending?", specialty="Cardiovascular"))
    filed(acts.approved(cast, question="Approved?"))
    said = read(client, "/sitemap.xml")
    assert "/specialties/Musculoskeletal/" in said
    assert "/topics/sports-medicine/" in said
    assert "Cardiovascular" not in said
    caches["pages"].clear()
    with clock.shifted(days=900):
        assert "/topics/" not in read(client, "/sitemap.xml")


def test_a_subjects_page_takes_at_most_6_queries(client, cast, django_assert_max_num_queries):
    for n in range(5):
        filed(acts.submitted(cast, question=f"Question number {n}?"))
    for path in ("/specialties/Musculoskeletal/", "/topics/sports-medicine/"):
        with django_assert_max_num_queries(6):
            read(client, path)


def test_what_is_filed_is_read_along_its_index(cast):
    filed(acts.submitted(cast))
    under = filing.Filing.objects.filter(heading="topic", slug="sports-medicine").order_by("-article")[:20]
    assert "filed_under" in plan(under)
