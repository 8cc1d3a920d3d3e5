"""What the rules must know beside the content: who publishes, how old is old, which labels hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from articles.labels import LabelTable, shipped_labels

#: Years until a reference counts as outdated, where a policy sets nothing else.
REFERENCE_AGE = {"guideline": 5, "research": 10, "label": 5, "book": 10, "web": 5, "other": 10}


@dataclass(frozen=True)
class Context:
    """Everything has a default, so that a pipeline can check a text knowing nothing of its publisher."""

    #: Names that make a reference self-published: the publisher's, its journals', its board's.
    publisher: tuple[str, ...] = ()
    board_members: tuple[str, ...] = ()
    #: The day to count ages from; without one, no reference is called outdated.
    today: date | None = None
    reference_age: Mapping[str, int] = field(default_factory=REFERENCE_AGE.copy)
    #: The highest school grade that a patient's rendition should need (PIF TICK: 6 to 8).
    grade_limit: float = 8.0
    labels: LabelTable = field(default_factory=shipped_labels)
