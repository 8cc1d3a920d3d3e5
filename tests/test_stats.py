"""The dashboard: its figures, its charts with the table behind, its CSV, and the same over the API."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from articles.models import State
from articles.tables import Table
from citations import clock
from reviews import workflow as reviews
from reviews.editors import stats
from reviews.models import BoardMember
from tests import acts
from tests.client import Keyed
from tests.desk import Visitor, said


def table(name: str) -> dict:
    return {row[0]: row[1:] for row in stats.figures(clock.now()).table(name).rows}


def test_the_backlog_is_counted_by_state_and_age(cast):
    for days in (1, 5, 20, 60):
        with clock.shifted(days=-days):
            acts.submitted(cast)
    acts.under_review(cast)
    found = table("backlog")
    assert found[State.SUBMITTED.label] == [4, 1, 1, 1, 1]
    assert found[State.UNDER_REVIEW.label] == [1, 1, 0, 0, 0]


def test_turnaround_is_the_median_and_p90_from_submission_to_approval(cast):
    for days in range(1, 11):
        with clock.shifted(days=-days):
            article = acts.submitted(cast)
        acts.approved_again(article, cast)
    assert table("turnaround")[f"{article.risk} risk"] == [pytest.approx(5.5, abs=0.1), pytest.approx(9.1, abs=0.1), 10]


def test_what_is_overdue_is_counted(cast):
    with clock.shifted(days=-30):
        acts.under_review(cast)
        reviews.invite(acts.submitted(cast), cast.chen, by=cast.editor)
    assert stats.figures(clock.now()).overdue == {"reviews": 0, "answers": 1, "signatures": 1}
    acts.approved(cast)
    with clock.shifted(days=1200):
        assert stats.figures(clock.now()).overdue["reviews"] == 1


def test_load_and_thanks_are_told_per_board_member(cast):
    acts.approved(cast)
    acts.under_review(cast)
    rivera, chen = table("reviewers")["Pat Rivera"], table("reviewers")["Pat Chen"]
    assert rivera[:4] == [1, 6, 0, 1]
    assert chen[:4] == [0, 6, 0, 1]


def test_the_most_frequent_findings_come_first(cast):
    acts.submitted(cast, text=acts.TEXT + " [9]")
    acts.submitted(cast, text=acts.TEXT + " [9]", references=3)
    found = stats.figures(clock.now()).table("findings").rows
    assert found[0][1] >= found[-1][1]
    assert {"citation-dangling", "citation-unused"} & {row[0] for row in found}


def test_the_weeks_tell_what_came_in_and_what_was_decided(cast):
    with clock.shifted(days=-7):
        acts.approved(cast)
    acts.submitted(cast)
    rows = stats.figures(clock.now()).table("weeks").rows
    assert [row[1:] for row in rows[-2:]] == [[1, 2, 1], [1, 0, 0]]


# --- The day on which it clears ---------------------------------------------------------------------------


def test_an_empty_desk_is_clear_today(cast):
    flow = stats.figures(clock.now()).flow
    assert (flow.owed, flow.clears_on) == (0, clock.today())


def test_signatures_owed_are_the_seats_not_signed_yet(cast):
    acts.submitted(cast)
    acts.signed(acts.under_review(cast).open_round.assignments.get())
    assert stats.figures(clock.now()).flow.owed == 3


def test_the_day_follows_from_capacity_less_inflow(cast):
    """Two signatures owed, nothing came in before this week; one member of capacity 1, seven days a review: two weeks."""
    acts.submitted(cast)
    BoardMember.objects.filter(pk=cast.rivera.pk).update(capacity=1)
    flow = stats.figures(clock.now()).flow
    assert (flow.inflow_per_week, flow.capacity_per_week) == (0, 1)
    assert flow.clears_on == clock.today() + timedelta(weeks=2)


def test_where_more_comes_in_than_can_be_signed_no_day_is_promised(cast):
    for days in (8, 15, 22):
        with clock.shifted(days=-days):
            for _ in range(2):
                acts.submitted(cast)
    assert stats.figures(clock.now()).flow.clears_on is None


#: Who is not counted into the board's capacity.
HINDERED = {
    "away": {"away_until": timedelta(days=3)},
    "expired": {"licence_expires": timedelta(days=-1)},
    "not verified": {"licence_verified_at": None},
    "revoked": {"licence_revoked_at": timedelta(0)},
    "left": {"left": timedelta(0)},
}


@pytest.mark.parametrize("why", HINDERED)
def test_whoever_cannot_review_counts_for_no_capacity(cast, why):
    fields = {name: delta if delta is None else clock.today() + delta for name, delta in HINDERED[why].items()}
    BoardMember.objects.filter(pk=cast.rivera.pk).update(**fields)
    assert stats.figures(clock.now()).flow.capacity_per_week == 0


# --- Shown ------------------------------------------------------------------------------------------------


def test_every_chart_has_a_name_and_its_table(cast):
    acts.split(cast, text=acts.TEXT, references=3)
    page = said(Visitor(cast.editor).get("/admin/dashboard/"))
    for found in stats.figures(clock.now()).tables:
        assert f'aria-labelledby="{found.name}-title"' in page
        assert f'<title id="{found.name}-title">' in page
        assert f"/admin/dashboard/{found.name}.csv" in page
    assert page.count('role="img"') == page.count("<summary>The table</summary>") == 5


def test_a_table_comes_as_csv(cast):
    acts.submitted(cast)
    answer = Visitor(cast.editor).get("/admin/dashboard/backlog.csv")
    rows = list(csv.reader(io.StringIO(said(answer))))
    assert rows[0][:2] == ["State", "All"]
    assert rows[1][1] == "1"
    assert 'filename="backlog-' in answer["Content-Disposition"]
    assert Visitor(cast.editor).get("/admin/dashboard/salaries.csv").status_code == 404


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_of_a_csv_is_a_formula(cell):
    found = Table("t", "T", ("Name", "Count"), [[cell, -3]])
    name, count = list(csv.reader(io.StringIO(found.csv(), newline="")))[1]
    assert (name, count) == (f"'{cell}", "-3")


def test_a_board_members_name_is_no_formula_in_the_spreadsheet(cast):
    BoardMember.objects.filter(pk=cast.rivera.pk).update(name="=cmd|' /C calc'!A0")
    assert "'=cmd" in said(Visitor(cast.editor).get("/admin/dashboard/reviewers.csv"))


def test_the_api_gives_the_same_figures(cast):
    acts.approved(cast)
    acts.under_review(cast)
    told = Keyed(cast.editor).read("stats/").json()
    shown = stats.figures(clock.now())
    assert told["flow"]["owed"] == shown.flow.owed
    assert told["overdue"] == shown.overdue
    assert [row["all"] for row in told["backlog"]] == [row[1] for row in shown.table("backlog").rows]
    assert told["reviewers"][0]["open"] == 1
    assert {"risk", "median", "p90", "approvals"} == set(told["turnaround"][0])
