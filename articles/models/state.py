"""The states of an article."""

from django.db import models


class State(models.TextChoices):
    """The story of an article.

    SUBMITTED: a revision has arrived and waits for the managing editor, and for a first board member who accepts.
    UNDER_REVIEW: somebody is reviewing it (or a published article is being reviewed again).
    CHANGES_REQUESTED: the board would not sign; the author's move.
    APPROVED: a full quorum signed exactly this content in one round. May be overdue; that is derived from the date.
    REJECTED, WITHDRAWN: the end of what was never published; the external id is free again.
    RETIRED: taken down by an editor with a public notice: the one way to take an approved article down.
    """

    SUBMITTED = "submitted"
    UNDER_REVIEW = "under_review"
    CHANGES_REQUESTED = "changes_requested"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    RETIRED = "retired"


IN_PLAY = [State.SUBMITTED, State.UNDER_REVIEW, State.CHANGES_REQUESTED]
ENDED = [State.REJECTED, State.WITHDRAWN, State.RETIRED]
