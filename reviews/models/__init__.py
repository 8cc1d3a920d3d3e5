"""The tables of reviews: the board, the rounds it sits in, its seats, and what it signed."""

from reviews.models.assignment import Assignment, Seat, held
from reviews.models.board import BoardMember
from reviews.models.comment import Comment
from reviews.models.due import Due, Step
from reviews.models.interests import Interest, Override, Publication
from reviews.models.kept import KeptFigures
from reviews.models.review import Confirmation, Review, Verdict
from reviews.models.round import Cause, Outcome, Round, Tally

__all__ = [
    "Assignment", "BoardMember", "Cause", "Comment", "Confirmation", "Due", "Interest", "KeptFigures", "Outcome", "Override",
    "Publication", "Review", "Round", "Seat", "Step", "Tally", "Verdict", "held",
]  # fmt: skip
