"""The article's page: every part of it, true in every state."""

from __future__ import annotations

import json
import re

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import stamping
from articles import workflow as articles
from articles.models import Policy
from articles.pages.stepper import day
from citations import clock, news
from citations.notices import Notice
from reviews import evidence
from reviews import workflow as reviews
from tests import acts

QUESTION = "How is a strained hip flexor treated?"
#: No page that nobody kept reads more often than this, whatever the data.
MOST_QUERIES = 7


@pytest.fixture(autouse=True)
def forgetful():
    """Pages rendered and questions counted for one test are nothing to the next."""
    caches["pages"].clear()


def page_of(client, article, query: str = "", **headers: str):
    return client.get(reverse("article-page", args=[article.slug]) + query, headers=headers)


def text_of(client, article, query: str = "") -> str:
    """The page as read: its words without markup, in one line."""
    html = page_of(client, article, query).content.decode()
    main = html[html.index("<main") :]
    return " ".join(re.sub(r"<[^>]+>", " ", main).replace("&#x27;", "'").replace("&quot;", '"').split())


def current_step(client, article) -> str:
    html = page_of(client, article).content.decode()
    return re.search(r'aria-current="step">\s*<span class="step-name">([^<]+)', html)[1]


def json_ld(client, article) -> dict:
    html = page_of(client, article).content.decode()
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)[1])


# --- Who may see what -----------------------------------------------------------------------------


def test_a_submitted_article_is_shown_with_its_question_as_title(client, cast):
    answer = page_of(client, acts.submitted(cast))
    assert answer.status_code == 200
    assert f'<h1 dir="auto">{QUESTION}</h1>' in answer.content.decode()


def test_what_nobody_may_see_is_a_page_that_helps(client, db):
    answer = client.get("/articles/no-such-article/")
    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.content.decode()


@pytest.mark.parametrize("query", ["", "badge.svg", "questions/"])
def test_pending_text_that_readers_saw_and_that_was_withdrawn_is_gone(client, cast, query):
    article = articles.withdraw(acts.submitted(cast), by=cast.author)
    answer = client.get(f"/articles/{article.slug}/{query}")
    assert answer.status_code == 410
    assert "never approved" in " ".join(answer.content.decode().split())
    assert "Rest the hip" not in answer.content.decode()


def test_a_withdrawn_article_that_no_reader_ever_saw_is_not_there(client, cast):
    Policy.objects.update(pending_public=False)
    article = articles.withdraw(acts.submitted(cast), by=cast.author)
    Policy.objects.update(pending_public=True)
    assert page_of(client, article).status_code == 404


def test_pending_text_is_not_there_where_the_policy_keeps_it_back(client, cast):
    article = acts.submitted(cast)
    Policy.objects.filter(tier=article.risk).update(pending_public=False)
    assert page_of(client, article).status_code == 404


def test_programs_are_answered_with_a_problem_document(client, db):
    assert client.get("/api/v1/nowhere/")["Content-Type"] == "application/problem+json"


# --- The state, told truly ------------------------------------------------------------------------


def test_a_submitted_article_stands_at_the_first_step_under_the_caution(client, cast):
    article = acts.submitted(cast)
    assert current_step(client, article) == "Submitted"
    assert "Exercise caution: content is pending human review" in text_of(client, article)


def test_an_article_under_review_stands_at_the_second_step(client, cast):
    assert current_step(client, acts.under_review(cast)) == "Under Review"


def test_an_article_sent_back_says_that_changes_were_asked_for(client, cast):
    article = reviews.request_changes(acts.split(cast), by=cast.editor, reason="The doses lack a source.")
    assert current_step(client, article) == "Under Review"
    assert "The board asked for changes" in text_of(client, article)


def test_an_approved_article_stands_at_the_last_step_without_a_caution(client, cast):
    article = acts.approved(cast)
    assert current_step(client, article) == "Approved"
    assert "caution" not in text_of(client, article).lower()


def test_the_reviewers_are_named_with_the_day_and_their_pages(client, cast):
    article = acts.approved(cast)
    assert f"Medically reviewed by Pat Rivera, MD , on {day(clock.today())}" in text_of(client, article)
    assert 'href="/board/rivera/"' in page_of(client, article).content.decode()


@pytest.mark.parametrize("arranged", [acts.submitted, acts.under_review, acts.split])
def test_nobody_has_reviewed_what_is_pending(client, cast, arranged):
    said = text_of(client, arranged(cast))
    assert "Medically reviewed by" not in said
    assert "Last reviewed" not in said


def test_an_approval_past_its_date_reads_overdue_without_any_job(client, cast):
    article = acts.approved(cast)
    with clock.shifted(days=800):
        said = text_of(client, article)
    assert f"Review overdue since {day(article.next_review_due)}" in said
    assert "Medically reviewed by" not in said
    assert "That approval does not stand now" in said


def test_the_day_before_its_date_an_approval_stands(client, cast):
    article = acts.approved(cast)
    with clock.shifted(days=(article.next_review_due - clock.today()).days):
        assert "Medically reviewed by" in text_of(client, article)


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        ("due", "the time for its re-review has come"),
        ("notice", "a source that it cites has received a notice"),
        ("report", "an error in it was reported"),
    ],
)
def test_a_re_review_tells_its_cause(client, cast, cause, words):
    article = reviews.reopen(acts.approved(cast), cause=cause, by=cast.editor)
    said = text_of(client, article)
    assert f"The board is reviewing it again: {words}." in said
    assert "Medically reviewed by" not in said
    assert current_step(client, article) == "Under Review"


def test_an_update_on_its_way_is_told_and_not_shown(client, cast):
    article = acts.approved(cast)
    newer = acts.draft("Quite another text.", references=0, question="Something else?")
    articles.revise(article, newer, by=cast.author)
    said = text_of(client, article)
    assert "An update is under review" in said
    assert "Quite another text" not in said
    assert "Something else?" not in said
    assert "Medically reviewed by" in said


def test_a_retired_article_shows_its_notice_in_the_place_of_the_text(client, cast):
    article = articles.retire(acts.approved(cast), by=cast.editor, notice="Its main source was retracted.")
    answer = page_of(client, article)
    assert answer.status_code == 200
    said = text_of(client, article)
    assert "Its main source was retracted." in said
    assert "Rest the hip" not in said
    assert "Medically reviewed by" not in said


def test_an_override_is_told_to_the_reader(client, cast):
    article = reviews.approve(acts.split(cast), by=cast.editor, reason="SECRET REASON")
    said = text_of(client, article)
    assert "Approved by an editor's decision: the board did not agree. " in said
    assert "SECRET REASON" not in said
    assert "Pat Chen" not in said


def test_a_minor_correction_names_its_checker_and_keeps_the_byline_of_the_whole_review(client, cast):
    article = acts.approved(cast)
    reviewed = clock.today()
    with clock.shifted(days=40):
        spelled = acts.draft(acts.TEXT.replace("as pain allows", "as the pain allows"))
        articles.revise(article, spelled, by=cast.author)
        acts.signed(acts.seated(article, cast.haddad, cast.editor))
        said, corrected = text_of(client, article), clock.today()
    assert f"Medically reviewed by Pat Rivera, MD , on {day(reviewed)}" in said
    assert f"A minor correction was checked by Pat Haddad, MD , on {day(corrected)}" in said
    assert f"Last reviewed {day(reviewed)}" in said


def test_whoever_checked_a_minor_correction_is_told_with_meaning_and_disclosure_as_every_signer_is(client, cast):
    article = acts.approved(cast)
    articles.revise(article, acts.draft(acts.TEXT.replace("as pain allows", "as the pain allows")), by=cast.author)
    item = {"item": "Consulting fees", "entity": "Hip Devices Ltd", "detail": "two lectures"}
    acts.signed(acts.seated(article, cast.haddad, cast.editor), meaning="responsibility", disclosure={"items": [item]})
    said, today = text_of(client, article), day(clock.today())
    assert f"A minor correction was checked by Pat Haddad, MD , on {today} (meaning: responsibility)" in said
    assert f"Minor corrections checked and signed by Pat Haddad, MD , {today} (meaning of the signature: responsibility)" in said
    assert "Disclosure: Hip Devices Ltd: Consulting fees: two lectures." in said


def test_a_retracted_source_is_marked_in_the_list(client, cast):
    article = acts.approved(cast)
    told = Notice(nature="retraction", source="test", date=clock.today(), record_id="1", doi="10.5555/hip.1")
    news.take([told])
    evidence.spread()
    said = page_of(client, article).content.decode()
    assert said.count('<strong class="news">Retracted</strong>') == 1
    assert "a source that it cites has received a notice" in said


# --- The parts of the page ------------------------------------------------------------------------


def test_the_dates_shown_are_those_of_the_article(client, cast):
    article = acts.approved(cast)
    stamping.stamp()
    said = text_of(client, article)
    for label, date in (("Last updated", clock.today()), ("Last reviewed", article.last_reviewed),
                        ("Next review due", article.next_review_due)):  # fmt: skip
        assert f"{label} {day(date)}" in said


def test_the_page_makes_the_boards_promise_and_links_to_the_policy(client, cast):
    said = page_of(client, acts.submitted(cast)).content.decode()
    assert "All articles are reviewed for accuracy by our" in said
    assert '<a href="/editorial-policy/">View editorial policy</a>' in said


def test_citations_lead_to_their_entries_and_back(client, cast):
    said = page_of(client, acts.submitted(cast)).content.decode()
    assert '<a href="#ref-tyler1" id="cite-1-tyler1"' in said
    assert '<li value="1" id="ref-tyler1">' in said
    assert '<a href="#cite-1-tyler1"' in said


def test_references_are_grouped_by_kind_and_keep_their_numbers(client, cast):
    draft = acts.draft()
    first, second = draft.content.entries
    guideline = type(second)(second.number, second.key, "guideline", second.csl)
    content = type(draft.content)(**vars(draft.content) | {"entries": (first, guideline)})
    article = articles.submit(type(draft)(content, draft.contributors), by=cast.author)
    said = page_of(client, article).content.decode()
    assert (
        said.index("<h3>Guideline</h3>")
        < said.index('value="2"')
        < said.index("<h3>Research</h3>")
        < said.index('value="1"')
    )


def test_a_marker_without_a_reference_is_shown_as_such(client, cast):
    said = page_of(client, acts.submitted(cast, text="Rest the hip [1] and wait [7].")).content.decode()
    assert re.search(r'<span class="dangling" title="[^"]+">\[7\]</span>', said)


def test_sections_are_listed_at_the_top(client, cast):
    said = page_of(client, acts.submitted(cast)).content.decode()
    assert '<a href="#s-from-the-guidelines">From the Guidelines</a>' in said
    assert '<h2 id="s-from-the-guidelines">From the Guidelines</h2>' in said


def test_the_page_says_who_wrote_it_and_how(client, cast):
    said = text_of(client, acts.submitted(cast))
    assert "Written by people." in said
    assert "A. Writer" in said


def test_the_page_ends_with_disclaimer_and_follow_up(client, cast):
    said = text_of(client, acts.submitted(cast))
    assert "Professional medical disclaimer" in said
    assert "Have a follow-up question?" in said


# --- Who the reader is ----------------------------------------------------------------------------

BOTH = {"clinician": "Prescribe rest [1].", "patient": "Rest for a week [1]."}


def test_a_patient_is_shown_the_text_for_patients(client, cast):
    article = acts.submitted(cast, renditions=BOTH)
    assert "Rest for a week" in text_of(client, article, "?audience=patient")
    assert "Prescribe rest" not in text_of(client, article, "?audience=patient")


def test_the_choice_is_kept_for_the_next_page(client, cast):
    article = acts.submitted(cast, renditions=BOTH)
    page_of(client, article, "?audience=patient")
    assert "Rest for a week" in text_of(client, article)


def test_whoever_never_chose_is_given_no_cookie(client, cast):
    assert not page_of(client, acts.submitted(cast)).cookies


def test_an_audience_without_a_text_is_told_so(client, cast):
    said = text_of(client, acts.submitted(cast, renditions=BOTH), "?audience=student")
    assert "There is no text for a student here yet. You are reading the one for a clinician." in said


def test_an_unknown_audience_is_ignored(client, cast):
    answer = page_of(client, acts.submitted(cast), "?audience=<script>")
    assert answer.status_code == 200
    assert not answer.cookies


# --- Machines -------------------------------------------------------------------------------------


def test_search_engines_stay_away_until_it_is_approved(client, cast):
    answer = page_of(client, acts.submitted(cast))
    assert answer["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in answer.content.decode()


def test_search_engines_are_welcome_once_it_is_approved(client, cast):
    answer = page_of(client, acts.approved(cast))
    assert "X-Robots-Tag" not in answer
    assert "noindex" not in answer.content.decode()


def test_the_json_ld_names_the_reviewers_and_dates_that_are_shown(client, cast):
    article = acts.approved(cast)
    said = json_ld(client, article)
    assert said["@type"] == "MedicalWebPage"
    assert said["lastReviewed"] == article.last_reviewed.isoformat()
    assert [who["name"] for who in said["reviewedBy"]] == ["Pat Rivera", "Pat Chen"]
    assert said["specialty"] == "https://schema.org/Musculoskeletal"
    assert [work["@type"] for work in said["citation"]] == ["MedicalScholarlyArticle"] * 2


@pytest.mark.parametrize("state", ["pending", "overdue", "in re-review", "retired"])
def test_the_json_ld_claims_no_review_that_does_not_stand(client, cast, state):
    article = acts.submitted(cast) if state == "pending" else acts.approved(cast)
    if state == "in re-review":
        reviews.reopen(article, cause="report", by=cast.editor)
    if state == "retired":
        articles.retire(article, by=cast.editor, notice="Gone.")
    with clock.shifted(days=800 if state == "overdue" else 0):
        said = json_ld(client, article)
    assert not {"reviewedBy", "lastReviewed"} & said.keys()


def test_the_json_ld_of_a_retired_article_holds_none_of_its_content(client, cast):
    article = articles.retire(acts.approved(cast), by=cast.editor, notice="Gone.")
    assert not {"citation", "keywords", "author"} & json_ld(client, article).keys()


def test_a_text_cannot_end_the_data_block(client, cast):
    article = acts.submitted(cast, question="Is </script><script>alert(1)</script> safe?")
    assert json_ld(client, article)["name"] == "Is </script><script>alert(1)</script> safe?"


# --- Caching and cost -----------------------------------------------------------------------------


def test_a_reader_who_has_the_page_is_not_sent_it_again(client, cast):
    article = acts.approved(cast)
    first = page_of(client, article)
    again = page_of(client, article, **{"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert "no-cache" in first["Cache-Control"]


def test_a_page_has_another_tag_for_another_audience(client, cast):
    article = acts.submitted(cast, renditions=BOTH)
    tags = {page_of(client, article, f"?audience={who}")["ETag"] for who in BOTH}
    assert len(tags) == 2


def test_a_page_has_another_tag_once_its_review_is_overdue(client, cast):
    article = acts.approved(cast)
    first = page_of(client, article)
    with clock.shifted(days=800):
        assert page_of(client, article, **{"If-None-Match": first["ETag"]}).status_code == 200


def test_a_page_has_another_tag_in_another_state(client, cast):
    article = acts.submitted(cast)
    first = page_of(client, article)
    acts.seated(article, cast.rivera, cast.editor)
    assert page_of(client, article, **{"If-None-Match": first["ETag"]}).status_code == 200


def test_a_page_read_before_costs_one_query(client, cast, django_assert_num_queries):
    article = acts.approved(cast)
    page_of(client, article)
    with django_assert_num_queries(1):
        page_of(client, article)


def test_a_page_never_read_before_costs_no_more_for_more_data(client, cast, django_assert_max_num_queries):
    renditions = {
        who: " ".join(f"Claim {n} [{n}]." for n in range(1, 41))
        for who in ("clinician", "patient", "student")
    }
    article = acts.approved(cast, renditions=renditions, references=40)
    for _ in range(3):
        with clock.shifted(days=1):
            reviews.reopen(article, cause="report", by=cast.editor)
            acts.approved_again(article, cast)
    with django_assert_max_num_queries(MOST_QUERIES):
        page_of(client, article)


def test_reading_a_page_writes_nothing(client, cast):
    article = acts.approved(cast)
    with CaptureQueriesContext(connection) as seen:
        page_of(client, article, "?audience=patient")
    assert all(query["sql"].startswith("SELECT") for query in seen.captured_queries)


# --- Versions -------------------------------------------------------------------------------------


@pytest.fixture
def renewed(cast):
    """Approved, revised and approved again."""
    article = acts.approved(cast)
    articles.revise(article, acts.draft("Walk early [1].", references=2), by=cast.author)
    return acts.approved_again(article, cast)


def version_of(client, article, number: int):
    return client.get(reverse("article-version", args=[article.slug, number]))


def test_an_older_version_is_kept_as_it_was_and_points_forward(client, renewed):
    said = version_of(client, renewed, 1).content.decode()
    assert "Rest the hip and walk as pain allows" in said
    assert "Read the current version" in said
    assert "Medically reviewed by" not in said


def test_an_older_version_is_the_same_text_to_the_letter(client, cast):
    article = acts.approved(cast)
    before = re.search(r'<div class="prose" dir="auto">.*?</div>', page_of(client, article).content.decode(), re.DOTALL)[
        0
    ]
    articles.revise(article, acts.draft("Walk early [1].", references=2), by=cast.author)
    acts.approved_again(article, cast)
    assert before in version_of(client, article, 1).content.decode()


def test_search_engines_keep_to_the_current_version(client, renewed):
    assert version_of(client, renewed, 1)["X-Robots-Tag"] == "noindex"


def test_a_version_that_was_never_approved_is_not_there(client, cast):
    article = acts.approved(cast)
    articles.revise(article, acts.draft("Draft only.", references=0), by=cast.author)
    assert version_of(client, article, 2).status_code == 404


def test_the_versions_of_a_retired_article_are_not_there(client, cast, renewed):
    articles.retire(renewed, by=cast.editor, notice="Gone.")
    assert version_of(client, renewed, 1).status_code == 404


def test_a_version_costs_a_fixed_number_of_queries(client, renewed, django_assert_max_num_queries):
    with django_assert_max_num_queries(MOST_QUERIES):
        version_of(client, renewed, 1)


# --- What changed, who disclosed what -------------------------------------------------------------


def test_the_page_tells_what_changed_since_the_version_before(client, renewed):
    html = page_of(client, renewed).content.decode()
    assert "Changed since version 1" in html
    assert "<ins>" in html
    assert "<del>" in html


def test_a_replaced_source_is_told_though_no_word_changed(cast, client):
    article = acts.approved(cast)
    articles.revise(article, acts.draft(papers=(1, 3)), by=cast.author)
    html = text_of(client, acts.approved_again(acts.fresh(article), cast))
    changed = html.partition("Changed since version 1")[2]
    assert "Show what changed in the text" not in changed
    assert "part 3" in changed.partition("References added")[2].partition("References removed")[0]
    assert "part 2" in changed.partition("References removed")[2]


def test_a_changed_question_is_told(cast, client):
    article = acts.approved(cast)
    articles.revise(article, acts.draft(question="How is a torn hip flexor treated?"), by=cast.author)
    html = text_of(client, acts.approved_again(acts.fresh(article), cast))
    changed = html.partition("Changed since version 1")[2]
    assert "The question was: How is a strained hip flexor treated?" in changed
    assert "References" not in changed.partition("Content hash")[0]


def test_a_first_version_has_nothing_to_compare_with(client, cast):
    assert "Changed since" not in text_of(client, acts.approved(cast))


def test_the_reviewers_disclosures_are_on_the_page(client, cast):
    article = acts.submitted(cast)
    item = {"item": "Consulting fees", "entity": "Hip Devices Ltd", "detail": "two lectures"}
    for member, said in ((cast.rivera, {"none": True}), (cast.chen, {"items": [item]})):
        acts.signed(acts.seated(article, member, cast.editor), disclosure=said)
    page = text_of(client, article)
    assert "Disclosures: none to declare." in page
    assert "Disclosure: Hip Devices Ltd: Consulting fees: two lectures." in page
