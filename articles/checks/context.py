"""What the rules must know beside the content: who publishes, how old is old, which labels hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from articles.labels import LabelTable, shipped_labels
from citations.kinds import YEARS


@dataclass(frozen=True)
class Context:
    """Everything has a default, so that a pipeline can check a text knowing nothing of its publisher."""

    #: Names that make a reference self-published: the publisher's, its journals', its board's.
    publisher: tuple[str, ...] = ()
    board_members: tuple[str, ...] = ()
    #: The day to count ages from; without one, no reference is called outdated.
    today: date | None = None
    #: Years by kind; what has none is never called outdated.
    reference_age: Mapping[str, int] = field(default_factory=YEARS.copy)
    #: The highest school grade that a patient's rendition should need (PIF TICK: 6 to 8).
    grade_limit: float = 8.0
    labels: LabelTable = field(default_factory=shipped_labels)
    #: Which edition of labels and policies this is, where they are kept by editions.
    edition: int = 0
