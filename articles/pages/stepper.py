"""The review status as the reader sees it: three steps, and the words of caution that belong to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from articles.models import Article, State
from articles.pages.wording import CAUSES
from articles.status import PublicStatus

STEPS = ("Submitted", "Under Review", "Approved")
PENDING = "Educational purpose only. Exercise caution: content is pending human review."
DOUBTED = (
    "Educational purpose only. Exercise caution: the approval of this text does not stand at the moment."
)
UPDATE = "You are reading the last version that the board approved; the newer one is not shown before that."
_NOTES = {
    State.SUBMITTED: "It waits for a physician of the board to take it up.",
    State.UNDER_REVIEW: "Physicians of the board are reviewing it.",
    State.CHANGES_REQUESTED: "The board asked for changes; they are being made.",
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
        notes["Approved"] = f"Last on {day(article.last_reviewed)}."
    return [Step(name, said, notes.get(name, "")) for name, said in zip(STEPS, marks, strict=True)]


def _position(article: Article, status: PublicStatus) -> tuple[int, str, str]:
    """Which step the shown text is at, how that is marked, and what is said of it."""
    if article.published_id is None:
        return (0 if article.state == State.SUBMITTED else 1), "current", _NOTES[article.state]
    if article.questioned:
        return 1, "current", f"{status.label}: {CAUSES[article.questioned]}."
    if status.overdue:
        return 2, "lapsed", f"Review overdue since {day(article.next_review_due)}."
    return 2, "current", f"Signed on {day(article.last_reviewed)}."


def banners(article: Article, status: PublicStatus) -> list[Banner]:
    """What must be said before the text is read."""
    if article.state == State.RETIRED:
        return [Banner("retired", "This article was retired", article.retirement_notice)]
    said = []
    if article.published_id is None:
        said.append(Banner("caution", "Pending human review", PENDING))
    elif article.questioned:
        said.append(Banner("caution", status.label, f"{DOUBTED} {_questioned(article)}"))
    elif status.overdue:
        due = day(article.next_review_due)
        said.append(
            Banner("caution", f"Review overdue since {due}", f"{DOUBTED} Its review was due on {due}.")
        )
    if status.update_pending:
        said.append(Banner("note", "An update is under review", UPDATE))
    return said


def _questioned(article: Article) -> str:
    asked = article.state == State.CHANGES_REQUESTED and article.current_id == article.published_id
    done = "The board asked for changes" if asked else "The board is reviewing it again"
    return f"{done}: {CAUSES[article.questioned]}."


def day(value: date) -> str:
    """A date as `3 March 2026`: no country reads it another way."""
    return f"{value.day} {value:%B %Y}"
