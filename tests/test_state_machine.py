"""Random walks over doors, API and admin, compared with a small model (`tests/model.py`) after every step."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from articles import workflow as articles
from articles.doors import actions
from articles.history import first_break
from articles.minor import Comparison
from articles.models import Article, State
from reviews import workflow as reviews
from reviews.models import Assignment
from tests import acts
from tests.faults.outcome import FULL, Outcome, sized
from tests.model import AUTHORS_STEPS, DONE, EDITORS_STEPS, NOT_NOW, NOT_THEIRS, WAITING, Model, Text
from tests.ways import Ways

pytestmark = [pytest.mark.slow, pytest.mark.alone]

RUNS, STEPS = sized(100, 2000), sized(12, 20)

ways = st.sampled_from(["door", "api", "admin"])
door_or_api = st.sampled_from(["door", "api"])
#: Mostly whoever may: walks that are refused all the time lead nowhere.
editors = st.sampled_from(["editor"] * 6 + ["author", "other", "rivera"])
authors = st.sampled_from(["author"] * 6 + ["other", "editor", "chen"])
members = st.sampled_from(["rivera", "chen", "haddad", "okafor"])
verdicts = st.sampled_from(["approve"] * 4 + ["request_changes", "reject"])
texts = st.builds(Text, st.integers(0, 3), st.integers(0, 1))
seldom = st.sampled_from([False] * 6 + [True])


class Walk(RuleBasedStateMachine):
    """One article's life."""

    ways: Ways
    #: States in which walks have been.
    reached: set[str] = set()

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self.article = articles.submit(self.ways.draft(Text()), by=self.ways.users["author"])

    @initialize(begins=st.sampled_from(["submitted", "seated", "split", "sent back", "approved", "updated", "corrected"]))
    def begin(self, begins: str) -> None:
        """Some begin further on: from the beginning few walks get far."""
        if begins == "submitted":
            return
        second = "request_changes" if begins in ("split", "sent back") else "approve"
        for member in ("rivera", "chen"):
            self.invite("door", "editor", member)
            self.answer("door", "accept", len(self.model.seats) - 1, stranger=False)
        for verdict in ("approve", second) if begins != "seated" else ():
            self.sign("door", 0, verdict, stranger=False, stale=False)
        if begins == "sent back":
            self._step("door", "editor", "request_changes")
        if begins == "updated":
            self.revise("door", "author", Text(1))
        if begins == "corrected":
            self.revise("door", "author", Text(0, 1))
            self.invite("door", "editor", "haddad")
            self.answer("door", "accept", 0, stranger=False)

    # --- steps -----------------------------------------------------------------------------------------------------

    @rule(way=ways, who=editors, member=members)
    def invite(self, way: str, who: str, member: str) -> None:
        expected = self.model.may(who, "invite")
        if expected == DONE:
            expected = self.model.invite(member)
        assert self.ways.invite(way, who, self.article, member) == expected

    @precondition(lambda self: self.model.seats)
    @rule(way=ways, name=st.sampled_from(["accept"] * 4 + ["decline"]), which=st.integers(0, 9), stranger=seldom)
    def answer(self, way: str, name: str, which: int, stranger: bool) -> None:
        seat = self.model.seats[which % len(self.model.seats)]
        found, who = self._seat(seat.member), "author" if stranger else seat.member
        expected = NOT_THEIRS if stranger else DONE if seat.state in (("invited",) if name == "accept" else WAITING) else NOT_NOW
        if expected == DONE:
            (self.model.accept if name == "accept" else self.model.leave)(seat)
        assert self.ways.answer(way, who, found, name) == expected

    @precondition(lambda self: any(seat.state == "accepted" for seat in self.model.seats or []))
    @rule(way=door_or_api, which=st.integers(0, 9), verdict=verdicts, stranger=seldom, stale=seldom)
    def sign(self, way: str, which: int, verdict: str, stranger: bool, stale: bool) -> None:
        accepted = [seat for seat in self.model.seats if seat.state == "accepted"]
        seat = accepted[which % len(accepted)]
        found, who = self._seat(seat.member), "editor" if stranger else seat.member
        expected = NOT_THEIRS if stranger and not stale else NOT_NOW if stale else DONE
        if expected == DONE:
            self.model.sign(seat, verdict)
        told = self.ways.sign(way, who, found, verdict, stale=stale)
        assert told == expected or (stranger and stale and told == NOT_THEIRS)

    @precondition(lambda self: any(seat.state in WAITING for seat in self.model.seats or []))
    @rule()
    def let_a_seat_expire(self) -> None:
        seat = next(seat for seat in self.model.seats if seat.state in WAITING)
        reviews.expire(self._seat(seat.member))
        self.model.leave(seat)

    @rule(way=ways, who=editors, name=st.sampled_from(["approve", "request_changes", "reject", "reopen", "retire"]))
    def decide(self, way: str, who: str, name: str) -> None:
        self._step(way, who, name)

    @precondition(lambda self: self.model.state == "approved")
    @rule(way=ways)
    def come_into_doubt(self, way: str) -> None:
        self._step(way, "editor", "reopen")

    @rule(way=door_or_api, who=authors)
    def withdraw(self, way: str, who: str) -> None:
        self._step(way, who, "withdraw")

    @rule(way=door_or_api, who=authors, text=texts)
    def revise(self, way: str, who: str, text: Text) -> None:
        expected = self.model.may(who, "revise")
        if expected == DONE:
            self.model.revise(text)
        assert self.ways.revise(way, who, self.article, text) == expected

    # --- what is compared ------------------------------------------------------------------------------------------

    @invariant()
    def the_product_is_where_the_model_is(self) -> None:
        assert _seen(self.article) == self.model.told()
        self.reached.add(self.model.state)

    @invariant()
    def each_person_is_offered_what_they_may_do(self) -> None:
        article = acts.fresh(self.article)
        for who in ("author", "editor", "rivera"):
            offered = set(actions(article, User.objects.get(pk=self.ways.users[who].pk)))
            expected = {step for step in (*EDITORS_STEPS, *AUTHORS_STEPS) if self.model.may(who, step) == DONE}
            assert offered & {*EDITORS_STEPS, *AUTHORS_STEPS} == expected

    def teardown(self) -> None:
        assert first_break(acts.fresh(self.article)) == ""

    def _step(self, way: str, who: str, name: str) -> None:
        expected = self.model.may(who, name)
        if expected == DONE:
            getattr(self.model, name)()
        assert self.ways.step(way, who, self.article, name) == expected

    def _seat(self, member: str) -> Assignment:
        return Assignment.objects.filter(round__article=self.article, board_member__slug=member).latest("pk")


def _seen(article: Article) -> dict:
    """What `Model.told` tells, read from the database."""
    article = acts.fresh(article)
    held = None
    if article.open_round is not None:
        held = sorted(
            (seat.board_member.slug, seat.review.verdict if seat.state == "completed" else seat.state)
            for seat in article.open_round.held
            if seat.state in (*WAITING, "completed")
        )
    return {
        "state": article.state, "published": article.published_id is not None,
        "settled": article.published_id is not None and article.published_id == article.current_id,
        "questioned": bool(article.questioned), "seats": held,
    }  # fmt: skip


class FromACorrection(Walk):
    """Begins where the short round is, which most walks never see."""

    @initialize()
    def begin(self) -> None:
        super().begin("corrected")


def _walk(cast, walk: type[Walk] = Walk, runs: int = RUNS, phases: tuple[Phase, ...] = (Phase.generate,)) -> None:
    Walk.ways, Walk.reached = Ways(cast), set()
    run_state_machine_as_test(walk, settings=settings(
        max_examples=runs, stateful_step_count=STEPS, deadline=None, database=None, derandomize=not FULL, print_blob=True,
        phases=phases, suppress_health_check=list(HealthCheck),
    ))  # fmt: skip


def test_no_walk_leads_where_the_model_does_not(committed, cast, record):
    _walk(cast, phases=(Phase.generate, Phase.shrink) if FULL else (Phase.generate,))
    record(Outcome("model", f"{RUNS} random walks over doors, API and admin", f"no difference, {len(Walk.reached)} of {len(State)} states"))
    assert Walk.reached == set(State)


#: What is put in the place of a part of the product, and who walks there.
WRONG = {
    "approves at the first signature": (Walk, "reviews.workflow.approval.quorum_complete", lambda article: True),
    "takes everybody for an editor": (Walk, "articles.roles.edits", lambda user, article: True),
    "knows no short round": (FromACorrection, "reviews.workflow.seats.is_minor", lambda before, after: Comparison(False, "Nothing is.")),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_walk_finds_a_door_that(committed, cast, monkeypatch, wrong):
    """The model can be contradicted: without this a machine that compares nothing would pass as well."""
    walk, *patch = WRONG[wrong]
    monkeypatch.setattr(*patch)
    with pytest.raises(AssertionError):
        _walk(cast, walk, runs=100)
