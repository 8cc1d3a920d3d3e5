"""Home, search, the board and the policy: what leads to an article, and what its promise rests on."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection

from articles import workflow as articles
from articles.models import Policy
from articles.pages import catalogue
from articles.pages.wording import day
from citations import clock
from citations.kinds import YEARS
from reviews import workflow as reviews
from reviews.models import BoardMember
from tests import acts

MOST_QUERIES = 5


@pytest.fixture(autouse=True)
def forgetful():
    """The specialties in use are kept for a while; not from one test to the next."""
    caches["pages"].clear()


def read(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


# --- Home and search ------------------------------------------------------------------------------


def test_home_shows_what_was_approved_lately(client, cast):
    acts.approved(cast, question="How long does a strain last?")
    said = read(client, "/")
    assert "Newly approved" in said
    assert "How long does a strain last?" in said


def test_home_calls_no_approval_new_that_has_lapsed(client, cast):
    with clock.shifted(days=-4000):
        acts.approved(cast, question="How long does a strain last?")
    said = read(client, "/")
    assert "Newly approved" not in said
    assert "How long does a strain last?" in said


def test_home_without_articles_says_so(client, db):
    assert "There is nothing here yet" in read(client, "/")


def test_search_finds_an_article_by_other_forms_of_its_words(client, cast):
    acts.submitted(cast, question="How is a strained hip flexor treated?")
    acts.submitted(cast, question="What helps against hay fever?")
    said = read(client, "/?q=treating+strains")
    assert "strained hip flexor" in said
    assert "hay fever" not in said


def test_search_does_not_find_what_readers_may_not_see(client, cast):
    articles.withdraw(acts.submitted(cast, question="Where is the unicorn?"), by=cast.author)
    assert "Where is the unicorn?" not in read(client, "/?q=unicorn")


def test_search_does_not_find_the_question_of_an_update_nobody_approved(client, cast):
    article = acts.approved(cast)
    articles.revise(article, acts.draft(question="Where is the unicorn?"), by=cast.author)
    assert article.slug not in read(client, "/?q=unicorn")


@pytest.mark.parametrize("words", ["%00", "%27%22%28%29+%26+%7C", "the", "%E2%80%AE", "a" * 5000])
def test_search_takes_any_words(client, cast, words):
    acts.submitted(cast)
    assert client.get(f"/?q={words}").status_code == 200


def test_a_long_list_goes_on_where_the_page_ended(client, cast, monkeypatch):
    monkeypatch.setattr(catalogue, "SIZE", 2)
    made = [acts.submitted(cast, question=f"Question number {n}?") for n in range(3)]
    first = read(client, "/")
    assert "Question number 0?" not in first
    assert f"?before={made[1].pk}" in first
    assert "Question number 0?" in read(client, f"/?before={made[1].pk}")


def test_a_retired_article_is_in_no_list(client, cast):
    article = articles.retire(acts.approved(cast), by=cast.editor, notice="Gone.")
    assert article.slug not in read(client, "/")


def test_home_costs_the_same_whatever_there_is(client, cast, django_assert_max_num_queries):
    for n in range(25):
        acts.submitted(cast, question=f"Question number {n}?")
    acts.approved(cast)
    with django_assert_max_num_queries(MOST_QUERIES):
        read(client, "/")


def test_search_asks_with_the_expression_that_is_indexed(cast):
    acts.submitted(cast)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM articles_revision WHERE to_tsvector('english'::regconfig,"
            " COALESCE(question, '')) @@ websearch_to_tsquery('english'::regconfig, 'hip')"
        )
        plan = " ".join(line for (line,) in cursor.fetchall())
    assert "revision_question_words" in plan


# --- The board ------------------------------------------------------------------------------------


def test_the_board_lists_who_serves(client, cast):
    assert cast.rivera
    cast.okafor.left = clock.today() - timedelta(days=1)
    cast.okafor.save()
    said = read(client, "/board/")
    assert "Pat Rivera, MD" in said
    assert "Pat Okafor" not in said


#: Why somebody may not review today, and what their own page says of it.
UNFIT = {
    "the term has ended": ({"term_ends": -1}, "Former member."),
    "they left": ({"left": 0}, "Former member."),
    "the licence is not verified": ({"licence_verified_at": None}, "Not in force now: not verified."),
    "the licence has run out": ({"licence_expires": -1}, "Not in force now: expired on"),
    "the licence was revoked": ({"licence_revoked_at": 0}, "Not in force now: revoked on"),
}


@pytest.mark.parametrize("why", UNFIT)
def test_the_board_lists_nobody_who_may_not_review_today_and_bylines_still_lead_to_their_page(client, cast, why):
    article = acts.approved(cast)
    connection.check_constraints()  # as at the commit: the database looks at the standing of then
    fields, words = UNFIT[why]
    days = {name: None if n is None else clock.today() + timedelta(days=n) for name, n in fields.items()}
    BoardMember.objects.filter(pk=cast.rivera.pk).update(**days)
    board = read(client, "/board/")
    assert ("Pat Rivera, MD" in board, "Pat Chen, MD" in board) == (False, True)
    assert words in read(client, "/board/rivera/")
    assert 'href="/board/rivera/"' in client.get(f"/articles/{article.slug}/").content.decode()


def test_whose_account_is_closed_is_no_longer_on_the_board(client, cast):
    cast.rivera.user.is_active = False
    cast.rivera.user.save()
    assert "Pat Rivera" not in read(client, "/board/")
    assert "Former member." in read(client, "/board/rivera/")


def test_the_last_day_of_a_term_is_served(client, cast):
    BoardMember.objects.filter(pk=cast.rivera.pk).update(term_ends=clock.today())
    assert "Pat Rivera, MD" in read(client, "/board/")
    page = read(client, "/board/rivera/")
    assert ("Former member" in page, f"term of office until {day(clock.today())}" in page) == (False, True)


def test_a_members_page_tells_on_what_standing(client, cast):
    cast.rivera.bio, cast.rivera.disclosures = "Treats runners.", "Shares in a shoe company."
    cast.rivera.save()
    said = read(client, "/board/rivera/")
    for words in ("Treats runners.", "Shares in a shoe company.", "Test Register", "Musculoskeletal"):
        assert words in said


def test_a_members_page_keeps_the_licence_number(client, cast):
    assert cast.rivera.licence_number not in read(client, "/board/rivera/")


def test_a_licence_that_ran_out_is_said_to_have(client, cast):
    assert cast.rivera
    with clock.shifted(days=2000):
        assert "expired on" in read(client, "/board/rivera/")


def test_a_former_member_keeps_the_page_that_bylines_lead_to(client, cast):
    cast.rivera.left = clock.today()
    cast.rivera.save()
    assert "Former member" in read(client, "/board/rivera/")


def test_a_members_page_shows_what_they_approved(client, cast):
    acts.approved(cast, question="Approved by both?")
    assert "Approved by both?" in read(client, "/board/rivera/")


def test_a_members_page_does_not_show_what_they_only_sit_on(client, cast):
    acts.seated(acts.submitted(cast, question="Still being read?"), cast.rivera, cast.editor)
    assert "Still being read?" not in read(client, "/board/rivera/")


def test_a_members_page_does_not_show_what_they_signed_against(client, cast):
    reviews.approve(acts.split(cast), by=cast.editor, reason="Settled.")
    assert "strained hip" in read(client, "/board/rivera/")
    assert "strained hip" not in read(client, "/board/chen/")


def test_a_minor_correction_by_another_takes_no_article_from_whom_reviewed_it_whole(client, cast):
    article = acts.approved(cast)
    articles.revise(article, acts.draft(acts.TEXT.replace("as pain", "as the pain")), by=cast.author)
    acts.signed(acts.seated(article, cast.haddad, cast.editor))
    assert "strained hip" in read(client, "/board/rivera/")
    assert "strained hip" not in read(client, "/board/haddad/")


def test_a_members_page_costs_the_same_whatever_they_signed(client, cast, django_assert_max_num_queries):
    for n in range(3):
        acts.approved(cast, question=f"Question number {n}?")
    with django_assert_max_num_queries(MOST_QUERIES):
        read(client, "/board/rivera/")


def test_nobody_has_a_page_who_is_not_on_the_board(client, db):
    assert client.get("/board/nobody/").status_code == 404


# --- The policy -----------------------------------------------------------------------------------


def test_the_policy_is_the_one_in_force(client, db):
    Policy.objects.filter(tier="high").update(seats=4, specialists=3, review_months=18, reading_grade=5)
    said = " ".join(read(client, "/editorial-policy/").split())
    assert "Physicians who must sign</th><td>2</td><td>2</td><td>4</td>" in said
    assert "<td>18 months</td>" in said
    assert "<td>5</td>" in said


def test_the_policy_tells_the_age_of_every_kind_of_source(client, db):
    Policy.objects.filter(tier="high").update(reference_years=YEARS | {"label": 3})
    said = " ".join(read(client, "/editorial-policy/").split())
    assert "Product label counts as outdated after</th><td>5 years</td><td>5 years</td><td>3 years</td>" in said
    for kind in ("Guideline", "Research", "Book", "Web page", "Other"):
        assert f"{kind} counts as outdated after" in said


def test_the_policy_says_where_pending_text_is_kept_back(client, db):
    Policy.objects.update(pending_public=False)
    assert "<td>not shown</td>" in read(client, "/editorial-policy/")


def test_the_policy_claims_to_enforce_only_what_is_enforced(client, db, settings):
    settings.READERS_WORDS_DAYS = 77
    Policy.objects.filter(tier="low").update(review_months=31, reading_grade=9)
    said = " ".join(read(client, "/editorial-policy/").split())
    for words in ("erased after 77 days", "ends after 31 months at most", "above school grade 9", "we claim neither mark"):
        assert words in said
    assert said.count(">Not by the system</span>") == 5
    for point in ("Training", "Need", "Users", "Dissemination", "Advertising"):
        assert f'<dt>{point} <span class="badge">Not by the system</span></dt>' in said


def test_the_policy_says_where_names_are_kept(client, db):
    assert "their number is told" not in read(client, "/editorial-policy/")
    Policy.objects.filter(tier="high").update(names_reviewers=False)
    assert "their number is told" in read(client, "/editorial-policy/")


def test_the_places_that_the_policy_points_to_are_there(client, db):
    said = read(client, "/editorial-policy/")
    anchors = set(re.findall(r'href="#([\w-]+)">Where', said))
    assert anchors
    assert [anchor for anchor in anchors if f'id="{anchor}"' not in said] == []
