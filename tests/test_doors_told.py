"""What every door writes into the history, whom it tells what, and what it leaves for time: literally, in `doors_told.txt`.

Meant to change something? `DOORS_TOLD=write make test` writes the file anew: read the difference before it goes in.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Generator
from datetime import date
from itertools import groupby
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from articles import workflow as articles
from articles.models import Article, Event, Finding, Policy
from articles.tasks import recheck
from citations import clock
from citations.models import Notice
from reviews import workflow as reviews
from reviews.board import licences
from reviews.due import do_due
from reviews.models import Assignment, BoardMember, Due, Interest
from tests import acts
from tests.people import Cast
from tests.test_evidence import hear, told

TABLE = Path(__file__).with_name("doors_told.txt")
FAULTY = "Rest [1] [2] [9]."


#: Gives the article once it is arranged, or first nothing where all of it is told.
Story = Generator[Article | None, Article, None]


def approved(cast: Cast) -> Story:
    yield None
    yield acts.approved(cast, note="As agreed.")


def declined_and_expired(cast: Cast) -> Story:
    article = yield acts.submitted(cast)
    seat = reviews.invite(article, cast.rivera, by=cast.editor)
    reviews.decline(seat, by=cast.rivera.user, reason="On leave.", suggestion="Ask Dr Chen.", by_link=True)
    reviews.accept(reviews.invite(article, cast.chen, by=cast.editor), by=cast.chen.user, by_link=True)
    reviews.invite(article, cast.haddad, by=cast.editor)
    for day in range(25):
        with acts.noon(day):
            do_due()


def changes_requested_and_made(cast: Cast) -> Story:
    article = yield acts.split(cast)
    reviews.request_changes(article, by=cast.editor, reason="Limits first.")
    articles.revise(article, acts.draft(acts.TEXT + "\nMore."), by=cast.author)


def revised_in_review(cast: Cast) -> Story:
    article = yield acts.under_review(cast)
    articles.revise(article, acts.draft(acts.TEXT + "\nMore.", note="A word more."), by=cast.author)


def signed_against(cast: Cast) -> Story:
    article = yield acts.under_review(cast)
    acts.signed(Assignment.objects.get(), "request_changes")
    acts.signed(acts.seated(article, cast.chen, cast.editor))


def overridden(cast: Cast) -> Story:
    article = yield acts.split(cast)
    reviews.approve(article, by=cast.editor, reason="The objection is met.")


def rejected(cast: Cast) -> Story:
    article = yield acts.under_review(cast)
    articles.reject(article, by=cast.editor, reason="Nothing to review.")


def withdrawn(cast: Cast) -> Story:
    article = acts.submitted(cast)
    reviews.invite(article, cast.rivera, by=cast.editor)
    yield article
    articles.withdraw(article, by=cast.author)


def an_update_withdrawn(cast: Cast) -> Story:
    article = yield acts.approved(cast)
    articles.revise(article, acts.draft(acts.TEXT + "\nMore."), by=cast.author)
    articles.withdraw(article, by=cast.author)


def retired(cast: Cast) -> Story:
    article = yield acts.approved(cast)
    articles.retire(article, by=cast.editor, notice="Merged.")


def waived_rated_and_handled(cast: Cast) -> Story:
    yield None
    article = acts.submitted(cast, text=FAULTY)
    articles.waive(Finding.objects.filter(severity="error").first(), by=cast.editor, reason="In print.")
    articles.rate(article, by=cast.editor, tier="high", reason="Read by parents.")
    articles.take_on(article, by=cast.editor)
    articles.hand_back(article, by=cast.editor)
    articles.count_readers({article.pk: 1200}, by=cast.editor)
    yield article


def checked_anew(cast: Cast) -> Story:
    article = yield acts.submitted(cast, text=FAULTY)
    Finding.objects.update(superseded=True)
    Article.objects.filter(pk=article.pk).update(checked_with=0, errors=0)
    recheck()


def reviewed_again_when_due(cast: Cast) -> Story:
    article = yield acts.approved(cast)
    for ahead in (31, 0, -1):
        with acts.noon((article.next_review_due - clock.today()).days - ahead):
            do_due()


def reopened_by_an_editor(cast: Cast) -> Story:
    article = yield acts.approved(cast)
    reviews.reopen(article, cause="report", by=cast.editor, reason="A reader found an error.")


def a_retraction_after_approval(cast: Cast) -> Story:
    yield acts.approved(cast)
    hear(told())


def news_between_two_signatures(cast: Cast) -> Story:
    article = yield acts.under_review(cast)
    first = Assignment.objects.get()
    acts.signed(first)
    hear(told("expression_of_concern"))
    acts.signed(acts.seated(article, cast.chen, cast.editor))
    reviews.confirm(first, by=cast.rivera.user, proof=acts.proof(cast.rivera.user))


def news_that_nobody_answers(cast: Cast) -> Story:
    article = yield acts.submitted(cast)
    seats = [acts.seated(article, member, cast.editor) for member in (cast.rivera, cast.chen)]
    acts.signed(seats[0])
    acts.signed(seats[1], "request_changes")
    hear(told("correction"))
    for day in range(25):
        with acts.noon(day):
            do_due()


def news_while_a_correction_is_read(cast: Cast) -> Story:
    article = yield acts.approved(cast)
    articles.revise(article, acts.draft(acts.TEXT.replace("Rest the hip and", "Rest the hip, and")), by=cast.author)
    acts.seated(article, cast.haddad, cast.editor)
    hear(told())


def a_licence_revoked_in_review(cast: Cast) -> Story:
    yield acts.under_review(cast)
    acts.signed(Assignment.objects.get())
    licences.revoke(cast.rivera, by=cast.editor, reason="Struck off.")
    licences.heed()


def a_licence_revoked_after_approval(cast: Cast) -> Story:
    with clock.shifted(days=-1):  # the database asks for the licence of the day of the approval at the test's end only
        article = acts.approved(cast)
    yield article
    licences.revoke(cast.rivera, by=cast.editor, reason="Struck off.")
    licences.heed()


def a_conflict_overruled(cast: Cast) -> Story:
    article = yield acts.submitted(cast, text=acts.TEXT + "\nAcme makes crutches.")
    Interest.objects.create(board_member=cast.rivera, item="Consulting fees", entity="Acme")
    reviews.overrule(article, cast.rivera, by=cast.editor, reason="A small grant, long ago.")


def a_second_blind_look(cast: Cast) -> Story:
    Policy.objects.update(calibration_percent=100)
    yield acts.approved(cast)
    do_due()
    seat = Assignment.objects.get(round__cause="calibration")
    reviews.accept(seat, by=seat.board_member.user)
    acts.signed(seat, "request_changes")


STORIES: list[Callable[[Cast], Story]] = [
    approved, declined_and_expired, changes_requested_and_made, revised_in_review, signed_against, overridden, rejected, withdrawn,
    an_update_withdrawn, retired, waived_rated_and_handled, checked_anew, reviewed_again_when_due, reopened_by_an_editor,
    a_retraction_after_approval, news_between_two_signatures, news_that_nobody_answers,
    news_while_a_correction_is_read, a_licence_revoked_in_review, a_licence_revoked_after_approval,
    a_conflict_overruled, a_second_blind_look,
]  # fmt: skip


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_a_door_writes_tells_and_leaves_what_the_table_says(cast, story):
    assert all((cast.editor, cast.rivera, cast.chen, cast.haddad))
    found = _acted(story(cast)).text()
    if os.environ.get("DOORS_TOLD") == "write":
        _write(story.__name__, found)
    assert found == _table().get(story.__name__)


def _acted(story: Story) -> Told:
    arranged = next(story)
    since = (arranged.event_seq if arranged else 0, Due.objects.count())
    try:
        end = story.send(arranged)
    except StopIteration:
        end = None
    return Told(end or arranged, *since)


class Told:
    """What came into an article's history after one event, with messages and due steps, in words that stay from run to run."""

    def __init__(self, article: Article, seq: int, dues: int) -> None:
        self.article, self.seq, self.dues = acts.fresh(article), seq, dues
        self.names = {
            "member": dict(BoardMember.objects.values_list("pk", "slug")),
            "assignment": dict(Assignment.objects.values_list("pk", "board_member__slug")),
            "review": dict(Assignment.objects.values_list("review__pk", "board_member__slug")),
            "round": {pk: f"round {n}" for n, pk in enumerate(article.rounds.values_list("pk", flat=True).order_by("pk"), 1)},
            "finding": dict(Finding.every.values_list("pk", "code")),
            "notices": dict(Notice.objects.values_list("pk", "nature")),
            "content_hash": {r.content_hash: f"of revision {r.number}" for r in article.revisions.all()},
        }

    def text(self) -> str:
        events = self.article.events.filter(seq__gt=self.seq).select_related("actor", "words").order_by("seq")
        dues = sorted(Due.objects.order_by("pk")[self.dues :], key=lambda row: row.due_at)
        return "".join(map(self._event, events)) + "".join(map(self._due, dues))

    def _event(self, event: Event) -> str:
        moved = f" {event.before or 'nothing'} to {event.after}" if event.before != event.after else ""
        words = f" “{event.words.text}”".replace(f"{clock.today():%d %B %Y}", "today") if hasattr(event, "words") else ""
        lines = [f"{event.kind} by {_who(event.actor)}{moved}{self._data(event.data)}{words}"]
        owed = sorted((d.template, self._data(d.data), _who(d.recipient)) for d in event.deliveries.select_related("recipient"))
        for (template, data), group in groupby(owed, key=lambda row: row[:2]):
            lines.append(f"    {template} to {', '.join(who for *_, who in group)}{data}")
        return "\n".join(lines) + "\n"

    def _due(self, row: Due) -> str:
        whose = f" of {row.assignment.board_member.slug}" if row.assignment else ""
        return f"{'done' if row.done_at else 'due'} {self._day(row.due_at.date())}: {row.step}{whose}\n"

    def _day(self, day: date) -> str:
        """From today; near the next review, which falls on another day for each article, from that."""
        due = self.article.next_review_due
        if due and abs((day - due).days) < 60:
            return f"review {(day - due).days:+d}"
        return f"day {(day - clock.today()).days}"

    def _data(self, data: dict) -> str:
        return "".join(f", {name} {self._value(name, value)}" for name, value in sorted(data.items()))

    def _value(self, name: str, value: object) -> object:
        if isinstance(value, list):
            return [self._value(name, one) for one in value]
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            return self._day(date.fromisoformat(value))
        if name == "step" and isinstance(value, str):
            return re.sub(r":\d{4}-\d\d-\d\d", "", value.split(":", 2)[2])
        return self.names.get(name, {}).get(value, value)


def _who(user: User | None) -> str:
    return user.username if user else "nobody"


def _table() -> dict[str, str]:
    pieces = TABLE.read_text().split("# ")[1:] if TABLE.exists() else []
    return {name: text.rstrip("\n") + "\n" for name, _, text in (piece.partition("\n") for piece in pieces)}


def _write(name: str, found: str) -> None:
    table = _table() | {name: found}
    TABLE.write_text("\n".join(f"# {story.__name__}\n{table[story.__name__]}" for story in STORIES if story.__name__ in table))
