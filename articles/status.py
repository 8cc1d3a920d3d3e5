"""What the reader is told. One function derives it; badge, banner, page, API and JSON-LD all use it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from articles.models import Article, Revision, State
from articles.models.state import IN_PLAY

LABELS = {
    State.SUBMITTED: "Submitted",
    State.UNDER_REVIEW: "Under Review",
    State.CHANGES_REQUESTED: "Changes Requested",
    State.APPROVED: "Approved",
    State.REJECTED: "Rejected",
    State.WITHDRAWN: "Withdrawn",
    State.RETIRED: "Retired",
}


@dataclass(frozen=True)
class PublicStatus:
    """`caution`: the shown text does not stand as reviewed. `update_pending`: a newer revision is on its way."""

    label: str
    caution: bool
    overdue: bool
    update_pending: bool

    @property
    def stands(self) -> bool:
        """Whether the shown text is approved right now: only then `reviewedBy` and `lastReviewed` are said."""
        return self.label == LABELS[State.APPROVED]

    as_json = asdict


def public_status(article: Article, today: date) -> PublicStatus:
    """Derived from the row alone, so an approval lapses on its date without any job."""
    if article.published_id is None or article.state == State.RETIRED:
        return PublicStatus(LABELS[article.state], article.state in IN_PLAY, overdue=False, update_pending=False)
    overdue = article.is_overdue(today)
    label = "Approved"
    if article.questioned:
        label = "Changes Requested" if _asked_to_change(article) else "In Re-review"
    elif overdue:
        label = "Review Overdue"
    return PublicStatus(label, label != "Approved", overdue, article.current_id != article.published_id)


def _asked_to_change(article: Article) -> bool:
    return article.state == State.CHANGES_REQUESTED and article.current_id == article.published_id


def shown_revision(article: Article, *, pending_public: bool) -> Revision | None:
    """What readers see: the last approved revision, else the newest where the tier lets pending text be public."""
    if article.published_id is not None:
        return article.published
    return article.current if pending_public and article.state in IN_PLAY else None


def external_review(article: Article) -> dict | None:
    """The review elsewhere that the shown text states, until the board has approved a text: then that speaks."""
    return article.current.external_review if article.published_id is None else None
