"""The editors' triage: what comes first, who is on it, many at once to the board, and who has room."""

from __future__ import annotations

from datetime import timedelta

import pytest

from articles import workflow as articles
from articles.errors import NotAllowed, Unmet, WrongState
from articles.models import Article, Policy, State
from articles.urgency import reasons, urgent_since
from citations import clock
from reviews import desk
from reviews import workflow as reviews
from reviews.board import availability, licences
from reviews.due import do_due
from reviews.editors import allotment, triage
from reviews.models import Assignment
from tests import acts
from tests.client import Keyed
from tests.desk import Visitor, queries, said
from tests.people import person, physician
from tests.test_evidence import hear, told

# --- The order --------------------------------------------------------------------------------------------


def rated(cast, tier: str, days: int, **said_too) -> Article:
    """Submitted so many days ago."""
    with clock.shifted(days=-days):
        article = acts.submitted(cast, **said_too)
        return articles.rate(article, by=cast.editor, tier=tier, reason="As the test asks.")


#: Two articles as (tier, days waited, readers): the first is more urgent.
ORDER = {
    "age": (("low", 5, 0), ("low", 4, 0)),
    "risk before some age": (("high", 1, 0), ("low", 20, 0)),
    "age before risk, some time": (("low", 40, 0), ("high", 1, 0)),
    "medium before low": (("medium", 1, 0), ("low", 5, 0)),
    "many readers": (("low", 1, 100_000), ("low", 20, 0)),
    "ten times the readers": (("low", 1, 10_000), ("low", 3, 1_000)),
}


@pytest.mark.parametrize("name", ORDER)
def test_the_more_urgent_comes_first(cast, name):
    rows = [rated(cast, tier, days) for tier, days, _ in ORDER[name]]
    counted = {row.pk: readers for row, (_, _, readers) in zip(rows, ORDER[name], strict=True)}
    articles.count_readers(counted, by=cast.editor)
    assert [line.article.pk for line in triage.page_after().lines] == [row.pk for row in rows]


def test_a_published_text_in_doubt_presses_and_the_line_says_why(cast):
    article = acts.approved(cast)
    reviews.reopen(article, by=cast.editor, cause="notice", reason="A retraction.")
    articles.count_readers({article.pk: 1200}, by=cast.editor)
    line = triage.page_after().lines[0]
    assert line.pressing[0] == "a published text in doubt"
    assert "1,200 readers a month" in line.pressing


def test_the_kept_order_is_what_the_rule_says_after_every_step(cast):
    """No door leaves the column behind."""
    steps = [
        acts.submitted(cast), acts.under_review(cast), acts.split(cast), acts.approved(cast), rated(cast, "high", 3),
        reviews.reopen(acts.approved(cast), by=cast.editor, cause="due", reason="Due."),
        reviews.request_changes(acts.split(cast), by=cast.editor, reason="Soften it."),
    ]  # fmt: skip
    assert all(acts.fresh(a).urgent_since == urgent_since(acts.fresh(a)) for a in steps)


def test_a_retraction_under_a_first_review_presses_until_it_is_waived(cast):
    rated(cast, "medium", 50, papers=(3, 4))
    article = acts.submitted(cast)
    hear(told())
    assert pressing(article) == ["a cited work was retracted"]
    assert triage.page_after().lines[0].article == article
    [finding] = article.current.findings.filter(code="reference-retracted")
    articles.waive(finding, by=cast.editor, reason="Cited as history.")
    assert pressing(article) == []


def test_a_retraction_presses_from_arrival_until_a_revision_without_the_work(cast):
    acts.submitted(cast)
    hear(told())
    article = acts.submitted(cast, question="Does it press from the first?")
    assert pressing(article) == ["a cited work was retracted"]
    articles.revise(article, acts.draft(papers=(3, 4)), by=cast.author)
    assert pressing(article) == []


def test_a_retraction_that_opened_a_re_review_presses_once(cast):
    article = acts.approved(cast)
    hear(told())
    assert pressing(article) == ["a published text in doubt"]


def test_a_batch_keeps_the_order_as_well(cast):
    acts.submitted(cast)
    hear(told())
    found = articles.submit_all([acts.draft(question=f"Question {n}?") for n in range(2)], by=cast.author)
    assert [pressing(article) for article in found] == [["a cited work was retracted"]] * 2


def late(cast, days: int = 7) -> tuple[Article, Assignment]:
    """Invited, and reminded past the day for an answer: the clock was looked at every day."""
    article = acts.submitted(cast)
    seat = reviews.invite(article, cast.rivera, by=cast.editor)
    for day in range(days + 1):
        with acts.noon(day):
            do_due()
    return article, seat


def test_nobody_is_late_before_they_were_reminded_past_their_day(cast):
    article, _ = late(cast, days=6)
    assert pressing(article) == []


#: What whoever is late to answer does -> the article presses no more.
ANSWERED = {
    "accepts": lambda cast, article, seat: reviews.accept(seat, by=cast.rivera.user),
    "declines": lambda cast, article, seat: reviews.decline(seat, by=cast.rivera.user),
    "loses the seat": lambda cast, article, seat: reviews.expire(seat),
    "is asked no more": lambda cast, article, seat: articles.revise(article, acts.draft(acts.TEXT + "\nMore."), by=cast.author),
}


@pytest.mark.parametrize("does", ANSWERED)
def test_who_is_late_to_answer_presses_until_it_is_settled(cast, does):
    article, seat = late(cast)
    assert pressing(article) == ["a board member is late"]
    ANSWERED[does](cast, article, acts.fresh(seat))
    assert pressing(article) == []


def test_who_is_late_to_sign_presses_until_they_signed(cast):
    article = acts.submitted(cast)
    seat = acts.seated(article, cast.rivera, cast.editor)
    with acts.noon(15):
        do_due()
        assert pressing(article) == ["a board member is late"]
        acts.signed(acts.fresh(seat))
    assert pressing(article) == []


def test_one_who_answers_leaves_the_other_late(cast):
    article, seat = late(cast)
    other = reviews.invite(article, cast.chen, by=cast.editor)
    with acts.noon(7):
        reviews.accept(acts.fresh(other), by=cast.chen.user)
        assert pressing(article) == ["a board member is late"]
        reviews.decline(acts.fresh(seat), by=cast.rivera.user)
    assert pressing(article) == []


def pressing(article: Article) -> list[str]:
    """What presses besides its risk; the order that is kept says the same."""
    after = acts.fresh(article)
    assert after.urgent_since == urgent_since(after)
    return [why for _, why in reasons(after) if not why.endswith(" risk")]


def test_readers_come_over_the_api_for_editors(cast):
    article = acts.submitted(cast)
    rows = {"articles": [{"article": article.pk, "readers": 900}, {"article": 999_999, "readers": 1}]}
    assert Keyed(cast.editor).send("queue/readers/", rows).json() == {"found": 1}
    assert acts.fresh(article).readers == 900
    assert Keyed(cast.author).send("queue/readers/", rows).status_code == 404


# --- "I'm on it" ------------------------------------------------------------------------------------------


def test_an_editor_takes_it_on_and_hands_it_back(cast):
    article = articles.take_on(acts.submitted(cast), by=cast.editor)
    assert article.editor == cast.editor
    assert articles.hand_back(article, by=cast.editor).editor is None
    assert list(article.events.order_by("seq").values_list("kind", flat=True))[-2:] == ["taken_on", "handed_back"]


def test_a_colleague_may_take_it_over(cast):
    article = articles.take_on(acts.submitted(cast), by=cast.editor)
    colleague = person("colleague", "managing editor")
    assert articles.take_on(article, by=colleague).editor == colleague


def test_what_nobody_is_on_cannot_be_handed_back(cast):
    with pytest.raises(Unmet):
        articles.hand_back(acts.submitted(cast), by=cast.editor)


def test_only_editors_take_on_and_only_what_is_in_play(cast):
    with pytest.raises(NotAllowed):
        articles.take_on(acts.submitted(cast), by=cast.author)
    with pytest.raises(WrongState):
        articles.take_on(acts.approved(cast), by=cast.editor)


def test_an_approval_ends_it(cast):
    article = articles.take_on(acts.submitted(cast), by=cast.editor)
    assert acts.approved_again(article, cast).editor is None


def test_the_queue_says_who_is_on_it_and_shows_mine_alone(cast):
    articles.take_on(acts.submitted(cast, question="Is this mine?"), by=cast.editor)
    acts.submitted(cast, question="Is this anybody's?")
    editor = Visitor(cast.editor)
    page = said(editor.get("/admin/queue/"))
    assert "editor is on it" in page
    mine = said(editor.get("/admin/queue/?mine=1"))
    assert "Is this mine?" in mine
    assert "Is this anybody" not in mine


def test_the_admin_and_the_api_take_on_and_hand_back(cast):
    article, editor, api = acts.submitted(cast), Visitor(cast.editor), Keyed(cast.editor)
    assert editor.step(article, "take_on").status_code == 302
    assert acts.fresh(article).editor == cast.editor
    assert "Hand back" in said(editor.article(article))
    assert api.send(f"articles/{article.pk}/hand-back/").status_code == 200
    assert api.send(f"articles/{article.pk}/take-on/").status_code == 200
    assert editor.step(article, "hand_back").status_code == 302
    assert acts.fresh(article).editor is None


# --- Many at once -----------------------------------------------------------------------------------------


def allot(cast, *rows: Article) -> tuple[list, dict]:
    result = allotment.allot([row.pk for row in rows], by=cast.editor)
    return [(a.pk, m.slug) for a, m in result.placed], {a.pk: why for a, why in result.unplaced}


def test_every_seat_goes_to_the_best_free_candidate_specialists_first(cast):
    article = acts.submitted(cast)
    assert cast.okafor
    assert cast.rivera
    placed, unplaced = allot(cast, article)
    assert placed == [(article.pk, "rivera"), (article.pk, "okafor")]
    assert unplaced == {}


def test_nobody_gets_more_than_their_capacity_and_the_most_urgent_goes_first(cast):
    for member in (cast.rivera, cast.chen):
        member.capacity = 1
        member.save()
    later, urgent = rated(cast, "low", 1), rated(cast, "high", 1)
    placed, unplaced = allot(cast, later, urgent)
    assert {pk for pk, _ in placed} == {urgent.pk}
    assert "2 of 2 seats not filled" in unplaced[later.pk]
    assert "Pat Rivera has no room" in unplaced[later.pk]


#: Why an article cannot be placed -> what the editor is told.
def _away(cast, article):
    for member in (cast.rivera, cast.chen):
        member.away_until = clock.today() + timedelta(days=3)
        member.save()


def _revoked(cast, article):
    for member in (cast.rivera, cast.chen):
        licences.revoke(member, by=cast.editor, reason="Struck off.")
    licences.heed()


def _full(cast, article):
    for member in (cast.rivera, cast.chen):
        reviews.invite(article, member, by=cast.editor)


UNPLACED = {
    "away": (_away, "Pat Rivera is away"),
    "no licence": (_revoked, "Pat Rivera licence revoked on"),
    "taken": (_full, "every seat is taken"),
    "no board": (lambda cast, article: None, "there is nobody else on the board"),
}


@pytest.mark.parametrize("name", UNPLACED)
def test_what_could_not_be_placed_is_told_with_why(cast, name):
    arrange, why = UNPLACED[name]
    article = acts.submitted(cast)
    arrange(cast, article)
    placed, unplaced = allot(cast, article)
    assert placed == []
    assert why in unplaced[article.pk]


def test_open_errors_and_own_articles_are_told_and_stop_no_other(cast):
    assert cast.rivera
    assert cast.chen
    writer = person("writing", "managing editor", "author")
    broken, own = acts.submitted(cast, text=acts.TEXT + " [9]"), articles.submit(acts.draft(), by=writer)
    fine = acts.submitted(cast)
    result = allotment.allot([broken.pk, own.pk, fine.pk], by=writer)
    why = {article.pk: why for article, why in result.unplaced}
    assert "error finding" in why[broken.pk]
    assert "you wrote it" in why[own.pk]
    assert {article.pk for article, _ in result.placed} == {fine.pk}


def test_a_missing_specialist_is_told(cast):
    assert cast.okafor
    physician("other", "Cardiovascular")
    _, unplaced = allot(cast, article := acts.submitted(cast))
    assert "nobody else of Musculoskeletal is free" in unplaced[article.pk]


def test_each_audience_that_needs_a_reviewer_gets_a_seat(cast):
    Policy.objects.update(seats=1, specialists=0, reviewer_per_audience=True)
    assert cast.rivera
    assert cast.chen
    article = acts.submitted(cast, renditions={"clinician": acts.TEXT, "patient": "Rest [1] and walk [2].\n"})
    placed, _ = allot(cast, article)
    assert len(placed) == 2
    assert {seat.audience for seat in Assignment.objects.all()} == {"clinician", "patient"}


def test_the_admin_assigns_what_was_chosen_and_tells_the_rest(cast):
    assert cast.rivera
    article = acts.submitted(cast, question="Who reviews this?")
    editor = Visitor(cast.editor)
    page = said(editor.post("/admin/queue/assign/", {"article": [article.pk]}))
    assert "Pat Rivera, MD" in page
    assert "1 of 2 seats not filled" in page
    assert "Choose at least one" in said(editor.post("/admin/queue/assign/", {}, follow=True))
    assert editor.get("/admin/queue/assign/").status_code == 302


def test_the_api_assigns_many(cast):
    assert cast.rivera
    article = acts.submitted(cast)
    answer = Keyed(cast.editor).send("queue/assign/", {"articles": [article.pk]}).json()
    assert answer["placed"] == [{"article": article.pk, "board_member": "rivera"}]
    assert answer["unplaced"][0]["article"] == article.pk
    assert Keyed(cast.editor).send("queue/assign/", {"articles": []}).json()["errors"][0]["pointer"] == "/articles"


# --- The calendar -----------------------------------------------------------------------------------------


def weeks_of(member) -> list[str]:
    row = next(row for row in availability.calendar(clock.today()) if row.member == member)
    return [week.hindered for week in row.weeks]


def test_the_calendar_tells_absence_licence_and_term(cast):
    monday = clock.today() - timedelta(days=clock.today().weekday())
    changes = {
        cast.rivera: {"away_from": monday + timedelta(days=7), "away_until": monday + timedelta(days=16)},
        cast.chen: {"licence_expires": monday + timedelta(days=10)},
        cast.okafor: {"term_ends": monday + timedelta(days=6)},
    }
    for member, fields in changes.items():
        vars(member).update(fields)
        member.save()
    assert weeks_of(cast.rivera)[:4] == ["", "away", "partly away", ""]
    assert weeks_of(cast.chen)[:3] == ["", "", "no licence"]
    assert weeks_of(cast.okafor)[:2] == ["", "term ended"]


def test_what_falls_due_stands_in_its_week(cast):
    acts.under_review(cast)
    row = availability.calendar(clock.today())[0]
    assert (row.load, row.room, sum(week.due for week in row.weeks)) == (1, 5, 1)


# --- What it costs, and who sees it -----------------------------------------------------------------------

PAGES = ("/admin/queue/", "/admin/queue/?mine=1", "/admin/calendar/", "/admin/dashboard/")
API = ("queue/", "stats/", "calendar/", "policies/", "board-members/")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_takes_at_most_15_queries_whatever_the_data(cast, path):
    editor = Visitor(cast.editor)
    acts.split(cast)
    acts.approved(cast)
    articles.take_on(acts.submitted(cast, text=acts.TEXT + " [9]"), by=cast.editor)
    articles.take_on(acts.split(cast), by=cast.editor)
    few = queries(lambda: editor.get(path))
    for n in range(4):
        acts.split(cast)
        acts.approved(cast)
        articles.take_on(acts.submitted(cast, text=acts.TEXT + " [9]"), by=cast.editor)
        physician(f"member{n}", "Surgical")
    many = queries(lambda: editor.get(path))
    assert many == few
    assert many <= 15


@pytest.mark.parametrize("path", API)
def test_an_answer_takes_at_most_15_queries(cast, path, django_assert_max_num_queries):
    acts.split(cast)
    acts.approved(cast)
    api = Keyed(cast.editor)
    with django_assert_max_num_queries(15):
        assert api.read(path).status_code == 200


@pytest.mark.parametrize("path", [*PAGES, "/admin/dashboard/backlog.csv"])
def test_the_editors_pages_are_not_there_for_others(cast, path):
    assert {Visitor(user).get(path).status_code for user in (cast.author, cast.rivera.user)} == {404}
    assert Visitor().get(path)["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("path", API)
def test_the_editors_answers_are_not_there_for_others(cast, path):
    assert {Keyed(user).read(path).status_code for user in (cast.author, cast.rivera.user)} == {404}
    assert Keyed().read(path).status_code == 401


def test_candidates_stay_within_15_queries_however_large_the_board(cast, django_assert_max_num_queries):
    for n in range(8):
        physician(f"member{n}", "Surgical")
    article = acts.submitted(cast)
    with django_assert_max_num_queries(6):
        assert len(desk.candidates(article)) == 8
    assert article.state == State.SUBMITTED
