"""The review status as the reader sees it: three steps, and the words of caution that belong to them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.models import Article, State
from articles.pages.wording import CAUSES, day
from articles.status import PublicStatus

STEPS = (gettext_noop("Submitted"), gettext_noop("Under Review"), gettext_noop("Approved"))
PENDING = gettext_noop("Educational purpose only. Exercise caution: content is pending human review.")
DOUBTED = gettext_noop(
    "Educational purpose only. Exercise caution: the approval of this text does not stand at the moment."
)
UPDATE = gettext_noop("You are reading the last version that the board approved; the newer one is not shown before that.")
_NOTES = {
    State.SUBMITTED: gettext_noop("It waits for a physician of the board to take it up."),
    State.UNDER_REVIEW: gettext_noop("The board's review of it has begun."),
    State.CHANGES_REQUESTED: gettext_noop("The board asked for changes; they are being made."),
}


@dataclass(frozen=True)
class Step:
    """`mark` is done, current, lapsed (reached once, and not standing now) or ahead."""

    name: str
    mark: str
    note: str = ""

    @property
    def current(self) -> bool:
        return self.mark in ("current", "lapsed")


@dataclass(frozen=True)
class Banner:
    """A word that must not be missed. `tone` is caution, note or retired."""

    tone: str
    heading: str
    text: str


def steps(article: Article, status: PublicStatus) -> list[Step]:
    """The three steps with the current one marked; none for a retired article, which is past them all."""
    if article.state == State.RETIRED:
        return []
    here, mark, note = _position(article, status)
    marks = ["done"] * here + [mark] + ["ahead"] * (2 - here)
    notes = {STEPS[here]: note}
    if article.published_id and here < 2:
        notes["Approved"] = _("Last on {day}.").format(day=day(article.last_reviewed))
    return [Step(_(name), said, notes.get(name, "")) for name, said in zip(STEPS, marks, strict=True)]


def _position(article: Article, status: PublicStatus) -> tuple[int, str, str]:
    """Which step the shown text is at, how that is marked, and what is said of it."""
    if article.published_id is None:
        return (0 if article.state == State.SUBMITTED else 1), "current", _(_NOTES[article.state])
    if article.questioned:
        return 1, "current", f"{_(status.label)}: {_(CAUSES[article.questioned])}."
    if status.overdue:
        return 2, "lapsed", _("Review overdue since {day}.").format(day=day(article.next_review_due))
    return 2, "current", _("Signed on {day}.").format(day=day(article.last_reviewed))


def banners(article: Article, status: PublicStatus) -> list[Banner]:
    """What must be said before the text is read."""
    if article.state == State.RETIRED:
        return [Banner("retired", _("This article was retired"), article.retirement_notice)]
    said = []
    if article.published_id is None:
        said.append(Banner("caution", _("Pending human review"), _(PENDING)))
    elif article.questioned:
        said.append(Banner("caution", _(status.label), f"{_(DOUBTED)} {_questioned(article)}"))
    elif status.overdue:
        due = day(article.next_review_due)
        was_due = _("Its review was due on {day}.").format(day=due)
        said.append(
            Banner("caution", _("Review overdue since {day}").format(day=due), f"{_(DOUBTED)} {was_due}")
        )
    if status.update_pending:
        said.append(Banner("note", _("An update is under review"), _(UPDATE)))
    return said


def _questioned(article: Article) -> str:
    asked = article.state == State.CHANGES_REQUESTED and article.current_id == article.published_id
    done = _("The board asked for changes") if asked else _("The board is reviewing it again")
    return f"{done}: {_(CAUSES[article.questioned])}."
